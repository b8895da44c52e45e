package org.imageorders.provider.offline;

import java.util.ArrayList;
import java.util.List;

/** Trees: whole forests, and single ones. */
final class Woods {
  private static final Colour BARK = Colour.hex(0x5b4a42);
  private static final Colour BIRCH = Colour.hex(0xe4ded2);

  /** The place among the season's foliage of the colour that a lone tree has. */
  private static final int SHOWIEST = 1;

  private static final Colour SNOW = Colour.hex(0xf7f9fd);

  private final Setting setting;
  private final Palette palette;
  private final Noise noise;
  private final Land land;
  private final Dice dice;

  Woods(Setting setting, Land land, Dice dice) {
    this.setting = setting;
    this.land = land;
    this.dice = dice;
    palette = setting.palette();
    noise = setting.noise();
  }

  /** Rows of trees on rising ground, the nearest last and tallest. */
  List<Layer> forest(int rows, double tallest, double top, double bottom) {
    List<Layer> layers = new ArrayList<>();
    boolean leafy = dice.chance(palette.season().leafiness());
    for (int i = 0; i < rows; i++) {
      double near = (double) i / (rows - 1);
      Ridge ground = land.rolling(top + (bottom - top) * near * near, 0.02 + 0.1 * tallest * near);
      double distance = 0.72 * (1 - near) * (1 - near);
      double height = tallest * (0.3 + 0.7 * near);
      layers.add(row(ground, height, distance, leafy, dice.below(100_000)));
      layers.add(land.hill(ground, 1 - near));
      layers.add(mist(ground, 0.16 * (1 - near)));
    }
    return layers;
  }

  private Layer mist(Ridge ground, double strength) {
    Colour haze = palette.haze();
    return (x, y, pixel) -> pixel.tint(haze, strength * Curve.bell(y - ground.at(x), 0.05));
  }

  /** Trees standing side by side along an edge. */
  private Layer row(Ridge ground, double height, double distance, boolean leafy, int number) {
    Tones tones = Tones.of(palette, distance);
    double lot = height * (leafy ? 0.36 : 0.19);
    return (x, y, pixel) -> {
      double up = ground.at(x) - y;
      if (up > 1.5 * height || up < -0.06) {
        return;
      }
      int index = Curve.floor(x / lot);
      for (int i = index - 1; i <= index + 1; i++) {
        double chance = Noise.cell(i, number);
        if (chance + 0.5 * noise.at(5 * i * lot, number) < 0.1) {
          continue;
        }
        double centre = (i + 0.25 + 0.5 * Noise.cell(number, i)) * lot;
        double tall = height * (0.4 + 0.9 * chance * chance);
        double v = (ground.at(centre) + 0.02 * height - y) / tall;
        double u = (x - centre) / tall;
        int kind = number + i;
        if (leafy) {
          paintBroadleaf(u, v, tall, kind, tones, pixel);
        } else {
          paintFir(u, v, tall, kind, tones, pixel);
        }
      }
    };
  }

  /** A single tree with a spreading crown. */
  Layer lone(double atX, double footY, double tall) {
    int kind = SHOWIEST + palette.season().foliage().size() * dice.below(250);
    Tones tones = Tones.of(palette, 0);
    return (x, y, pixel) ->
        paintBroadleaf((x - atX) / tall, (footY - y) / tall, tall, kind, tones, pixel);
  }

  private void paintFir(double u, double v, double tall, int kind, Tones tones, Pixel pixel) {
    if (v < 0 || v > 1.02 || Math.abs(u) > 0.28 * (1.1 - v)) {
      return;
    }
    pixel.cover(tones.bark(), Math.min(0.018 - Math.abs(u), 0.2 - v) * tall);
    double tiers = 6 + kind % 3;
    double inTier = (1 - v) * tiers - Curve.floor((1 - v) * tiers);
    double ragged = 0.12 * noise.at(u * 40 + kind, v * 30);
    double half = 0.21 * (1 - v) * (0.5 + 0.55 * inTier + ragged) + 0.004;
    double depth = Math.min(half - Math.abs(u), Math.min(v - 0.07, 1 - v));
    if (depth * tall < -0.01) {
      return;
    }
    double side = 0.5 - 2.4 * u * setting.lightSide(0.5) / (1.1 - v) + 0.45 * inTier - 0.15;
    pixel.cover(tones.sunny(kind), tones.shady(kind), Curve.clamp(side), 0.8 * depth * tall);
    if (palette.season() == Season.WINTER) {
      double snow = Curve.rise(0.55, 0.2, inTier + 3 * ragged) * pixel.coverage(depth * tall);
      pixel.tint(tones.snow(), 0.85 * snow);
    }
  }

  private void paintBroadleaf(double u, double v, double tall, int kind, Tones tones, Pixel pixel) {
    if (v < -0.05 || v > 1.15 || Math.abs(u) > 0.55) {
      return;
    }
    double lean = 0.05 * (Noise.cell(kind, 3) - 0.5);
    double trunk = 0.022 + 0.03 * Curve.bell(v, 0.1) - Math.abs(u - lean * v);
    pixel.cover(tones.bark(), Math.min(trunk, 0.55 - v) * tall);
    double crown = Curve.ellipse(u - lean, v - 0.66, 0.34, 0.36);
    if (crown < -0.16) {
      return;
    }
    double depth = (crown + 0.16 * noise.fractal(6 * u + kind * 7.3, 6 * v, 3)) * tall;
    if (depth < -0.01) {
      return;
    }
    double tufts = noise.fractal(17 * u + kind, 17 * v, 2);
    double light = 1.3 * (v - 0.66) + 0.9 * u * setting.lightSide(0.5) + 0.9 * tufts;
    pixel.cover(tones.shady(kind), tones.sunny(kind), Curve.rise(-0.25, 0.4, light), depth);
    if (palette.season() == Season.WINTER) {
      pixel.tint(tones.snow(), 0.6 * Curve.rise(0.1, 0.4, light) * pixel.coverage(depth));
    }
  }

  /** A few tall trunks close to the beholder, which frame the view. */
  Layer trunks() {
    double[] places = new double[2 + dice.below(2)];
    for (int i = 0; i < places.length; i++) {
      double share = i % 2 == 0 ? dice.between(0.02, 0.2) : dice.between(0.8, 0.97);
      places[i] = share * setting.frame().width();
    }
    Colour bark = palette.lit(palette.season() == Season.WINTER ? BIRCH : BARK, 0);
    Colour shaded = bark.mix(palette.shade(), 0.6);
    return (x, y, pixel) -> {
      for (double place : places) {
        double half = 0.014 + 0.014 * Noise.cell((int) (place * 9973), 5);
        double u = x - place - 0.05 * noise.at(place * 50, 1.2 * y);
        double depth = half + 0.012 * Curve.bell(y - setting.frame().height(), 0.1) - Math.abs(u);
        if (depth > -0.01) {
          double round = Curve.clamp(0.5 - 0.5 * u / half * setting.lightSide(x));
          double grain = 0.5 * noise.at(u * 120, y * 22) + 0.4 * noise.at(u * 30, y * 70);
          pixel.cover(bark, shaded, Curve.clamp(round + grain), depth);
        }
      }
    };
  }

  /** The colours of trees at one distance. */
  private record Tones(Colour bark, Colour snow, List<Colour> sunny, List<Colour> shady) {
    static Tones of(Palette palette, double distance) {
      List<Colour> foliage = palette.season().foliage();
      return new Tones(
          palette.lit(BARK, distance),
          palette.lit(SNOW, distance),
          foliage.stream()
              .map(leaf -> palette.lit(leaf.mix(palette.orb(), 0.18), distance))
              .toList(),
          foliage.stream()
              .map(leaf -> palette.lit(leaf.mix(palette.shade(), 0.48), distance))
              .toList());
    }

    Colour sunny(int kind) {
      return sunny.get(Math.floorMod(kind, sunny.size()));
    }

    Colour shady(int kind) {
      return shady.get(Math.floorMod(kind, shady.size()));
    }
  }
}
