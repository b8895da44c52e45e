package org.imageorders.provider.offline;

/** A way of putting a scene on paper or canvas. */
interface Technique {

  /** Finds the colour of one point of the finished picture. */
  void render(double x, double y, Pixel pixel);
}
