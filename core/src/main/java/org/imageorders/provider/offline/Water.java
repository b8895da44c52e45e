package org.imageorders.provider.offline;

/** Water that mirrors what lies behind it, broken by ripples that grow towards the beholder. */
final class Water implements Layer {
  private final Layer backdrop;
  private final Setting setting;
  private final Colour body;
  private final Colour glint;
  private final double choppiness;

  Water(Layer backdrop, Setting setting, Dice dice) {
    this.backdrop = backdrop;
    this.setting = setting;
    Palette palette = setting.palette();
    body = palette.middle().mix(palette.zenith(), 0.5).mix(palette.shade(), 0.4);
    glint = palette.orb().mix(palette.horizon(), 0.4);
    choppiness = dice.between(0.7, 1.3);
  }

  @Override
  public void paint(double x, double y, Pixel pixel) {
    double below = y - setting.horizon();
    if (below <= 0) {
      backdrop.paint(x, y, pixel);
      pixel.trace(below);
      return;
    }
    double nearness = below / (below + 0.35);
    double shrink = 0.5 / (below + 0.03);
    double dx = x - 0.5 * setting.frame().width();
    double swell = setting.noise().at(dx * shrink * 1.2 + 40, 9 * shrink);
    double ripple = setting.noise().at(dx * shrink * 3.4, 26 * shrink) * 0.7 + swell * 0.5;
    double push = ripple * choppiness;
    backdrop.paint(
        x + 0.05 * push * nearness,
        setting.horizon() - Math.abs(below * 0.86 + 0.16 * push * nearness),
        pixel);
    pixel.trace(below);
    double steepness = Curve.clamp(0.18 + 0.75 * nearness - 0.4 * push * (0.3 + nearness));
    pixel.tint(body, 0.66 * steepness);
    double path = Curve.bell(x - setting.orbX() + 0.05 * swell, 0.03 + 0.16 * below);
    double sparkle = Curve.rise(0.12, 0.5, ripple) * (1 - 0.5 * nearness);
    pixel.tint(glint, 0.2 * path * path + (0.1 + 0.7 * path * path) * sparkle);
  }

  /** A thing standing in water, with its image below the line where it touches the surface. */
  static Layer mirrored(Layer thing, double waterline, Setting setting) {
    return (x, y, pixel) -> {
      double below = y - waterline;
      if (below > -0.01) {
        double ripple = setting.noise().at(x * 9, y * 85);
        pixel.thin(0.46 * Curve.bell(below, 0.16));
        thing.paint(x + 0.034 * ripple * Curve.clamp(5 * below + 0.1), waterline - below, pixel);
        pixel.thin(1);
      }
      thing.paint(x, y, pixel);
    };
  }
}
