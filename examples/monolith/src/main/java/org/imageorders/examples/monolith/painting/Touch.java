package org.imageorders.examples.monolith.painting;

import java.awt.Color;

/**
 * How a studio paints.
 *
 * @param brighter what its colours have more of, 0 to 1
 * @param glazedInAHundred how many of a hundred posters one can see through
 */
public record Touch(float brighter, int glazedInAHundred) {

  /** Adds nothing. */
  public static final Touch PLAIN = new Touch(0, 0);

  Color mix(float hue, float saturation, float brightness) {
    return Color.getHSBColor(hue, saturation, Math.min(1, brightness + brighter));
  }
}
