package org.imageorders.provider.offline;

/** What falls or drifts between the beholder and the view. */
final class Weather {
  private Weather() {}

  static Layer snowfall(Setting setting) {
    Colour flake = setting.palette().lit(Colour.WHITE, 0.05).lighter(0.1);
    return (x, y, pixel) -> {
      for (int i = 0; i < 3; i++) {
        double cell = 0.035 + 0.03 * i;
        double drifted = x + 0.3 * y;
        int column = Curve.floor(drifted / cell);
        int row = Curve.floor(y / cell);
        double chance = Noise.cell(column + 77 * i, row);
        double cx = (column + 0.25 + 0.5 * chance) * cell;
        double cy = (row + 0.25 + 0.5 * Noise.cell(row, column)) * cell;
        double radius = (0.0016 + 0.0014 * i) * (0.5 + chance);
        double depth = Curve.disc(drifted - cx, y - cy, radius);
        if (chance > 0.3) {
          pixel.tint(flake, (0.8 - 0.15 * i) * Curve.rise(-0.3 * radius, 0.7 * radius, depth));
        }
      }
    };
  }

  static Layer rain(Setting setting) {
    Colour drop = setting.palette().horizon().lighter(0.08);
    return (x, y, pixel) -> {
      for (int i = 0; i < 2; i++) {
        double width = 0.009 + 0.007 * i;
        double slanted = x + 0.16 * y;
        int column = Curve.floor(slanted / width);
        double fall = y * (3.4 - i) + 40 * Noise.cell(column, i);
        double chance = Noise.cell(column, Curve.floor(fall) + 501 * i);
        double along = fall - Curve.floor(fall);
        double across = Math.abs(slanted / width - column - 0.5) * width;
        if (chance > 0.5) {
          double streak = Curve.rise(0.4, 1, along) * Curve.rise(0.0014, 0.0002, across);
          pixel.tint(drop, 0.42 * streak * chance);
        }
      }
      pixel.tint(setting.palette().haze(), 0.14);
    };
  }

  static Layer fog(Setting setting) {
    Colour haze = setting.palette().haze();
    return (x, y, pixel) -> {
      double banks = setting.noise().fractal(1.6 * x, 5 * y, 3);
      double low = Curve.bell(y - setting.horizon() - 0.04, 0.3);
      pixel.tint(haze, Curve.clamp(low * (0.62 + 0.7 * banks)) * 0.85);
    };
  }
}
