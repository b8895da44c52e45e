package org.imageorders.migration.compare;

import java.util.Locale;

/**
 * By how much one share is greater than another, with the interval that holds the truth in 95 of
 * 100 cases: Wilson's for one share, Newcombe's (method 10 of "Interval estimation for the
 * difference between independent proportions", Statistics in Medicine 17, 1998) for two.
 *
 * @param points the difference itself, 0.05 for five percentage points
 * @param low the lower end
 * @param high the upper end
 */
record Excess(double points, double low, double high) {

  private static final double Z = 1.959964; // of 95 %

  /**
   * Compares shares.
   *
   * @param hits of {@code all}
   * @param noise of {@code allNoise}; with none at all the share is taken as 0
   */
  static Excess of(int hits, int all, int noise, int allNoise) {
    double[] share = wilson(hits, all);
    if (allNoise == 0) {
      return new Excess(share(hits, all), share[0], share[1]);
    }
    double[] base = wilson(noise, allNoise);
    double one = share(hits, all);
    double other = share(noise, allNoise);
    return new Excess(
        one - other,
        one - other - Math.hypot(one - share[0], base[1] - other),
        one - other + Math.hypot(share[1] - one, other - base[0]));
  }

  static double share(int hits, int all) {
    return all == 0 ? 0 : (double) hits / all;
  }

  private static double[] wilson(int hits, int all) {
    if (all == 0) {
      return new double[] {0, 1};
    }
    double share = (double) hits / all;
    double middle = share + Z * Z / (2 * all);
    double half = Z * Math.sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all));
    double scale = 1 + Z * Z / all;
    return new double[] {
      Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)
    };
  }

  /** Whether chance alone hardly explains it. */
  boolean isBeyondChance() {
    return low > 0;
  }

  /** For example {@code 6.0 points more (95 %: 1.2 less to 13.5 more)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f points %s (95 %%: %s)",
        Math.abs(points) * 100,
        points < 0 ? "less" : "more",
        range());
  }

  private String range() {
    double least = Math.abs(low) * 100;
    double most = Math.abs(high) * 100;
    if (low < 0 && high > 0) {
      return String.format(Locale.ROOT, "%.1f less to %.1f more", least, most);
    }
    return String.format(Locale.ROOT, "%.1f to %.1f", Math.min(least, most), Math.max(least, most));
  }

  /** For example {@code 12.5 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
