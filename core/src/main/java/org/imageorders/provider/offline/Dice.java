package org.imageorders.provider.offline;

import java.util.List;

/** A small repeatable source of chance (SplitMix64). One thread at a time. */
final class Dice {
  private static final double UNIT = 0x1.0p-53;

  private long state;

  Dice(long seed) {
    state = seed;
  }

  /** Spreads every bit of a value over all the bits of the result. */
  static long scramble(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private long roll() {
    state += 0x9e3779b97f4a7c15L;
    return scramble(state);
  }

  /** A number from 0, included, to 1, excluded. */
  double fraction() {
    return (roll() >>> 11) * UNIT;
  }

  double between(double low, double high) {
    return low + (high - low) * fraction();
  }

  int below(int bound) {
    return (int) (fraction() * bound);
  }

  boolean chance(double probability) {
    return fraction() < probability;
  }

  /** Either -1 or 1. */
  int side() {
    return chance(0.5) ? -1 : 1;
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
