package org.imageorders.provider.offline;

import java.util.List;
import java.util.Set;

/** The time of year: what grows, and in which colours. */
enum Season implements Term {
  SUMMER(
      "summer verao",
      0.5,
      0x7d9f55,
      List.of(0x4f7f45, 0x6a9a4c, 0x3d6b4a, 0x86a857),
      List.of(0xd9534f, 0xf2c14e, 0xfdf6e3, 0x8e6bbf)),
  AUTUMN(
      "autumn fall autumnal october november outono outonal",
      0.8,
      0xb5914c,
      List.of(0xc8692b, 0xd99a3a, 0xa8432f, 0xb9802f),
      List.of(0xe0a73c, 0xb8502f, 0xf0dcae, 0x8a4a3a)),
  WINTER(
      "winter wintry snow snowy ice frozen frost inverno invernal neve nevando gelo",
      0,
      0xdde7f7,
      List.of(0x4d665f, 0x5a7272, 0x42595c, 0x667a7e),
      List.of(0xffffff, 0xdde8f2, 0xc9d8e8, 0xb5463c)),
  SPRING(
      "spring april blossom cherry primavera cerejeira",
      1,
      0x93b968,
      List.of(0x8fb65a, 0xeeb0c3, 0xa9c66b, 0xf6cbd6),
      List.of(0xf3a6bd, 0xfbe08a, 0xffffff, 0xb79ad6));

  private final Set<String> words;
  private final double leafiness;
  private final Colour ground;
  private final List<Colour> foliage;
  private final List<Colour> blossoms;

  Season(
      String words, double leafiness, int ground, List<Integer> foliage, List<Integer> blossoms) {
    this.words = Set.of(words.split(" "));
    this.leafiness = leafiness;
    this.ground = Colour.hex(ground);
    this.foliage = foliage.stream().map(Colour::hex).toList();
    this.blossoms = blossoms.stream().map(Colour::hex).toList();
  }

  @Override
  public Set<String> words() {
    return words;
  }

  /** How likely its woods are leafy rather than firs. */
  double leafiness() {
    return leafiness;
  }

  Colour ground() {
    return ground;
  }

  List<Colour> foliage() {
    return foliage;
  }

  List<Colour> blossoms() {
    return blossoms;
  }
}
