package org.imageorders.migration.compare;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoded image, read row by row as 8 bit values of alpha, red, green and blue. The stored values
 * count, without colour management: what a colour profile says is not looked at.
 */
final class DecodedImage {

  /** Takes a row of pixels, which is overwritten by the next. */
  @FunctionalInterface
  interface RowSink {
    void row(int y, int[] argb);
  }

  private static final int ALMOST_OPAQUE = 250;

  private final int width;
  private final int height;
  private final BufferedImage held;

  /**
   * Takes an image.
   *
   * @param width of the image itself
   * @param height of the image itself
   * @param held all of its pixels, or every second, third, ... of both directions
   */
  DecodedImage(int width, int height, BufferedImage held) throws CannotDecode {
    this.width = width;
    this.height = height;
    this.held = held;
    int bands = held.getRaster().getNumBands();
    if (bands > 4 || (bands == 4 && !held.getColorModel().hasAlpha())) {
      throw CannotDecode.noReader("no reader of " + bands + " colour channels");
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The width of {@link #forEachRow}'s rows. */
  int heldWidth() {
    return held.getWidth();
  }

  /** The number of {@link #forEachRow}'s rows. */
  int heldHeight() {
    return held.getHeight();
  }

  /** Whether nothing shines through. An alpha channel that is full everywhere is opaque. */
  boolean isOpaque() {
    if (!held.getColorModel().hasAlpha()) {
      return true;
    }
    boolean[] opaque = {true};
    forEachRow(
        (y, argb) -> {
          for (int pixel : argb) {
            opaque[0] &= (pixel >>> 24) >= ALMOST_OPAQUE;
          }
        });
    return opaque[0];
  }

  void forEachRow(RowSink sink) {
    Raster raster = held.getRaster();
    int bands = raster.getNumBands();
    int[] samples = new int[held.getWidth() * bands];
    int[] argb = new int[held.getWidth()];
    ColorModel colours = held.getColorModel();
    for (int y = 0; y < held.getHeight(); y++) {
      raster.getPixels(0, y, held.getWidth(), 1, samples);
      if (colours instanceof IndexColorModel palette) {
        for (int x = 0; x < argb.length; x++) {
          argb[x] = palette.getRGB(samples[x]);
        }
      } else {
        toEightBits(samples, colours.getComponentSize(0));
        join(samples, bands, argb);
      }
      sink.row(y, argb);
    }
  }

  private static void toEightBits(int[] samples, int bits) {
    if (bits == 8) {
      return;
    }
    int most = (1 << bits) - 1;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (samples[i] * 255 + most / 2) / most;
    }
  }

  /** One band is grey, two are grey and alpha, three and four are colours. */
  private static void join(int[] samples, int bands, int[] argb) {
    boolean grey = bands < 3;
    boolean alpha = bands % 2 == 0;
    for (int x = 0, at = 0; x < argb.length; x++, at += bands) {
      int red = samples[at];
      int green = grey ? red : samples[at + 1];
      int blue = grey ? red : samples[at + 2];
      int opacity = alpha ? samples[at + bands - 1] : 255;
      argb[x] = opacity << 24 | red << 16 | green << 8 | blue;
    }
  }
}
