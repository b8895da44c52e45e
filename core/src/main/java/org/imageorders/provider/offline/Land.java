package org.imageorders.provider.offline;

import java.util.ArrayList;
import java.util.List;

/** Mountains, hills and dunes: ridges behind ridges, each paler the further away. */
final class Land {
  private static final Colour ROCK = Colour.hex(0x6c6a78);
  private static final Colour WARM_ROCK = Colour.hex(0x8d7468);
  private static final Colour SNOW = Colour.hex(0xf7f9fd);
  private static final Colour SAND = Colour.hex(0xe3b274);
  private static final Colour RED_SAND = Colour.hex(0xcf8558);

  private final Setting setting;
  private final Palette palette;
  private final Noise noise;
  private final Dice dice;

  Land(Setting setting, Dice dice) {
    this.setting = setting;
    this.dice = dice;
    palette = setting.palette();
    noise = setting.noise();
  }

  /** Three ranges of peaks rising from the horizon. */
  List<Layer> mountains() {
    List<Layer> ranges = new ArrayList<>();
    Colour rock = ROCK.mix(WARM_ROCK, dice.fraction());
    boolean winter = palette.season() == Season.WINTER;
    double snowline = winter ? 0.05 : dice.between(0.4, 0.55);
    double room = Math.min(setting.horizon(), 0.85);
    double summit = setting.frame().width() * dice.between(0.25, 0.75);
    for (int i = 0; i < 3; i++) {
      double distance = 0.4 - 0.14 * i;
      double height = room * (0.78 - 0.24 * i);
      double offset = dice.between(0, 1000);
      double middle = i == 0 ? summit : setting.frame().width() * dice.fraction();
      Ridge ridge =
          new Ridge(
              setting.frame(),
              x -> {
                double sharp = 1 - 1.5 * Math.abs(noise.fractal(1.8 * x + offset, offset, 5));
                double massif = 0.45 + 0.55 * Curve.bell(x - middle, 0.42);
                return setting.horizon() - height * Math.max(0.08, sharp * massif);
              });
      ranges.add(range(ridge, rock, distance, setting.horizon() - room * snowline));
    }
    return ranges;
  }

  private Layer range(Ridge ridge, Colour rock, double distance, double snowline) {
    Colour sunny = palette.lit(rock.mix(palette.orb(), 0.3), distance);
    Colour shady = palette.lit(rock, distance * 0.85).mix(palette.shade(), 0.5 * (1 - distance));
    Colour sunnySnow = palette.lit(SNOW.mix(palette.orb(), 0.4), distance * 0.6);
    Colour shadySnow =
        palette.lit(SNOW, distance * 0.7).mix(palette.zenith(), 0.3).mix(palette.shade(), 0.1);
    Colour haze = palette.haze();
    return new Ground(
        ridge,
        (x, y, pixel) -> {
          double below = y - ridge.at(x);
          double wander = noise.fractal(x * 9, y * 9, 3);
          double spur = x + 0.7 * below * wander - 0.2 * below * setting.lightSide(x);
          double face = ridge.slope(spur, 0.004 + 0.3 * Math.max(0, below)) * setting.lightSide(x);
          double shadow = Curve.rise(0.2, -0.2, face + 0.9 * wander);
          pixel.cover(sunny, shady, shadow, ridge.depth(x, y));
          double snow = Curve.rise(0.014, -0.014, y - snowline - 0.12 * wander - 0.2 * below);
          double coverage = pixel.coverage(below);
          pixel.tint(sunnySnow, coverage * snow * (1 - shadow));
          pixel.tint(shadySnow, coverage * snow * shadow);
          pixel.tint(haze, coverage * 0.5 * Curve.rise(0.08, 0.42, below));
        });
  }

  /** Rolling hills between two heights, the nearest last. */
  List<Layer> hills(int count, double top, double bottom) {
    List<Layer> hills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double nearness = (i + 1.0) / count;
      hills.add(hill(rolling(top + (bottom - top) * i / count, 0.05 + 0.03 * i), 1 - nearness));
    }
    return hills;
  }

  /** A gently rolling edge around a height. */
  Ridge rolling(double height, double relief) {
    double offset = dice.between(0, 1000);
    return new Ridge(
        setting.frame(), x -> height - relief * 1.6 * noise.fractal(1.3 * x + offset, offset, 3));
  }

  /** One grassy, or snowy, hill. */
  Layer hill(Ridge ridge, double distance) {
    Colour meadow = palette.season().ground().mix(dice.pick(palette.season().foliage()), 0.25);
    Colour crest = palette.lit(meadow.mix(palette.orb(), 0.22), 0.6 * distance);
    Colour foot = palette.lit(meadow.mix(palette.shade(), 0.3), 0.5 * distance);
    return new Ground(
        ridge,
        (x, y, pixel) -> {
          double depth = ridge.depth(x, y);
          double patches = noise.fractal(4 * x + 0.5 * y, 17 * y, 2);
          double fall = Curve.clamp(2.6 * depth + 0.35 * patches + 0.1);
          pixel.cover(crest, foot, fall, depth);
        });
  }

  /** Dunes with a sunny and a shady flank. */
  List<Layer> dunes() {
    List<Layer> dunes = new ArrayList<>();
    Colour sand = SAND.mix(RED_SAND, dice.fraction());
    double room = setting.frame().height() - setting.horizon();
    int count = 4;
    for (int i = 0; i < count; i++) {
      double offset = dice.between(0, 1000);
      double height = setting.horizon() + room * (0.02 + 0.75 * i / count);
      double relief = 0.1 + 0.07 * i;
      Ridge ridge =
          new Ridge(
              setting.frame(), x -> height - relief * noise.at(1.1 * x + offset, 0.5 + offset));
      dunes.add(dune(ridge, sand, 0.55 - 0.18 * i, offset));
    }
    return dunes;
  }

  private Layer dune(Ridge crest, Colour sand, double distance, double offset) {
    Colour sunny = palette.lit(sand.mix(palette.orb(), 0.35), distance);
    Colour shady = palette.lit(sand.mix(palette.shade(), 0.38), distance);
    return new Ground(
        crest,
        (x, y, pixel) -> {
          double depth = crest.depth(x, y);
          double spine =
              noise.at(1.7 * x + 2.4 * depth + offset, offset + 0.8 * depth)
                  + 0.12 * noise.at(7 * x, 5 * depth);
          double shadow = Curve.rise(-0.02, 0.02, spine) * (1 - 0.75 * Curve.rise(0, 0.34, depth));
          double ripples = 0.07 * noise.at(6 * x, 160 * depth + 3 * noise.at(5 * x, 5 * y));
          pixel.cover(sunny, shady, Curve.clamp(0.12 + 0.8 * shadow + ripples), depth);
        });
  }
}
