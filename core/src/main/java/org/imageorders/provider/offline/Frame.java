package org.imageorders.provider.offline;

/**
 * The proportions of a picture, in lengths that do not depend on its resolution: a square is 1 by
 * 1, a wide picture 1 high, a tall one 1/1.3 wide. So a thing of a given size fits into all.
 *
 * @param width from left to right
 * @param height from top to bottom
 * @param pixel the length that can just be told apart
 */
record Frame(double width, double height, double pixel) {
  private static final double TALLEST = 1.3;

  /** The frame of a picture drawn in blocks of {@code block} by {@code block} pixels. */
  static Frame of(int width, int height, int block) {
    double unit = Math.min(height, TALLEST * width);
    return new Frame(width / unit, height / unit, block / unit);
  }
}
