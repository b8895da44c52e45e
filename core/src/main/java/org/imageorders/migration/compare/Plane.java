package org.imageorders.migration.compare;

import java.util.Arrays;

/**
 * The brightness of a picture, 0 to 255, reduced by averaging areas. What shines through shows a
 * middle grey, against which light and dark things both stand out.
 */
final class Plane {

  /** As in the authors' own program for SSIM: near the scale at which people look at a picture. */
  private static final int SHORT_SIDE = 256;

  /** Keeps panoramas bounded too. */
  private static final int MOST_LONG_SIDE = 1024;

  private static final float BEHIND = 128;

  /** Of a picture that was not seen. */
  static final Plane NONE = new Plane(0, 0, new float[0]);

  private final int width;
  private final int height;
  private final float[] values;

  Plane(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Row by row; to be left as they are. */
  float[] values() {
    return values;
  }

  /** The brightness of a picture, its short side reduced to about 256 pixels. */
  static Plane of(DecodedImage image) {
    int columns = image.heldWidth();
    int rows = image.heldHeight();
    int factor =
        Math.max(
            Math.max(1, Math.round((float) Math.min(columns, rows) / SHORT_SIDE)),
            (Math.max(columns, rows) + MOST_LONG_SIDE - 1) / MOST_LONG_SIDE);
    int width = (columns + factor - 1) / factor;
    int height = (rows + factor - 1) / factor;
    float[] sums = new float[width * height];
    image.forEachRow(
        (y, argb) -> {
          int start = y / factor * width;
          for (int x = 0; x < columns; x++) {
            sums[start + x / factor] += brightness(argb[x]);
          }
        });
    for (int y = 0; y < height; y++) {
      int tall = Math.min(factor, rows - y * factor);
      for (int x = 0; x < width; x++) {
        sums[y * width + x] /= (float) tall * Math.min(factor, columns - x * factor);
      }
    }
    return new Plane(width, height, sums);
  }

  /** Luma of ITU-R BT.601. */
  private static float brightness(int argb) {
    float luma =
        0.299f * (argb >> 16 & 0xFF) + 0.587f * (argb >> 8 & 0xFF) + 0.114f * (argb & 0xFF);
    return BEHIND + (luma - BEHIND) * (argb >>> 24) / 255;
  }

  /** The averages of so many cells that cover the plane without gap or overlap. */
  Plane cells(int columns, int rows) {
    float[] wide = new float[columns * height];
    for (int y = 0; y < height; y++) {
      float[] row = Arrays.copyOfRange(values, y * width, (y + 1) * width);
      System.arraycopy(averages(row, columns), 0, wide, y * columns, columns);
    }
    float[] cells = new float[columns * rows];
    float[] column = new float[height];
    for (int x = 0; x < columns; x++) {
      for (int y = 0; y < height; y++) {
        column[y] = wide[y * columns + x];
      }
      float[] averages = averages(column, rows);
      for (int y = 0; y < rows; y++) {
        cells[y * columns + x] = averages[y];
      }
    }
    return new Plane(columns, rows, cells);
  }

  /** A value that lies in two parts counts in each by how much of it lies there. */
  private static float[] averages(float[] line, int parts) {
    double length = (double) line.length / parts;
    float[] averages = new float[parts];
    for (int part = 0; part < parts; part++) {
      double from = part * length;
      double to = from + length;
      double sum = 0;
      for (int i = (int) from; i < Math.min(line.length, Math.ceil(to)); i++) {
        sum += line[i] * (Math.min(to, i + 1) - Math.max(from, i));
      }
      averages[part] = (float) (sum / length);
    }
    return averages;
  }
}
