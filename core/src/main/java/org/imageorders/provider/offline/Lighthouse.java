package org.imageorders.provider.offline;

import java.util.List;

/** A lighthouse on its rock, lit when the day is not bright. */
final class Lighthouse implements Layer {
  private static final Colour WALL = Colour.hex(0xf6f0e6);
  private static final List<Colour> BANDS =
      List.of(
          Colour.hex(0xc0433a), Colour.hex(0xb8503c), Colour.hex(0x2f4a6d), Colour.hex(0x3c4048));
  private static final Colour ROCK = Colour.hex(0x6d625c);
  private static final Colour TURF = Colour.hex(0x7f8f5a);

  /** Heights on the tower, as shares of its size. */
  private static final double GALLERY = 0.74;

  private static final double LANTERN = 0.775;
  private static final double ROOF = 0.87;
  private static final double TIP = 0.955;

  private final Setting setting;
  private final Palette palette;
  private final double x;
  private final double base;
  private final double size;
  private final double waterline;
  private final double seaward;
  private final Ridge rock;
  private final Layer cottage;
  private final boolean burning;
  private final double beamTilt;
  private final Colour beam;
  private final int bands;
  private final Colour wall;
  private final Colour band;
  private final Colour roof;
  private final Colour turf;
  private final Colour stoneLit;
  private final Colour stoneShaded;
  private final Colour foam;

  private Lighthouse(Setting setting, Figures figures, Dice dice) {
    this.setting = setting;
    palette = setting.palette();
    Frame frame = setting.frame();
    seaward = setting.orbX() < 0.5 * frame.width() ? -1 : 1;
    x = frame.width() * (0.5 - seaward * dice.between(0.14, 0.24));
    size = Math.min(dice.between(0.48, 0.58), setting.horizon() - 0.1);
    waterline = setting.horizon() + dice.between(0.09, 0.14);
    base = setting.horizon() - dice.between(0.005, 0.045);
    double offset = dice.between(0, 1000);
    double reach = dice.between(0.2, 0.3);
    rock = new Ridge(frame, at -> rockTop(at, reach, offset));
    double aside = x - seaward * dice.between(0.15, 0.19);
    cottage = figures.house(aside, rock.at(aside) + 0.012, dice.between(0.12, 0.15));
    burning = palette.daylight() < 0.9;
    beamTilt = dice.between(0.06, 0.16) * dice.side();
    beam = palette.lamp().lighter(0.1).mix(palette.orb(), 0.3);
    bands = dice.chance(0.7) ? 2 * dice.below(2) + 5 : 0;
    Colour paint = dice.pick(BANDS);
    wall = palette.lit(WALL, 0.02);
    band = palette.lit(paint, 0.02);
    roof = palette.lit(paint.dimmed(0.8), 0);
    turf = palette.lit(TURF.mix(palette.season().ground(), 0.5), 0.03);
    stoneLit = palette.lit(ROCK.mix(palette.orb(), 0.25), 0.04);
    stoneShaded = palette.lit(ROCK.mix(palette.shade(), 0.6), 0);
    foam = palette.lit(Colour.WHITE, 0.3);
  }

  /** The rock with the lighthouse, standing in the sea. */
  static Layer inWater(Setting setting, Figures figures, Dice dice) {
    Lighthouse lighthouse = new Lighthouse(setting, figures, dice);
    Layer solid = Water.mirrored(lighthouse, lighthouse.waterline, setting);
    return (x, y, pixel) -> {
      lighthouse.paintBeam(x, y, pixel);
      solid.paint(x, y, pixel);
    };
  }

  @Override
  public void paint(double px, double py, Pixel pixel) {
    paintRock(px, py, pixel);
    cottage.paint(px, py, pixel);
    double u = (px - x) / size;
    double v = (base + 0.02 - py) / size;
    if (Math.abs(u) < 0.2 && v > -0.05 && v < 1.1) {
      paintTower(u, v, pixel);
    }
    if (burning) {
      double away = Curve.disc(px - x, py - lampY(), 0);
      pixel.tint(palette.lamp(), 0.75 * Curve.bell(away, 0.035) * (1.1 - palette.daylight()));
    }
  }

  private double rockTop(double at, double reach, double offset) {
    double out = (at - x) * seaward;
    double fall = Curve.rise(0.09, reach, out) + 0.12 * Curve.rise(0, 0.1, out);
    double crags = setting.noise().fractal(9 * at + offset, offset, 4);
    double upland = base - 0.05 * Curve.rise(0.1, 0.6, -out);
    double rough = 0.03 * Curve.rise(0.03, 0.12, Math.abs(out)) + 0.09 * fall;
    return upland + (waterline + 0.03 - base) * fall + crags * rough;
  }

  private void paintRock(double px, double py, Pixel pixel) {
    double depth =
        Math.min(rock.depth(px, py), waterline - py + 0.006 * setting.noise().at(30 * px, 3));
    if (depth < -0.02) {
      return;
    }
    double crag = setting.noise().fractal(px * 11 + py * 5, py * 26 - px * 6, 4);
    double shade = Curve.rise(-0.14, 0.16, crag - 0.12 * setting.lightSide(px)) * 0.7 + 3 * depth;
    pixel.cover(stoneLit, stoneShaded, Curve.clamp(shade), depth);
    double below = py - rock.at(px);
    double grassy =
        Curve.rise(0.2, 0.02, (px - x) * seaward) * Curve.rise(0.034, 0.018, below + 0.05 * crag);
    pixel.tint(turf, 0.9 * grassy * pixel.coverage(depth));
    double wash = Curve.rise(0.018, 0, waterline - py - 0.014 * crag);
    pixel.tint(foam, 0.55 * wash * pixel.coverage(depth));
  }

  private void paintTower(double u, double v, Pixel pixel) {
    double half = 0.07 + 0.045 * Curve.clamp(1 - v / GALLERY) * Curve.clamp(1.15 - v);
    double turn = u / half;
    double ringed = v + 0.016 * Math.max(0, 1 - turn * turn);
    double tower = Math.min(half - Math.abs(u), Math.min(ringed + 0.02, GALLERY - v));
    if (tower > -0.02) {
      double ring = (ringed + 0.02) / (GALLERY + 0.036) * bands;
      double fromWhite = 0.5 - Math.abs(ring - 2 * Curve.floor(ring / 2) - 0.5);
      double painted = bands == 0 ? 0 : pixel.coverage(fromWhite * size * GALLERY / bands);
      double round = turn * setting.lightSide(x);
      pixel.cover(wall, band, painted, tower * size);
      double inside = pixel.coverage(tower * size);
      pixel.tint(palette.shade(), 0.55 * Curve.rise(0.15, -1, round) * inside);
      pixel.tint(palette.orb(), 0.25 * Curve.rise(0.35, 0.75, round) * inside);
      for (int i = 0; i < 3; i++) {
        double window = Curve.box(u - 0.012, v - 0.16 - 0.2 * i, 0.011, 0.02);
        pixel.cover(burning && i == 1 ? palette.lamp() : palette.shade(), window * size);
      }
    }
    paintLantern(u, v, pixel);
  }

  private void paintLantern(double u, double v, Pixel pixel) {
    if (v < GALLERY - 0.02) {
      return;
    }
    pixel.cover(palette.shade(), Curve.box(u, v - GALLERY - 0.008, 0.1, 0.012) * size);
    double glass = Curve.box(u, v - (LANTERN + ROOF) / 2, 0.05, (ROOF - LANTERN) / 2 + 0.01);
    Colour light = burning ? palette.lamp().lighter(0.08) : palette.middle();
    pixel.cover(light, glass * size);
    double bar = 0.004 - Math.abs(Math.abs(u) - 0.026);
    pixel.cover(roof, Math.min(glass, bar) * size);
    double rail = 0.0035 - Math.abs(v - GALLERY - 0.045);
    double post = 0.003 - Math.abs(Math.abs(Math.abs(u) - 0.06) - 0.03);
    double fence = Curve.box(u, v - GALLERY - 0.025, 0.095, 0.024);
    pixel.cover(palette.shade(), Math.min(Math.max(rail, post), fence) * size);
    double up = Curve.clamp((v - ROOF) / (TIP - ROOF));
    double dome = Math.min(0.068 * Math.sqrt(1 - up) - Math.abs(u), Math.min(v - ROOF, TIP - v));
    pixel.cover(roof, dome * size);
    pixel.cover(roof, Curve.disc(u, v - TIP - 0.008, 0.012) * size);
    pixel.cover(roof, Curve.box(u, v - TIP - 0.03, 0.0025, 0.03) * size);
  }

  private void paintBeam(double px, double py, Pixel pixel) {
    if (!burning) {
      return;
    }
    double dx = (px - x) * seaward;
    double dy = py - lampY();
    double along = Math.abs(dx);
    double across = Math.abs(dy - beamTilt * dx) / (0.014 + 0.1 * along);
    if (across < 1) {
      double strength = (dx > 0 ? 1.1 : 0.75) * (1.1 - palette.daylight());
      double edge = Curve.rise(1, 0.55, across);
      pixel.tint(beam, strength * edge * Curve.bell(along, 0.5));
    }
  }

  private double lampY() {
    return base + 0.02 - size * (LANTERN + ROOF) / 2;
  }
}
