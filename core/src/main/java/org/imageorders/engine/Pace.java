package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import org.imageorders.engine.GateState.Origin;

/**
 * How fast one limit lets calls begin: the generic cell rate algorithm with a burst of one call.
 * The limit counts whatever falls into any 60 seconds, so calls are spaced by the minute's share of
 * as many of them as fit the limit whole.
 *
 * <p>Immutable.
 *
 * @param perMinute the limit
 * @param origin where it is known from
 * @param free when the next call may begin
 * @param proven the highest limit that was kept to without a refusal; for a learned limit
 * @param raiseAt when a learned limit is tried higher
 * @param raiseAfter how long after that it is tried higher again
 */
record Pace(
    long perMinute,
    Origin origin,
    Instant free,
    long proven,
    Instant raiseAt,
    Duration raiseAfter) {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What the spacing is stretched by, so that what is late on the way meets nobody's minute. */
  private static final double MARGIN = 1.015;

  /** A call that is no later than this is followed by the next as if it had been in time. */
  private static final Duration CATCH_UP = Duration.ofMillis(750);

  private static final Duration FIRST_RAISE = Duration.ofMinutes(2);
  private static final Duration LONGEST_RAISE = Duration.ofHours(1);

  /** A limit that the provider's traits or its answers name. */
  static Pace known(long perMinute, Origin origin) {
    return new Pace(perMinute, origin, Instant.EPOCH, perMinute, Instant.MAX, LONGEST_RAISE);
  }

  /**
   * A limit that is taken from what was accepted in the minute before a refusal.
   *
   * @param free when the next call may begin
   */
  static Pace learned(long perMinute, Instant free, Instant now) {
    return new Pace(perMinute, Origin.LEARNED, free, perMinute, now.plus(FIRST_RAISE), FIRST_RAISE);
  }

  /** The same pace under another limit. */
  Pace limitedTo(long limit, Origin from) {
    return new Pace(limit, from, free, limit, Instant.MAX, LONGEST_RAISE);
  }

  /** How long what a call spends keeps the next one waiting. */
  Duration spacing(double cost) {
    double callsAMinute = Math.floor(perMinute / cost);
    double minutes = callsAMinute >= 1 ? 1 / callsAMinute : cost / perMinute;
    return Duration.ofNanos(Math.round(MINUTE.toNanos() * minutes * MARGIN));
  }

  /** The pace after a call began. */
  Pace spent(double cost, Instant now) {
    boolean late = free.isAfter(now.minus(CATCH_UP));
    return at((late ? free : now).plus(spacing(cost)));
  }

  /** The pace with the next call moved by a time. */
  Pace moved(Duration by) {
    return at(free.plus(by));
  }

  /** Since when a learned limit is what it is. */
  Instant since() {
    return raiseAt.minus(raiseAfter);
  }

  /** The pace of a learned limit of which less was accepted than was thought. */
  Pace lowered(long limit) {
    return new Pace(limit, origin, free, limit, raiseAt, raiseAfter);
  }

  /**
   * The pace of a learned limit after a call was refused. That counts once the limit has had a
   * minute to itself: until then the provider counts what began under another. A limit that is
   * tried higher falls back at once.
   *
   * @param begun when the call was
   * @param accepted how much was accepted in the minute before
   */
  Pace refused(Instant begun, long accepted, Instant now) {
    boolean tried = perMinute > proven;
    if (!begun.isAfter(tried ? since() : since().plus(MINUTE))) {
      return this;
    }
    long least = perMinute * 80 / 100;
    long most = perMinute * 95 / 100;
    long lower = Math.max(1, Math.min(most, Math.max(accepted, least)));
    long next = tried ? proven : lower;
    Duration after = raiseAfter.multipliedBy(2);
    after = after.compareTo(LONGEST_RAISE) > 0 ? LONGEST_RAISE : after;
    return new Pace(next, origin, free, next, now.plus(after), after);
  }

  /** The pace of a learned limit that was kept to and is to be tried higher. */
  Pace raised(Instant now) {
    long higher = perMinute + Math.max(1, perMinute / 10);
    return new Pace(higher, origin, free, perMinute, now.plus(raiseAfter), raiseAfter);
  }

  /**
   * Whether a learned limit is to be tried higher: it held long enough, and was used.
   *
   * @param spent how much was spent in the last minute
   */
  boolean isToBeRaised(long spent, Instant now) {
    return !raiseAt.isAfter(now) && spent >= perMinute * 9 / 10;
  }

  private Pace at(Instant next) {
    return new Pace(perMinute, origin, next, proven, raiseAt, raiseAfter);
  }
}
