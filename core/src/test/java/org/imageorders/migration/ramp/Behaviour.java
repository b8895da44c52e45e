package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.Random;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * How a side behaves: which share of orders fails, hangs or brings wrong pictures, how long it
 * takes (log-normal) and what an image costs.
 */
record Behaviour(double failures, double hangs, double wrong, Duration median, String cost) {

  /** One in a hundred fails; half take less than 20 seconds, one in twenty more than 55. */
  static final Behaviour USUAL = new Behaviour(0.01, 0, 0, Duration.ofSeconds(20), "0.053");

  private static final double SIGMA = 0.6;

  /** What becomes of one order; it never ends if there is no time. */
  record Fate(@Nullable Duration time, boolean fails, boolean wrong, Money cost) {}

  Behaviour failing(double share) {
    return new Behaviour(share, hangs, wrong, median, cost);
  }

  Behaviour hanging(double share) {
    return new Behaviour(failures, share, wrong, median, cost);
  }

  Behaviour drawingWrong(double share) {
    return new Behaviour(failures, hangs, share, median, cost);
  }

  Behaviour slower(int factor) {
    return new Behaviour(failures, hangs, wrong, median.multipliedBy(factor), cost);
  }

  Behaviour costing(String money) {
    return new Behaviour(failures, hangs, wrong, median, money);
  }

  Fate next(Random random) {
    double dice = random.nextDouble();
    boolean hung = random.nextDouble() < hangs;
    double seconds = median.toMillis() / 1000.0 * Math.exp(SIGMA * random.nextGaussian());
    // Every fourth order is one of a better quality.
    Money money = Money.usd(cost).times(random.nextInt(4) == 0 ? 4 : 1);
    return new Fate(
        hung ? null : Duration.ofMillis((long) (1000 * seconds)),
        dice < failures,
        random.nextDouble() < wrong,
        money);
  }
}
