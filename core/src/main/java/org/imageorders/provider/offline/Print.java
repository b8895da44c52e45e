package org.imageorders.provider.offline;

/** The techniques without brush or paper: a soft illustration, a flat poster, pixel art. */
final class Print {
  private static final double GRAIN = 0.011;
  private static final double VIGNETTE = 0.09;
  private static final double POSTER_STEP = 0.085;
  private static final double PIXEL_STEP = 0.045;
  private static final double BLOCKS = 128;
  private static final int[] DITHER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

  private final Layer scene;
  private final Frame frame;
  private final Noise noise;

  Print(Layer scene, Frame frame, Noise noise) {
    this.scene = scene;
    this.frame = frame;
    this.noise = noise;
  }

  void illustrate(double x, double y, Pixel pixel) {
    pixel.soften(frame.pixel());
    scene.paint(x, y, pixel);
    double fromCentreX = x / frame.width() - 0.5;
    double fromCentreY = y / frame.height() - 0.5;
    double corner = fromCentreX * fromCentreX + fromCentreY * fromCentreY;
    pixel.lighten(grain(x, y) - VIGNETTE * 4 * corner * corner);
  }

  void poster(double x, double y, Pixel pixel) {
    pixel.soften(frame.pixel());
    scene.paint(x, y, pixel);
    double bands = pixel.lightness() / POSTER_STEP;
    double band = Curve.floor(bands);
    double edge = Curve.rise(0.44, 0.56, bands - band);
    pixel.lighten((band + edge - bands) * POSTER_STEP + 0.3 * grain(x, y));
    pixel.enrich(1.18);
  }

  void pixelate(double x, double y, Pixel pixel) {
    int column = Curve.floor(x * BLOCKS);
    int row = Curve.floor(y * BLOCKS);
    pixel.soften(1 / BLOCKS);
    scene.paint((column + 0.5) / BLOCKS, (row + 0.5) / BLOCKS, pixel);
    double dither = (DITHER[(row & 3) * 4 + (column & 3)] + 0.5) / DITHER.length;
    double bands = pixel.lightness() / PIXEL_STEP;
    pixel.lighten((Curve.floor(bands + dither) - bands) * PIXEL_STEP);
    pixel.enrich(1.15);
  }

  private double grain(double x, double y) {
    int column = (int) (x / frame.pixel());
    int row = (int) (y / frame.pixel());
    return GRAIN * (Noise.cell(column, row) - 0.5) + 0.003 * noise.at(x * 90, y * 90);
  }
}
