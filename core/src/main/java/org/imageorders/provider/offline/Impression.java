package org.imageorders.provider.offline;

/**
 * A blurred view of a picture: looks at one point in each block and blends between them. Keeps two
 * rows of such points. One thread at a time.
 */
final class Impression {
  private static final int CHANNELS = PngWriter.BYTES_PER_PIXEL;

  private final Technique technique;
  private final Mood mood;
  private final int block;
  private final int width;
  private final double scale;
  private final Pixel pixel = new Pixel();
  private byte[] upper;
  private byte[] lower;
  private int upperRow = -2;

  Impression(Technique technique, Mood mood, int block, int width, int height) {
    this.technique = technique;
    this.mood = mood;
    this.block = block;
    this.width = width;
    scale = Frame.of(width, height, 1).pixel();
    upper = new byte[(width / block + 3) * CHANNELS];
    lower = new byte[upper.length];
  }

  /** Fills the rows from the top down. */
  void fillRow(int y, byte[] row) {
    int down = y + block / 2;
    if (down / block - 1 != upperRow) {
      advanceTo(down / block - 1);
    }
    int belowUpper = down % block;
    for (int x = 0; x < width; x++) {
      int right = x + block / 2;
      int left = right / block * CHANNELS;
      int fromLeft = right % block;
      for (int channel = left; channel < left + CHANNELS; channel++) {
        int top = between(upper[channel], upper[channel + CHANNELS], fromLeft);
        int bottom = between(lower[channel], lower[channel + CHANNELS], fromLeft);
        int sum = top * (block - belowUpper) + bottom * belowUpper;
        row[x * CHANNELS + channel - left] = (byte) (sum / (block * block));
      }
    }
  }

  private int between(byte from, byte to, int steps) {
    return (from & 0xff) * (block - steps) + (to & 0xff) * steps;
  }

  private void advanceTo(int row) {
    if (row == upperRow + 1) {
      byte[] spent = upper;
      upper = lower;
      lower = spent;
    } else {
      look(row, upper);
    }
    look(row + 1, lower);
    upperRow = row;
  }

  /** Looks at the centres of the blocks in a row; the first lies just left of the picture. */
  private void look(int row, byte[] points) {
    double y = (row + 0.5) * block * scale;
    for (int i = 0; i < points.length / CHANNELS; i++) {
      technique.render((i - 0.5) * block * scale, y, pixel);
      mood.grade(pixel);
      pixel.store(points, i * CHANNELS);
    }
  }
}
