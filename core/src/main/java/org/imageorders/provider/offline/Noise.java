package org.imageorders.provider.offline;

/**
 * Smooth random relief over the plane, the same for the same dice. Immutable after construction, so
 * safe for use by many threads.
 */
final class Noise {
  private static final int CELLS = 4096;

  private final float[] lattice = new float[CELLS];

  Noise(Dice dice) {
    for (int i = 0; i < CELLS; i++) {
      lattice[i] = (float) dice.between(-1, 1);
    }
  }

  /** Height at a point, from -1 to 1; features are about one unit wide. */
  double at(double x, double y) {
    int floorX = Curve.floor(x);
    int floorY = Curve.floor(y);
    int row = floorY * 1_640_531_527;
    int column = floorX * 374_761_393;
    double fx = ease(x - floorX);
    double fy = ease(y - floorY);
    double top = mix(corner(column + row), corner(column + 374_761_393 + row), fx);
    int below = row + 1_640_531_527;
    double bottom = mix(corner(column + below), corner(column + 374_761_393 + below), fx);
    return mix(top, bottom, fy);
  }

  /** Several octaves of relief, each half as high and twice as fine as the one before. */
  double fractal(double x, double y, int octaves) {
    double sum = 0;
    double height = 0.5;
    double px = x;
    double py = y;
    for (int i = 0; i < octaves; i++) {
      sum += height * at(px, py);
      double turned = 1.6 * px + 1.2 * py + 17.3;
      py = 1.6 * py - 1.2 * px + 5.7;
      px = turned;
      height /= 2;
    }
    return sum;
  }

  /** A value from 0 to 1 for a numbered cell, unrelated to that of its neighbours. */
  static double cell(int column, int row) {
    int hash = column * 0x27d4eb2d + row * 0x165667b1;
    hash = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
    hash = (hash ^ (hash >>> 12)) * 0x297a2d39;
    return ((hash ^ (hash >>> 15)) >>> 8) * 0x1.0p-24;
  }

  private float corner(int key) {
    int hash = key ^ (key >>> 15);
    hash *= 0x2c1b3c6d;
    return lattice[hash >>> 20];
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double from, double to, double amount) {
    return from + (to - from) * amount;
  }
}
