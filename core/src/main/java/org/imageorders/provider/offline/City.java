package org.imageorders.provider.offline;

import java.util.ArrayList;
import java.util.List;

/** A skyline: rows of buildings behind one another, their windows lit when it is dark. */
final class City {
  private static final Colour CONCRETE = Colour.hex(0x8b8f9c);
  private static final Colour BRICK = Colour.hex(0xa97f6d);
  private static final List<Colour> NEON =
      List.of(
          Colour.hex(0xff3d9a), Colour.hex(0x2fe6ff), Colour.hex(0xa86bff), Colour.hex(0xffb03a));
  private static final int ROWS = 4;

  private final Setting setting;
  private final boolean neon;

  City(Setting setting, boolean neon) {
    this.setting = setting;
    this.neon = neon;
  }

  List<Layer> rows(Dice dice) {
    List<Layer> rows = new ArrayList<>();
    double room = Math.min(0.9, setting.horizon());
    double centre = setting.frame().width() * dice.between(0.3, 0.7);
    for (int i = 0; i < ROWS; i++) {
      double tall = room * (0.8 - 0.15 * i);
      rows.add(new Row(0.6 - 0.19 * i, 0.075 + 0.016 * i, tall, centre, dice.below(100_000)));
    }
    return rows;
  }

  /** Buildings at one distance, one to a lot of equal width. */
  private final class Row implements Layer {
    private final Palette palette = setting.palette();
    private final double distance;
    private final double lot;
    private final double tall;
    private final double centre;
    private final int number;
    private final Colour sunny;
    private final Colour shady;
    private final double glow;

    Row(double distance, double lot, double tall, double centre, int number) {
      this.distance = distance;
      this.lot = lot;
      this.tall = tall;
      this.centre = centre;
      this.number = number;
      Colour wall = CONCRETE.mix(BRICK, Noise.cell(number, 1));
      sunny = palette.lit(wall.mix(palette.orb(), 0.2), distance);
      shady = palette.lit(wall, distance).mix(palette.shade(), 0.5 * (1 - distance));
      glow = Curve.rise(0.9, 0.3, palette.daylight()) * (1 - 0.5 * distance);
    }

    @Override
    public void paint(double x, double y, Pixel pixel) {
      double up = setting.horizon() - y;
      if (up < -0.01 || up > tall * 1.25) {
        return;
      }
      int index = Curve.floor(x / lot);
      for (int i = index - 1; i <= index + 1; i++) {
        paintBuilding(i, x - (i + 0.5) * lot, up, pixel);
      }
    }

    private void paintBuilding(int index, double dx, double up, Pixel pixel) {
      double chance = Noise.cell(index, number);
      double character = Noise.cell(index + 5003, number);
      double width = lot * (0.36 + 0.24 * character);
      if (Math.abs(dx) > width + 0.01) {
        return;
      }
      double middle = Curve.bell((index + 0.5) * lot - centre, 0.4);
      double height = tall * (0.18 + 0.82 * chance * chance * middle + 0.2 * chance);
      double step = character > 0.5 && up > 0.78 * height ? 0.62 : 1;
      double walls = Math.min(step * width - Math.abs(dx), height - up);
      Colour tube = NEON.get((int) (chance * 997) % NEON.size());
      if (chance * character > 0.3) {
        pixel.cover(shady, Curve.box(dx, up - height, 0.0018, 0.12 * tall));
      }
      double side = Curve.rise(-0.1, 0.1, -dx / width * setting.lightSide(dx + index * lot) + 0.2);
      double haze = 0.55 * Curve.rise(0.5, -0.1, up / tall);
      pixel.cover(sunny, shady, side, walls);
      double inside = pixel.coverage(walls);
      pixel.tint(palette.haze(), haze * distance * inside);
      if (walls > 0.004) {
        paintWindows(index, dx, up, character, tube, pixel);
      }
      if (neon) {
        paintSigns(dx, height - up, width * step, character, tube, pixel);
      }
    }

    private void paintWindows(
        int index, double dx, double up, double character, Colour tube, Pixel pixel) {
      double across = dx / (0.009 + 0.004 * character);
      double floors = up / (0.012 + 0.006 * character);
      double cell = Noise.cell(Curve.floor(across) + index * 131, Curve.floor(floors) + number);
      double inset =
          Math.min(
              0.34 - Math.abs(across - Curve.floor(across) - 0.5),
              0.3 - Math.abs(floors - Curve.floor(floors) - 0.5));
      double pane = pixel.coverage(0.01 * inset);
      if (cell < 0.2 + 0.4 * glow) {
        Colour lamp = neon && cell < 0.14 ? tube : palette.lamp();
        pixel.tint(lamp, glow * pane * (0.35 + 1.6 * cell));
      } else {
        pixel.tint(palette.shade(), 0.28 * (1 - distance) * pane);
      }
    }

    private void paintSigns(
        double dx, double fromRoof, double width, double character, Colour tube, Pixel pixel) {
      double edge = Math.abs(Math.abs(dx) - width) + Math.max(0, -fromRoof);
      pixel.tint(tube, 0.5 * (1 - distance) * Curve.bell(edge, 0.0045));
      if (character > 0.55) {
        double sign = Curve.box(dx, fromRoof - 0.1, 0.008, 0.06);
        pixel.tint(tube, 0.9 * (1 - 0.6 * distance) * pixel.coverage(sign));
        pixel.tint(tube, 0.4 * (1 - distance) * Curve.bell(Math.min(0, sign), 0.012));
      }
    }
  }
}
