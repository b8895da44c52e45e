package org.imageorders.testkit;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long calls take: log-normal, or always the same if median and 95th percentile are.
 *
 * @param median half of the calls take less
 * @param p95 95 of 100 calls take less
 */
record Latency(Duration median, Duration p95) {

  static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

  private static final double P95_OF_NORMAL = 1.6449;

  Latency {
    if (median.isNegative() || median.compareTo(p95) > 0 || (median.isZero() && !p95.isZero())) {
      throw new IllegalArgumentException(
          "the median, " + median + ", has to be above zero and at most p95, " + p95);
    }
  }

  /** What follows from a seed. */
  Duration of(long seed) {
    if (median.equals(p95)) {
      return median;
    }
    SplittableRandom random = new SplittableRandom(seed);
    double normal =
        Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
            * Math.cos(2 * Math.PI * random.nextDouble());
    double sigma = Math.log((double) p95.toNanos() / median.toNanos()) / P95_OF_NORMAL;
    return Duration.ofNanos((long) (median.toNanos() * Math.exp(sigma * normal)));
  }
}
