package org.imageorders.migration.compare;

/**
 * The difference hash of a picture: for each of 8x8 places, whether the cell to its right is
 * brighter. Cells are the averages of areas, so that no detail falls between them.
 */
final class DifferenceHash {

  private static final int CELLS = 8;

  /** In flat areas only the noise of encoding says which side is brighter; that is no bit. */
  private static final float LEAST_STEP = 1;

  private DifferenceHash() {}

  static long of(Plane plane) {
    Plane cells = plane.cells(CELLS + 1, CELLS);
    long hash = 0;
    for (int y = 0; y < CELLS; y++) {
      for (int x = 0; x < CELLS; x++) {
        int at = y * cells.width() + x;
        boolean brighter = cells.values()[at + 1] - cells.values()[at] > LEAST_STEP;
        hash = hash << 1 | (brighter ? 1 : 0);
      }
    }
    return hash;
  }

  /** By how many of 64 bits two pictures differ. */
  static int distance(Plane one, Plane other) {
    return Long.bitCount(of(one) ^ of(other));
  }
}
