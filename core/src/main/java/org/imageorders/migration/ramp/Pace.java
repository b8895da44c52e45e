package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long legacy takes, and what follows for the candidate.
 *
 * @param orders how many of legacy's orders it was measured on
 * @param p95 of 100 orders, 95 took no longer; null if too few have ended to tell
 * @param longest the longest that one took
 * @param late an order that takes longer is late
 */
record Pace(int orders, @Nullable Duration p95, Duration longest, Duration late) {

  /** A 95th percentile of fewer is the slowest of them, or nearly. */
  static final int LEAST = 100;

  /** The share of late orders that a 95th percentile within the limit stands for. */
  static final double LATE_SHARE = 0.05;

  /** Nobody waits for a picture and minds less. */
  private static final Duration UNNOTICED = Duration.ofSeconds(1);

  private static final int HANGING = 4;

  static Pace of(List<Observation> legacy, Instant now, double tolerance) {
    long[] ended =
        legacy.stream()
            .filter(Observation::counts)
            .mapToLong(o -> nanos(o, now))
            .sorted()
            .toArray();
    if (ended.length < LEAST) {
      return new Pace(ended.length, null, Duration.ZERO, Duration.ZERO);
    }
    long longest = ended[ended.length - 1];
    // An order counts once it is older than nearly all take: among younger ones only the fast have
    // ended. One that is in flight by then takes longer than any that has ended.
    Instant old = now.minus(times(Duration.ofNanos(ended[index(ended.length)]), tolerance));
    long[] times =
        legacy.stream()
            .filter(o -> o.counts() || o.end() == null)
            .filter(o -> !o.acceptedAt().isAfter(old))
            .mapToLong(o -> o.end() == null ? longest + 1 : nanos(o, now))
            .sorted()
            .toArray();
    boolean known = times.length >= LEAST && times[index(times.length)] <= longest;
    Duration p95 = known ? Duration.ofNanos(times[index(times.length)]) : null;
    return new Pace(
        times.length,
        p95,
        Duration.ofNanos(longest),
        p95 == null ? Duration.ZERO : longer(times(p95, tolerance), p95.plus(UNNOTICED)));
  }

  private static long nanos(Observation order, Instant now) {
    return order.time(now).toNanos();
  }

  private static int index(int size) {
    return (int) Math.ceil(size * (1 - LATE_SHARE)) - 1;
  }

  private static Duration times(Duration time, double factor) {
    return Duration.ofNanos((long) (time.toNanos() * factor));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  boolean isUnknown() {
    return p95 == null;
  }

  /** Why there is no 95th percentile, or what it is. */
  String words() {
    return p95 == null
        ? String.format(
            Locale.ROOT,
            "legacy's 95th percentile is not known: %,d of its orders have ended, or are old enough"
                + " to tell, and %d are the minimum",
            orders,
            LEAST)
        : "legacy's 95th percentile is " + Words.time(p95);
  }

  /** An order that is in flight for longer than this hangs. */
  Duration stuckAfter() {
    return longer(longest.multipliedBy(HANGING), late);
  }

  boolean isStuck(Observation order, Instant now) {
    return order.end() == null && order.time(now).compareTo(stuckAfter()) > 0;
  }

  /** How old the oldest order in flight is, in words. */
  static String oldest(List<Observation> orders, Instant now) {
    return orders.stream()
        .filter(order -> order.end() == null)
        .min(Comparator.comparing(Observation::acceptedAt))
        .map(order -> Words.time(order.time(now)))
        .orElse("none");
  }
}
