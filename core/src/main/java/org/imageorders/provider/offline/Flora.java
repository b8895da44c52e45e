package org.imageorders.provider.offline;

/** Flowers in grass, small in the distance and large close by. */
final class Flora implements Layer {
  private static final int ROWS = 9;

  private final Setting setting;
  private final Ridge ground;
  private final Colour[] blossoms;
  private final Colour stem;
  private final int number;

  Flora(Setting setting, Ridge ground, Dice dice) {
    this.setting = setting;
    this.ground = ground;
    Palette palette = setting.palette();
    number = dice.below(100_000);
    blossoms =
        palette.season().blossoms().stream()
            .map(blossom -> palette.lit(blossom, 0))
            .toArray(Colour[]::new);
    stem = palette.lit(palette.season().foliage().get(0).mix(palette.shade(), 0.35), 0);
  }

  @Override
  public void paint(double x, double y, Pixel pixel) {
    double top = ground.at(x);
    if (y < top - 0.01) {
      return;
    }
    paintDrifts(x, y, y - top, pixel);
    double room = setting.frame().height() - top;
    for (int i = 0; i < ROWS; i++) {
      double near = (i + 0.5) / ROWS;
      double foot = top + room * (0.02 + 1.12 * near * near);
      double size = 0.006 + 0.04 * near * near;
      if (y > foot || y < foot - 4.8 * size) {
        continue;
      }
      paintRow(x, foot - y, size, number + i, pixel);
    }
  }

  /** Flowers too many and too far to tell apart. */
  private void paintDrifts(double x, double y, double below, Pixel pixel) {
    double drift = setting.noise().fractal(2.2 * x + number, 12 * y, 2);
    double stipple = 0.5 + 0.5 * setting.noise().at(160 * x, 260 * y);
    Colour blossom =
        blossoms[drift > 0 ? number % blossoms.length : (number + 1) % blossoms.length];
    double bloom = Curve.rise(0.02, 0.3, Math.abs(drift)) * Curve.rise(0, 0.03, below);
    pixel.tint(blossom, 0.75 * bloom * stipple * pixel.coverage(below));
  }

  private void paintRow(double x, double up, double size, int row, Pixel pixel) {
    double lot = 1.9 * size;
    int index = Curve.floor(x / lot);
    for (int i = index - 1; i <= index + 1; i++) {
      double chance = Noise.cell(i, row);
      double clumps = setting.noise().at(i * lot * 4, row);
      double height = size * (1.6 + 2.6 * Noise.cell(row, i));
      double bend = 0.25 * (chance - 0.5) * up;
      double dx = x - (i + 0.3 + 0.4 * chance) * lot - bend;
      pixel.cover(stem, Math.min(0.065 * size * (1.2 - up / height) - Math.abs(dx), height - up));
      if (chance + 0.5 * clumps > 0.42) {
        Colour blossom = blossoms[(int) (chance * 9973) % blossoms.length];
        double petals = Curve.ellipse(dx, up - height, 0.5 * size, 0.4 * size);
        double shade = Curve.rise(0.3 * size, -0.4 * size, up - height);
        pixel.cover(blossom, stem, 0.4 * shade, petals);
      }
    }
  }
}
