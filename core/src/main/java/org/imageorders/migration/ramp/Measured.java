package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What of legacy a plan is reckoned with.
 *
 * @param words the same, for people
 * @param failures the share of orders that failed
 * @param wrong the share of orders with wrong pictures
 * @param late the share of orders that would be late for the candidate
 * @param spread of the cost of an image: the standard deviation of an order's, over the mean
 * @param limit after what time an order is late
 */
record Measured(
    String words, double failures, double wrong, double late, double spread, Duration limit) {

  /** Of a legacy without orders nothing is known; this is usual. */
  static final Measured USUAL =
      new Measured(
          "legacy has no orders yet, 1 % failures assumed", 0.01, 0, 0.02, 0.5, Duration.ZERO);

  static Measured of(List<Observation> legacy, Instant now, Limits limits) {
    List<Observation> ended = legacy.stream().filter(Observation::counts).toList();
    if (ended.size() < Judge.LEAST_OF_LEGACY) {
      return USUAL;
    }
    Tally failed = Tally.of(ended, Observation::isFailed);
    Tally wrong = Tally.of(ended, Observation::isWrong);
    Pace pace = Pace.of(legacy, now, limits.slower());
    double late =
        pace.isUnknown()
            ? USUAL.late
            : Tally.of(ended, o -> o.time(now).compareTo(pace.late()) > 0).rate();
    String words =
        String.format(
            Locale.ROOT,
            "of legacy's last %,d orders %.1f %% failed; %s",
            ended.size(),
            100 * failed.rate(),
            pace.words());
    return new Measured(words, failed.rate(), wrong.rate(), late, Costs.spread(ended), pace.late());
  }

  /** Whether so many orders tell that an image does not cost too much. */
  boolean costTells(int orders, int legacys, Limits limits, double certain) {
    double most = limits.costlier();
    double error = spread * Math.sqrt(1.0 / orders + most * most / legacys);
    return limits.mostPerImage().isPresent() || (Judge.PASSING_Z + certain) * error <= most - 1;
  }
}
