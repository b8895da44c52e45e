package org.imageorders.provider.offline;

/**
 * The colours of one picture, all under the same light.
 *
 * @param zenith the sky overhead
 * @param middle the sky halfway down
 * @param horizon the sky where it meets the land
 * @param orb the sun or the moon
 * @param shade what everything tends to where no light falls
 * @param lamp light made by people
 * @param daylight from 0, pitch dark, to 1, broad day
 * @param season decides the colours of what grows
 */
record Palette(
    Colour zenith,
    Colour middle,
    Colour horizon,
    Colour orb,
    Colour shade,
    Colour lamp,
    double daylight,
    Season season) {
  private static final double LARGEST_TURN = 9;

  /** Colours for a time of day and of year; consecutive seeds have different skies. */
  static Palette of(Light light, Season season, long seed, Dice dice) {
    Light.Hues sky = light.skies().get((int) Math.floorMod(seed, (long) light.skies().size()));
    double turn = dice.between(-LARGEST_TURN, LARGEST_TURN);
    return new Palette(
        Colour.hex(sky.zenith()).turned(turn),
        Colour.hex(sky.middle()).turned(turn),
        Colour.hex(sky.horizon()),
        Colour.hex(sky.orb()),
        Colour.hex(sky.shade()).turned(turn),
        Colour.hex(0xffd27a).turned(dice.between(-12, 8)),
        light.daylight(),
        season);
  }

  /** What lies between the beholder and the distance. */
  Colour haze() {
    return middle.mix(horizon, 0.4);
  }

  /** How a material looks in this light, at a distance from 0, here, to 1, all haze. */
  Colour lit(Colour material, double distance) {
    double dark = 1 - daylight;
    return material
        .dimmed(1 - 0.32 * dark)
        .mix(shade, 0.58 * dark * dark + 0.03 * dark)
        .mix(horizon, 0.12 * dark)
        .mix(haze(), distance);
  }
}
