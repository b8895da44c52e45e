package org.imageorders.provider.offline;

/**
 * Everything below a ridge.
 *
 * @param ridge its upper edge
 * @param surface what it looks like; asked only from just above the edge downwards
 */
record Ground(Ridge ridge, Layer surface) implements Layer {
  private static final double EDGE = 0.02;

  @Override
  public void paint(double x, double y, Pixel pixel) {
    if (y > ridge.at(x) - EDGE) {
      surface.paint(x, y, pixel);
    }
  }

  @Override
  public boolean hides(double x, double y) {
    return ridge.buries(x, y);
  }
}
