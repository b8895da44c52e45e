package org.imageorders.provider.offline;

import java.util.List;

/** The smaller things that give a view its scale: boats, houses, birds, a cat, a balloon. */
final class Figures {
  private static final Colour SAILCLOTH = Colour.hex(0xfaf3e4);
  private static final Colour PLASTER = Colour.hex(0xf1e6d4);
  private static final Colour TIMBER = Colour.hex(0x8a5a44);
  private static final List<Colour> PAINTS =
      List.of(
          Colour.hex(0xb8443a), Colour.hex(0x2f5d7c), Colour.hex(0xd9903d), Colour.hex(0x4f7a5b));

  /** Outlines, in shares of the figure's size; y is 0 at its foot and negative above it. */
  private static final double[] MAINSAIL = {-0.02, -1, -0.02, -0.18, -0.38, -0.18};

  private static final double[] FORESAIL = {0.02, -0.94, 0.38, -0.2, 0.02, -0.2};
  private static final double[] HULL = {-0.47, -0.13, 0.54, -0.15, 0.36, 0, -0.4, 0};
  private static final double[] FRONT = {-0.3, -0.42, 0.54, -0.42, 0.54, 0.06, -0.3, 0.06};
  private static final double[] GABLE = {
    -0.42, -0.8, -0.24, -0.42, -0.26, 0.06, -0.58, 0.06, -0.58, -0.42
  };
  private static final double[] ROOF = {-0.42, -0.82, 0.46, -0.82, 0.62, -0.38, -0.22, -0.38};
  private static final double[] LEFT_EAR = {-0.11, -1.02, 0.01, -0.88, -0.12, -0.8};
  private static final double[] RIGHT_EAR = {0.15, -1.02, 0.16, -0.8, 0.03, -0.88};

  private final Setting setting;
  private final Palette palette;
  private final Dice dice;

  Figures(Setting setting, Dice dice) {
    this.setting = setting;
    this.dice = dice;
    palette = setting.palette();
  }

  /** A sailing boat, with its image in the water. */
  Layer boat(double atX, double waterline, double size) {
    Colour sail = palette.lit(SAILCLOTH.mix(palette.orb(), 0.2), 0.05);
    Colour jib = palette.lit(dice.pick(PAINTS).mix(SAILCLOTH, 0.25), 0.08);
    Colour hull = palette.lit(dice.pick(PAINTS), 0).mix(palette.shade(), 0.35);
    Colour rail = hull.mix(palette.orb(), 0.55);
    int heading = dice.side();
    Layer boat =
        (x, y, pixel) -> {
          double u = (x - atX) / size * heading;
          double v = (y - waterline) / size;
          if (Math.abs(u) > 0.6 || v < -1.1 || v > 0.1) {
            return;
          }
          pixel.cover(palette.shade(), Curve.box(u, v + 0.5, 0.007, 0.52) * size);
          double main = (Curve.convex(u, v, MAINSAIL) + 0.06 * Curve.bell(v + 0.4, 0.3)) * size;
          pixel.cover(sail, main);
          pixel.tint(palette.shade(), 0.3 * Curve.rise(-0.4, 0, u) * pixel.coverage(main));
          pixel.cover(jib, Curve.convex(u, v, FORESAIL) * size);
          pixel.cover(hull, Curve.convex(u, v, HULL) * size);
          pixel.cover(rail, Math.min(Curve.convex(u, v, HULL), -0.1 - v) * size);
        };
    return Water.mirrored(boat, waterline, setting);
  }

  /** A small house with a lit window. */
  Layer house(double atX, double footY, double size) {
    boolean wooden = dice.chance(0.5);
    Colour wall = palette.lit(wooden ? TIMBER : PLASTER, 0.03);
    Colour gable = wall.mix(palette.shade(), 0.28);
    boolean snowy = palette.season() == Season.WINTER;
    Colour roof = palette.lit(snowy ? Colour.WHITE : dice.pick(PAINTS).dimmed(0.85), 0.03);
    Colour window =
        palette.daylight() < 0.9 ? palette.lamp() : palette.shade().mix(palette.middle(), 0.3);
    int facing = setting.lightSide(atX);
    double glow = 0.5 * Math.max(0, 0.9 - palette.daylight());
    return (x, y, pixel) -> {
      double u = (x - atX) / size * facing;
      double v = (y - footY) / size;
      if (Math.abs(u) > 0.9 || v < -1.1 || v > 0.2) {
        return;
      }
      pixel.cover(gable, Curve.box(u - 0.2, v + 0.76, 0.05, 0.16) * size);
      pixel.cover(wall, Curve.convex(u, v, FRONT) * size);
      pixel.cover(gable, Curve.convex(u, v, GABLE) * size);
      pixel.cover(roof, Curve.convex(u, v, ROOF) * size);
      pixel.cover(window, Curve.box(u + 0.02, v + 0.24, 0.065, 0.07) * size);
      pixel.cover(window, Curve.box(u - 0.34, v + 0.24, 0.065, 0.07) * size);
      pixel.cover(palette.shade(), Curve.box(u + 0.42, v + 0.12, 0.055, 0.15) * size);
      pixel.tint(palette.lamp(), glow * Curve.bell(Curve.disc(u - 0.16, v + 0.24, 0), 0.3));
    };
  }

  /** A few birds gliding, far away. */
  Layer birds() {
    int count = 3 + dice.below(4);
    double[] xs = new double[count];
    double[] ys = new double[count];
    double[] spans = new double[count];
    double flockX = setting.frame().width() * dice.between(0.25, 0.75);
    double flockY = setting.horizon() * dice.between(0.25, 0.5);
    for (int i = 0; i < count; i++) {
      xs[i] = flockX + dice.between(-0.16, 0.16);
      ys[i] = flockY + dice.between(-0.08, 0.08);
      spans[i] = dice.between(0.012, 0.026);
    }
    Colour ink = palette.shade().mix(palette.haze(), 0.15);
    return (x, y, pixel) -> {
      for (int i = 0; i < count; i++) {
        double u = Math.abs(x - xs[i]) / spans[i];
        double v = (ys[i] - y) / spans[i];
        if (u < 1.1 && Math.abs(v) < 1) {
          double wing = 0.5 * u * (1.5 - u) + 0.1 * u;
          pixel.cover(ink, (0.1 * (1.1 - u) + 0.02 - Math.abs(v - wing)) * spans[i]);
        }
      }
    };
  }

  /** A cat, sitting with its back to the beholder and looking at the view. */
  Layer cat(double atX, double footY, double size) {
    Colour fur = palette.shade().dimmed(0.75);
    Colour rim = palette.shade().mix(palette.orb(), 0.6);
    int facing = setting.lightSide(atX);
    return (x, y, pixel) -> {
      double u = (x - atX) / size * facing;
      double v = (y - footY) / size;
      if (Math.abs(u) > 0.7 || v < -1.1 || v > 0.2) {
        return;
      }
      double hind = Curve.ellipse(u + 0.02, v + 0.2, 0.25, 0.22);
      double back = Curve.ellipse(u, v + 0.4, 0.17, 0.36);
      double head = Curve.ellipse(u - 0.02, v + 0.8, 0.15, 0.125);
      double ears = Math.max(Curve.convex(u, v, LEFT_EAR), Curve.convex(u, v, RIGHT_EAR));
      double aroundX = u + 0.3;
      double aroundY = v + 0.06;
      double loop = 0.035 - Math.abs(Math.sqrt(aroundX * aroundX + 2.2 * aroundY * aroundY) - 0.19);
      double tail = Math.max(Math.min(loop, aroundY + 0.05), Curve.disc(u + 0.475, v + 0.1, 0.038));
      double cat = Math.max(Math.max(hind, back), Math.max(Math.max(head, ears), tail));
      double towardsLight = Curve.rise(0.05, 0.005, cat) * Curve.rise(-0.02, 0.16, u);
      pixel.cover(fur, rim, 0.8 * towardsLight, cat * size);
    };
  }

  /** A striped hot-air balloon. */
  Layer balloon(double atX, double atY, double size) {
    Colour stripe = palette.lit(dice.pick(PAINTS), 0.12);
    Colour cloth = palette.lit(SAILCLOTH, 0.12);
    Colour basket = palette.lit(TIMBER, 0.1);
    int side = setting.lightSide(atX);
    return (x, y, pixel) -> {
      double u = (x - atX) / size;
      double v = (y - atY) / size;
      if (Math.abs(u) > 0.6 || v < -0.6 || v > 1) {
        return;
      }
      double narrowing = v > 0 ? 0.5 * Math.sqrt(Math.max(0, 1 - v * v * 1.9)) : 0.5;
      double taper = v > 0 ? narrowing - Math.abs(u) : Curve.disc(u, v, 0.5);
      double envelope = Math.min(taper, 0.62 - v);
      double bulge = u / Math.max(0.06, narrowing);
      boolean striped = (Curve.floor(bulge * 3.5 + 20) & 1) == 0;
      pixel.cover(striped ? stripe : cloth, envelope * size);
      pixel.tint(
          palette.shade(),
          0.35 * Curve.rise(0.2, -1, bulge * side) * pixel.coverage(envelope * size));
      double ropes = 0.004 - Math.abs(Math.abs(u) - 0.07 + 0.12 * (v - 0.62));
      pixel.cover(palette.shade(), Math.min(ropes, Curve.box(0, v - 0.7, 1, 0.1)) * size);
      pixel.cover(basket, Curve.box(u, v - 0.82, 0.062, 0.05) * size);
    };
  }

  /** A cactus with two arms. */
  Layer cactus(double atX, double footY, double size) {
    Colour sunny = palette.lit(Colour.hex(0x7d9a5c).mix(palette.orb(), 0.15), 0.03);
    Colour shady = palette.lit(Colour.hex(0x3f6b57).mix(palette.shade(), 0.3), 0.03);
    int side = setting.lightSide(atX);
    return (x, y, pixel) -> {
      double u = (x - atX) / size;
      double v = (footY - y) / size;
      if (Math.abs(u) > 1.2 || v < -0.1 || v > 1.1) {
        return;
      }
      double cast = Curve.ellipse(u + 0.5 * side, v + 0.015, 0.55, 0.035);
      pixel.tint(palette.shade(), 0.35 * Curve.rise(-0.02, 0.03, cast));
      double trunk = Curve.stroke(u, v, 0, 0.06, 0, 0.92, 0.085);
      double left =
          Math.max(
              Curve.stroke(u, v, 0, 0.36, -0.26, 0.42, 0.055),
              Curve.stroke(u, v, -0.26, 0.42, -0.26, 0.68, 0.055));
      double right =
          Math.max(
              Curve.stroke(u, v, 0, 0.52, 0.23, 0.56, 0.05),
              Curve.stroke(u, v, 0.23, 0.56, 0.23, 0.8, 0.05));
      double cactus = Math.max(trunk, Math.max(left, right));
      double ribs = 0.12 * Math.abs((u * 30) - Curve.floor(u * 30) - 0.5);
      pixel.cover(sunny, shady, Curve.clamp(0.4 - 5 * u * side + ribs), cactus * size);
    };
  }
}
