package org.imageorders.provider.offline;

import java.util.List;
import java.util.Set;

/** The time of day: how bright it is, how high the sun stands, and which skies it can have. */
enum Light implements Term {
  DAWN(
      "dawn sunrise morning daybreak amanhecer aurora madrugada alvorada manha nascente",
      0.78,
      0.80,
      new Hues(0x7fa6cf, 0xe3c1d0, 0xffe3c2, 0xfff4da, 0x56637f),
      new Hues(0x86b3c6, 0xcfdcd4, 0xffe6b4, 0xfffae8, 0x46666f),
      new Hues(0x9a9fd0, 0xefbdc6, 0xffd6aa, 0xfff2dc, 0x5a5480),
      new Hues(0x6f8fb8, 0xb9b4d6, 0xfcc9b9, 0xffeedd, 0x4a4f78)),
  DAY(
      "day daylight noon midday sunny bright dia tarde ensolarado",
      1,
      0.26,
      new Hues(0x3f8fd0, 0x8cc4e8, 0xe4f3f2, 0xfffbe6, 0x2f5573),
      new Hues(0x4ba3c3, 0xa4d5da, 0xf5f0dc, 0xfff8dc, 0x2f6070),
      new Hues(0x2f79b8, 0x79b5dc, 0xd9ecf5, 0xfffdf0, 0x2b4a70),
      new Hues(0x3aa6b9, 0xa3d8cf, 0xfbe7b8, 0xfff3c4, 0x2d5c66)),
  DUSK(
      "dusk sunset twilight evening gloaming golden crepusculo anoitecer entardecer poente por",
      0.46,
      0.84,
      new Hues(0x34406f, 0x8f6a9c, 0xf4a988, 0xffd9a0, 0x282b4a),
      new Hues(0x1f4a63, 0x6f93a0, 0xf6c38b, 0xfff0c4, 0x1a2e40),
      new Hues(0x2f2c5c, 0x9d5080, 0xff9d70, 0xffd595, 0x241f3f),
      new Hues(0x4b5d86, 0xb59cba, 0xffdcae, 0xfff1d0, 0x313a5c),
      new Hues(0x2b5a72, 0xa9a7a0, 0xffb58a, 0xffe0b0, 0x203c50),
      new Hues(0x53598f, 0xd391a6, 0xffc79b, 0xffebc4, 0x37345f)),
  NIGHT(
      "night midnight nocturne moonlight moonlit starry star moon dark noite luar lua estrela"
          + " estrelado escuro",
      0.16,
      0.3,
      new Hues(0x0b1330, 0x1d2f5c, 0x466394, 0xf6f0d8, 0x0a1124),
      new Hues(0x0c1b2c, 0x1a3d50, 0x457a86, 0xf4f2e2, 0x08151f),
      new Hues(0x160f36, 0x352a66, 0x73569a, 0xfaecd8, 0x100b26),
      new Hues(0x101a3a, 0x2b4270, 0x6f7fae, 0xfff6e0, 0x0b1228));

  /**
   * The colours of a sky, as sRGB: overhead, halfway down, at the horizon, of its sun, of shade.
   */
  record Hues(int zenith, int middle, int horizon, int orb, int shade) {}

  private final Set<String> words;
  private final double daylight;
  private final double orbHeight;
  private final List<Hues> skies;

  Light(String words, double daylight, double orbHeight, Hues... skies) {
    this.words = Set.of(words.split(" "));
    this.daylight = daylight;
    this.orbHeight = orbHeight;
    this.skies = List.of(skies);
  }

  @Override
  public Set<String> words() {
    return words;
  }

  /** From 0, pitch dark, to 1, broad day. */
  double daylight() {
    return daylight;
  }

  /** Where the sun or moon stands between the top, 0, and the horizon, 1. */
  double orbHeight() {
    return orbHeight;
  }

  List<Hues> skies() {
    return skies;
  }
}
