package org.imageorders.provider.offline;

/** The few curves and outlines everything is drawn with. Distances are positive inside a shape. */
final class Curve {
  private Curve() {}

  static double clamp(double value) {
    return value < 0 ? 0 : value > 1 ? 1 : value;
  }

  /**
   * The largest whole number that is not above a value within the range of an int. {@code
   * Math.floor} is slower where only the JVM's first compiler has been at work.
   */
  static int floor(double value) {
    int whole = (int) value;
    return whole > value ? whole - 1 : whole;
  }

  /** Rises smoothly from 0 at {@code from} to 1 at {@code to}. */
  static double rise(double from, double to, double value) {
    double t = clamp((value - from) / (to - from));
    return t * t * (3 - 2 * t);
  }

  /** A soft bell: 1 at zero, 0.5 at {@code width}, and a long tail, as light has. */
  static double bell(double value, double width) {
    double t = value / width;
    return 1 / (1 + t * t);
  }

  static double disc(double dx, double dy, double radius) {
    return radius - Math.sqrt(dx * dx + dy * dy);
  }

  static double box(double dx, double dy, double halfWidth, double halfHeight) {
    return Math.min(halfWidth - Math.abs(dx), halfHeight - Math.abs(dy));
  }

  /** A flattened disc; exact on its outline, near enough around it. */
  static double ellipse(double dx, double dy, double halfWidth, double halfHeight) {
    double nx = dx / halfWidth;
    double ny = dy / halfHeight;
    return (1 - Math.sqrt(nx * nx + ny * ny)) * Math.min(halfWidth, halfHeight);
  }

  /** A line with round ends. */
  static double stroke(
      double px, double py, double fromX, double fromY, double toX, double toY, double radius) {
    double dx = toX - fromX;
    double dy = toY - fromY;
    double along = clamp(((px - fromX) * dx + (py - fromY) * dy) / (dx * dx + dy * dy));
    return disc(px - fromX - along * dx, py - fromY - along * dy, radius);
  }

  /**
   * A shape without dents.
   *
   * @param corners x, y, x, y, ... clockwise as they appear on the picture
   */
  static double convex(double px, double py, double[] corners) {
    double depth = Double.MAX_VALUE;
    double fromX = corners[corners.length - 2];
    double fromY = corners[corners.length - 1];
    for (int i = 0; i < corners.length; i += 2) {
      double dx = corners[i] - fromX;
      double dy = corners[i + 1] - fromY;
      double side = (dx * (py - fromY) - dy * (px - fromX)) / Math.sqrt(dx * dx + dy * dy);
      depth = Math.min(depth, side);
      fromX = corners[i];
      fromY = corners[i + 1];
    }
    return depth;
  }
}
