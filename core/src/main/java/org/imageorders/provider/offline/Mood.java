package org.imageorders.provider.offline;

import java.util.Set;

/** How the finished colours are graded, as a photographer would in the lab. */
enum Mood implements Term {
  NATURAL("natural", 0, 1, 1, 0, 0),
  PASTEL("pastel soft gentle delicate suave delicado", 0.28, 0.73, 0.95, 0.004, 0.004),
  VIVID(
      "vivid vibrant colourful colorful saturated vivo vibrante colorido", -0.04, 1.06, 1.38, 0, 0),
  NEON("neon cyberpunk synthwave vaporwave", -0.05, 1.08, 1.3, 0.014, -0.016),
  SEPIA("sepia vintage antique antigo retro", 0.06, 0.92, 0.16, 0.014, 0.052),
  NOIR("noir monochrome monocromatico", -0.07, 1.12, 0.06, 0, 0.004),
  DREAMY(
      "dream dreamy magical fairytale surreal sonho magico onirico", 0.1, 0.9, 1.05, 0.016, -0.012);

  private final Set<String> words;
  private final double lift;
  private final double contrast;
  private final double strength;
  private final double towardsRed;
  private final double towardsYellow;

  Mood(
      String words,
      double lift,
      double contrast,
      double strength,
      double towardsRed,
      double towardsYellow) {
    this.words = Set.of(words.split(" "));
    this.lift = lift;
    this.contrast = contrast;
    this.strength = strength;
    this.towardsRed = towardsRed;
    this.towardsYellow = towardsYellow;
  }

  @Override
  public Set<String> words() {
    return words;
  }

  void grade(Pixel pixel) {
    pixel.grade(lift, contrast, strength, towardsRed, towardsYellow);
  }
}
