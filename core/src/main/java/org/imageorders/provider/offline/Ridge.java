package org.imageorders.provider.offline;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The upper edge of land, worked out once for every x that is looked at, so that points below it
 * are cheap. One thread at a time.
 */
final class Ridge {
  private static final int SAMPLES = 4096;
  private static final double MARGIN = 0.5;
  private static final double SMOOTHING = 0.005;
  private static final double SOFTEST = 0.03;

  private final DoubleUnaryOperator curve;
  private final float[] heights = new float[SAMPLES + 1];
  private final double step;
  private final double cover;

  /** The edge that a curve from x to y describes. */
  Ridge(Frame frame, DoubleUnaryOperator curve) {
    this.curve = curve;
    cover = SOFTEST + frame.pixel();
    step = (frame.width() + 2 * MARGIN) / SAMPLES;
    Arrays.fill(heights, Float.NaN);
  }

  double at(double x) {
    double position = position(x);
    int index = (int) position;
    float left = height(index);
    return left + (height(index + 1) - left) * (position - index);
  }

  private float height(int index) {
    float height = heights[index];
    if (Float.isNaN(height)) {
      height = (float) curve.applyAsDouble(index * step - MARGIN);
      heights[index] = height;
    }
    return height;
  }

  /** How steeply the edge falls (positive) or climbs (negative) from left to right of a place. */
  double slope(double x, double reach) {
    return (at(x + reach) - at(x - reach)) / (2 * reach);
  }

  /** How deep a point lies below the edge; negative above it. */
  double depth(double x, double y) {
    double below = y - at(x);
    if (Math.abs(below) > 0.1) {
      return below;
    }
    double slope = slope(x, SMOOTHING);
    return below / Math.sqrt(1 + slope * slope);
  }

  /** Whether a point lies so deep that not even a soft edge lets anything through. */
  boolean buries(double x, double y) {
    return y - at(x) > cover;
  }

  private double position(double x) {
    double position = (x + MARGIN) / step;
    return position < 0 ? 0 : position > SAMPLES - 1 ? SAMPLES - 1 : position;
  }
}
