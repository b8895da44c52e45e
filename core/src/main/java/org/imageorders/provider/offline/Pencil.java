package org.imageorders.provider.offline;

/** Outlines and hatching in soft pencil, with a breath of colour. */
final class Pencil implements Technique {
  private static final Colour PAPER = Colour.hex(0xf7f3ea);
  private static final Colour GRAPHITE = Colour.hex(0x34343c);
  private static final double SPACING = 0.0062;

  private final Layer scene;
  private final Frame frame;
  private final Noise noise;

  Pencil(Layer scene, Frame frame, Noise noise) {
    this.scene = scene;
    this.frame = frame;
    this.noise = noise;
  }

  @Override
  public void render(double x, double y, Pixel pixel) {
    double wobble = 0.0022 * noise.at(13 * x, 13 * y) + 0.0008 * noise.at(60 * x, 60 * y);
    pixel.soften(frame.pixel());
    scene.paint(x + wobble, y - wobble, pixel);
    double tone = Curve.clamp(0.92 - 0.9 * pixel.lightness());
    double tooth = noise.at(300 * x, 300 * y);
    double pressure = 0.8 + 0.35 * noise.at(7 * x, 7 * y) + 0.25 * tooth;
    double outline =
        Curve.rise(0.0022 + frame.pixel(), 0.0004, pixel.outline()) * Curve.clamp(pressure);

    pixel.tint(PAPER, 0.66);
    pixel.lighten(0.1);
    pixel.lighten(0.006 * tooth);
    double graphite =
        0.85 * hatch(x + y, wobble, tone - 0.16)
            + 0.8 * hatch(1.25 * x - 0.8 * y, wobble, tone - 0.38)
            + 0.8 * hatch(0.3 * x + 1.4 * y, wobble, tone - 0.6);
    pixel.tint(GRAPHITE, 0.6 * Curve.clamp(graphite * pressure));
    pixel.tint(GRAPHITE, 0.8 * outline);
  }

  /** Parallel lines that grow broader the darker the tone. */
  private double hatch(double across, double wobble, double tone) {
    if (tone <= 0) {
      return 0;
    }
    double lines = (across + wobble) / SPACING;
    double fromLine = Math.abs(lines - Curve.floor(lines) - 0.5);
    double breadth = 0.06 + 0.5 * tone;
    double blur = 0.08 + frame.pixel() / SPACING;
    return Curve.rise(breadth + blur, breadth - blur, fromLine) * Curve.clamp(6 * tone);
  }
}
