package org.imageorders.provider.offline;

import java.util.ArrayList;
import java.util.List;

/** What is painted when a prompt names nothing the painter knows: shapes in harmonious colours. */
final class Abstraction {
  private static final int TONES = 7;

  private final Frame frame;
  private final Noise noise;
  private final Dice dice;
  private final List<Colour> tones = new ArrayList<>();
  private final Colour accent;
  private final Colour shadow;

  private Abstraction(Frame frame, Noise noise, Dice dice) {
    this.frame = frame;
    this.noise = noise;
    this.dice = dice;
    double hue = dice.between(0, 360);
    double sweep = dice.side() * dice.between(40, 110);
    Colour light = new Colour(0.93, 0.035, 0).turned(hue);
    Colour dark = new Colour(0.34, 0.085, 0).turned(hue + sweep);
    Colour vivid = new Colour(0.68, 0.13, 0).turned(hue + sweep * 0.4);
    for (int i = 0; i < TONES; i++) {
      double t = (double) i / (TONES - 1);
      tones.add(light.mix(vivid, Curve.clamp(2 * t)).mix(dark, Curve.clamp(2 * t - 1)));
    }
    accent = new Colour(0.76, 0.14, 0).turned(hue + 180 + sweep / 2);
    shadow = dark.dimmed(0.6);
  }

  static Layer of(Frame frame, Noise noise, Dice dice) {
    Abstraction abstraction = new Abstraction(frame, noise, dice);
    return dice.pick(List.of(abstraction.waves(), abstraction.contours(), abstraction.arches()));
  }

  /** Sheets of cut paper behind one another, and a disc sinking among them. */
  private Layer waves() {
    List<Layer> layers = new ArrayList<>();
    layers.add((x, y, pixel) -> pixel.start(tones.get(0), tones.get(1), y / frame.height()));
    double discX = frame.width() * dice.between(0.25, 0.75);
    double discY = frame.height() * dice.between(0.22, 0.42);
    double radius = dice.between(0.12, 0.2);
    layers.add((x, y, pixel) -> pixel.cover(accent, Curve.disc(x - discX, y - discY, radius)));
    double tilt = dice.between(-0.25, 0.25);
    for (int i = 1; i < TONES; i++) {
      double height = frame.height() * (0.16 + 0.13 * i);
      double offset = dice.between(0, 1000);
      double swing = dice.between(0.1, 0.2);
      Ridge edge =
          new Ridge(
              frame,
              x ->
                  height
                      + tilt * (x - frame.width() / 2)
                      + swing * noise.at(1.5 * x + offset, offset)
                      + 0.03 * noise.at(4 * x + offset, 3));
      layers.add(sheet(edge, tones.get(i)));
    }
    return Layer.stack(layers);
  }

  private Layer sheet(Ridge edge, Colour tone) {
    return new Sheet(edge, tone, tone.mix(shadow, 0.28), shadow);
  }

  /** A sheet of paper and the shadow that its upper edge throws on what lies behind. */
  private record Sheet(Ridge edge, Colour tone, Colour foot, Colour shadow) implements Layer {
    @Override
    public void paint(double x, double y, Pixel pixel) {
      double depth = edge.depth(x, y);
      if (depth < 0) {
        pixel.tint(shadow, 0.34 * Curve.bell(depth, 0.018));
      }
      pixel.cover(tone, foot, Curve.clamp(1.8 * depth), depth);
    }

    @Override
    public boolean hides(double x, double y) {
      return edge.buries(x, y);
    }
  }

  /** A relief map in stacked paper. */
  private Layer contours() {
    double offset = dice.between(0, 1000);
    double scale = dice.between(1.9, 2.8);
    return (x, y, pixel) -> {
      double warp = 0.25 * noise.at(1.7 * x + offset, 1.7 * y);
      double relief = noise.fractal(scale * x + warp + offset, scale * y + warp, 2);
      double level = Math.max(0, TONES * (0.5 + 0.75 * relief));
      int index = Math.min(TONES - 1, (int) level);
      double above = level - index;
      Colour tone = index == TONES - 1 ? accent : tones.get(index);
      Colour under = tones.get(Math.max(0, index - 1));
      pixel.start(under, shadow, 0.2);
      pixel.cover(tone, above * 0.06 - frame.pixel() / 2);
      pixel.tint(shadow, 0.2 * Curve.bell(1 - above, 0.1));
    };
  }

  /** Tiles with quarter rings, turned at random. */
  private Layer arches() {
    double tile = 1.0 / (3 + dice.below(3));
    int number = dice.below(100_000);
    return (x, y, pixel) -> {
      int column = Curve.floor(x / tile);
      int row = Curve.floor(y / tile);
      double u = x / tile - column;
      double v = y / tile - row;
      int turn = (int) (4 * Noise.cell(column + number, row));
      double cornerX = (turn & 1) == 0 ? u : 1 - u;
      double cornerY = (turn & 2) == 0 ? v : 1 - v;
      int first = (int) (TONES * Noise.cell(column, row + number));
      pixel.start(tones.get(first), tones.get(first), 0);
      for (int ring = 0; ring < 4; ring++) {
        int index = (first + 2 + 3 * ring) % TONES;
        boolean accented = Noise.cell(row * 4 + ring, column + number) < 0.1;
        double depth = Curve.disc(cornerX, cornerY, 1 - 0.25 * ring) * tile;
        pixel.cover(accented ? accent : tones.get(index), depth);
      }
    };
  }
}
