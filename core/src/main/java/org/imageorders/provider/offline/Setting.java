package org.imageorders.provider.offline;

/**
 * What all the things in one picture share.
 *
 * @param frame the proportions
 * @param palette the colours
 * @param noise the irregularity of everything natural
 * @param horizon how far down the horizon lies
 * @param orbX where the sun or moon stands
 * @param orbY where the sun or moon stands
 */
record Setting(
    Frame frame, Palette palette, Noise noise, double horizon, double orbX, double orbY) {

  /** -1 when light falls from the left of a place, 1 when from the right. */
  int lightSide(double x) {
    return orbX < x ? -1 : 1;
  }
}
