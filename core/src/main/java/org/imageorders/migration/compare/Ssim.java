package org.imageorders.migration.compare;

/**
 * The mean structural similarity of two pictures: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P.
 * Simoncelli, "Image quality assessment: from error visibility to structural similarity", IEEE
 * Transactions on Image Processing 13(4), 2004; with the constants given there. 1 for the same
 * picture, near 0 for unrelated ones.
 */
final class Ssim {

  private static final int WINDOW = 11;
  private static final double SIGMA = 1.5;
  private static final double C1 = 0.01 * 255 * 0.01 * 255;
  private static final double C2 = 0.03 * 255 * 0.03 * 255;

  private Ssim() {}

  /** How similar two planes of one size are. */
  static double mean(Plane one, Plane other) {
    Averages averages = new Averages(one.width(), one.height());
    float[] x = one.values();
    float[] y = other.values();
    float[] meanX = averages.of(x);
    float[] meanY = averages.of(y);
    float[] meanXx = averages.of(products(x, x));
    float[] meanYy = averages.of(products(y, y));
    float[] meanXy = averages.of(products(x, y));
    double sum = 0;
    for (int i = 0; i < meanX.length; i++) {
      sum += at(meanX[i], meanY[i], meanXx[i], meanYy[i], meanXy[i]);
    }
    return sum / meanX.length;
  }

  private static double at(double x, double y, double xx, double yy, double xy) {
    double structure = (2 * (xy - x * y) + C2) / (xx - x * x + yy - y * y + C2);
    return (2 * x * y + C1) / (x * x + y * y + C1) * structure;
  }

  private static float[] products(float[] one, float[] other) {
    float[] products = new float[one.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = one[i] * other[i];
    }
    return products;
  }

  /** Averages over a round window that lies wholly within the picture, or is as small as that. */
  private static final class Averages {
    private final int width;
    private final int height;
    private final double[] across;
    private final double[] down;

    Averages(int width, int height) {
      this.width = width;
      this.height = height;
      across = weights(Math.min(WINDOW, width));
      down = weights(Math.min(WINDOW, height));
    }

    private static double[] weights(int length) {
      double[] weights = new double[length];
      double sum = 0;
      for (int i = 0; i < length; i++) {
        double off = i - (length - 1) / 2.0;
        weights[i] = Math.exp(-off * off / (2 * SIGMA * SIGMA));
        sum += weights[i];
      }
      for (int i = 0; i < length; i++) {
        weights[i] /= sum;
      }
      return weights;
    }

    float[] of(float[] values) {
      int columns = width - across.length + 1;
      int rows = height - down.length + 1;
      float[] wide = new float[columns * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < columns; x++) {
          wide[y * columns + x] = (float) sum(values, y * width + x, 1, across);
        }
      }
      float[] averages = new float[columns * rows];
      for (int i = 0; i < averages.length; i++) {
        averages[i] = (float) sum(wide, i, columns, down);
      }
      return averages;
    }

    private static double sum(float[] values, int start, int step, double[] weights) {
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * values[start + i * step];
      }
      return sum;
    }
  }
}
