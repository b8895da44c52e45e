package org.imageorders.provider.offline;

/** Transparent washes on rough paper: pigment pools at edges, blooms where wet, and granulates. */
final class Watercolour implements Technique {
  private static final Colour PAPER = Colour.hex(0xfaf6ec);

  private final Layer scene;
  private final Frame frame;
  private final Noise noise;

  Watercolour(Layer scene, Frame frame, Noise noise) {
    this.scene = scene;
    this.frame = frame;
    this.noise = noise;
  }

  @Override
  public void render(double x, double y, Pixel pixel) {
    double tooth =
        0.45 * noise.at(150 * x + 90 * y, 150 * y - 90 * x)
            + 0.55 * noise.at(400 * x - 170 * y, 400 * y + 170 * x);
    double wobbleX = 0.0042 * noise.at(11 * x, 11 * y) + 0.0012 * noise.at(70 * x, 70 * y);
    double wobbleY = 0.0042 * noise.at(11 * x + 50, 11 * y) + 0.0012 * noise.at(70 * x, 70 * y + 9);
    double wash = noise.fractal(2.6 * x + 31, 2.6 * y, 3);
    double wet = Curve.clamp(2.4 * wash - 0.2);
    pixel.soften(frame.pixel() + 0.0008 + 0.011 * wet);
    scene.paint(x + wobbleX, y + wobbleY, pixel);

    double pooled = Curve.bell(pixel.depth(), 0.0035) * (1 - wet);
    double bloom = 0.28 - Math.abs(noise.at(1.9 * x, 1.9 * y + 77) + 0.5 * wobbleX / 0.004 * 0.1);
    double backrun = Curve.bell(bloom, 0.012) * Curve.rise(0, 0.3, wash);
    pixel.enrich(1.1 + 0.35 * pooled + 0.25 * wash);
    pixel.shift(0.014 * wash, 0.012 * noise.at(3.1 * x, 3.1 * y + 5));
    double shadowGrain = Curve.clamp(1.25 - pixel.lightness());
    double pigment = 0.075 * pooled + 0.03 * backrun - 0.075 * wash - 0.026 * tooth * shadowGrain;
    pixel.lighten(-pigment);

    double dryness = Curve.clamp(0.14 + 0.26 * wash + 0.06 * tooth);
    pixel.tint(PAPER, dryness);
    pixel.tint(PAPER, 1 - painted(x, y, wobbleX));
    pixel.lighten(0.007 * tooth);
  }

  /** The unpainted border: 0 on bare paper, 1 where the wash begins. */
  private double painted(double x, double y, double wobble) {
    double inside = Math.min(Math.min(x, frame.width() - x), Math.min(y, frame.height() - y));
    double brush = 0.006 * noise.at(4 * x, 4 * y) + 0.004 * noise.at(30 * x, 30 * y) + 0.3 * wobble;
    double softness = frame.pixel() + 0.003;
    return Curve.rise(-softness, softness, inside - 0.036 + brush);
  }
}
