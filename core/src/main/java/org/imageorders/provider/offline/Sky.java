package org.imageorders.provider.offline;

import java.util.Set;

/** The sky, with its sun or moon, stars and clouds. */
final class Sky implements Layer {
  private static final double STAR_CELL = 0.03;
  private static final double MOON_RADIUS = 0.055;
  private static final double SUN_RADIUS = 0.05;

  private final Setting setting;
  private final Palette palette;
  private final Noise noise;
  private final double radius;
  private final boolean orbShown;
  private final double crescent;
  private final double starlight;
  private final boolean galaxy;
  private final double cloudCover;
  private final double cloudStretch;
  private final double drift;
  private final Colour cloudLit;
  private final Colour cloudShaded;

  Sky(Setting setting, Light light, Set<Motif> motifs, Dice dice) {
    this.setting = setting;
    palette = setting.palette();
    noise = setting.noise();
    boolean night = light == Light.NIGHT;
    boolean dull = motifs.contains(Motif.RAIN) || motifs.contains(Motif.FOG);
    radius = (night ? MOON_RADIUS : SUN_RADIUS) * dice.between(0.85, 1.35);
    orbShown = !dull || motifs.contains(Motif.SUN) || motifs.contains(Motif.MOON);
    crescent = night && dice.chance(0.45) ? radius * dice.between(0.45, 0.8) : 0;
    starlight = night && !dull ? 1 : light == Light.DUSK && !dull ? 0.35 : 0;
    galaxy = night && motifs.contains(Motif.STARS);
    double usualCover = night ? dice.between(-0.3, 0) : dice.between(-0.12, 0.12);
    boolean arid = motifs.contains(Motif.DESERT);
    cloudCover = dull || motifs.contains(Motif.CLOUDS) ? 0.2 : arid ? -0.25 : usualCover;
    cloudStretch = light == Light.DAY ? dice.between(1.8, 2.6) : dice.between(3, 5.5);
    drift = dice.between(0, 100);
    cloudLit = palette.horizon().mix(palette.orb(), 0.5).mix(palette.zenith(), night ? 0.6 : 0.05);
    cloudShaded = palette.middle().mix(palette.shade(), light == Light.DAY ? 0.12 : 0.3);
  }

  @Override
  public void paint(double x, double y, Pixel pixel) {
    double down = Curve.clamp(y / setting.horizon());
    pixel.start(palette.zenith(), palette.middle(), Curve.rise(-0.25, 0.66, down));
    pixel.tint(palette.horizon(), Curve.rise(0.42, 1.05, down));
    if (starlight > 0) {
      paintStars(x, y, down, pixel);
    }
    double dx = x - setting.orbX();
    double dy = y - setting.orbY();
    double distance = Math.sqrt(dx * dx + dy * dy);
    if (orbShown) {
      pixel.tint(palette.horizon(), 0.55 * Curve.bell(distance, 0.3));
      pixel.tint(palette.orb(), 0.8 * Curve.bell(distance, radius * 1.6));
      paintOrb(dx, dy, distance, pixel);
    }
    paintClouds(x, y, down, distance, pixel);
  }

  private void paintStars(double x, double y, double down, Pixel pixel) {
    double band = 0;
    if (galaxy) {
      double across = (x - 0.5 * setting.frame().width()) * 0.8 + (y - 0.35 * setting.horizon());
      double wave = across + 0.12 * noise.fractal(x * 2 + drift, y * 2, 2);
      double dust = noise.fractal(x * 5, y * 5 + drift, 3);
      band = Curve.bell(wave, 0.16) * Curve.bell(wave, 0.3);
      pixel.tint(palette.horizon(), Curve.clamp(band * (0.6 + 0.9 * dust)) * 0.75);
      pixel.tint(palette.orb(), Curve.clamp(band * band * (0.25 + dust)) * 0.45);
    }
    int column = Curve.floor(x / STAR_CELL);
    int row = Curve.floor(y / STAR_CELL);
    double chance = Noise.cell(column, row + 7919);
    if (chance > (0.45 + 0.35 * band) * (1.1 - down)) {
      return;
    }
    double place = Noise.cell(column + 104729, row);
    double cx = (column + 0.2 + 0.6 * place) * STAR_CELL;
    double cy = (row + 0.2 + 0.6 * Noise.cell(row, column + 31)) * STAR_CELL;
    double size = place * place * place * place;
    double depth = Curve.disc(x - cx, y - cy, 0.0009 + 0.0016 * size);
    double brightness = starlight * (0.45 + 0.55 * place) * (1 - 0.8 * down);
    pixel.tint(palette.orb(), brightness * pixel.coverage(depth));
    pixel.tint(palette.orb(), brightness * 0.35 * size * Curve.bell(depth, 0.004));
  }

  private void paintOrb(double dx, double dy, double distance, Pixel pixel) {
    double depth = radius - distance;
    if (crescent > 0) {
      depth = Math.min(depth, -Curve.disc(dx - crescent, dy + 0.4 * crescent, radius));
    }
    pixel.cover(palette.orb(), depth);
  }

  private void paintClouds(double x, double y, double down, double fromOrb, Pixel pixel) {
    double stretch = cloudStretch * (1 + down);
    double px = 1.7 * x + drift;
    double py = 1.7 * y * stretch;
    double billow = noise.fractal(px, py, 4);
    double cover = Curve.rise(0.04, 0.34, billow + cloudCover - 0.1);
    if (cover <= 0) {
      return;
    }
    double towardsX = 0.25 * Math.max(-1, Math.min(1, 5 * (setting.orbX() - x)));
    double towardsY = 0.3 * Math.max(-1, Math.min(1, 5 * (setting.orbY() - y)));
    double thickness = noise.fractal(px + towardsX, py + towardsY, 2);
    double lit = Curve.clamp(0.5 + 1.2 * (billow - thickness) + 0.4 * Curve.bell(fromOrb, 0.25));
    double fade = 0.85 * cover * (1 - 0.5 * Curve.rise(0.75, 1, down));
    pixel.tint(cloudShaded, fade * (1 - lit));
    pixel.tint(cloudLit, fade * lit);
  }
}
