package org.imageorders.examples.monolith;

import java.time.Duration;
import java.util.List;
import org.imageorders.Money;
import org.imageorders.migration.Share;

/**
 * How large a tour is.
 *
 * @param crowd who orders
 * @param steps of the ramp; the last but one is where the bad release comes
 * @param pause how long the parts last that nobody decides about
 * @param purse what the parallel run may spend
 * @param patience what takes longer than this is told as a failure of the tour
 */
record TourPlan(
    Customers.Crowd crowd, List<Step> steps, Duration pause, Money purse, Duration patience) {

  /**
   * A step of the ramp.
   *
   * @param minimum how many of the candidate's orders must have ended
   */
  record Step(Share share, int minimum) {}

  /** Some twenty thousand orders in some 90 seconds. */
  static TourPlan usual() {
    return new TourPlan(
        new Customers.Crowd(4_000, 220, 4),
        List.of(
            new Step(Share.percent(1), 50),
            new Step(Share.percent(25), 250),
            new Step(Share.ALL, 1_000)),
        Duration.ofSeconds(6),
        Money.usd("6"),
        Duration.ofMinutes(2));
  }

  /** Where the bad release comes. */
  Share badAt() {
    return steps.get(steps.size() - 2).share();
  }
}
