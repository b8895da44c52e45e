package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges how long the candidate takes, orders in flight included. */
final class Lateness {

  /** So many late orders are certainly not twice the share that the percentile stands for. */
  static final double MOST_LATE = 2 * Pace.LATE_SHARE;

  private final Pace pace;
  private final double level;

  Lateness(Pace pace, double level) {
    this.pace = pace;
    this.level = level;
  }

  Finding finding(Sample sample) {
    Map<String, String> numbers = new TreeMap<>();
    numbers.put("legacyOrders", "" + pace.orders());
    Duration p95 = pace.p95();
    if (p95 == null) {
      return new Finding(Criterion.LATENCY, Verdict.INCONCLUSIVE, pace.words(), numbers);
    }
    List<Observation> old =
        sample.candidate().stream().filter(order -> counts(order, sample.now())).toList();
    Tally late = Tally.of(old, order -> isLate(order, sample.now()));
    Tally others = late.withoutWorst();
    double chance = Statistics.chanceOf(others.bad(), others.all(), Pace.LATE_SHARE);
    double most = old.isEmpty() ? 1 : Statistics.most(late.bad(), late.all(), Judge.PASSING_Z);
    numbers.put("legacyP95", Words.time(p95));
    numbers.put("limit", Words.time(pace.late()));
    numbers.put("late", late.toString());
    numbers.put("mostLate", Words.percent(most));
    numbers.put("chance", Words.chance(chance));
    String words =
        late
            + " of the candidate's orders took longer than "
            + Words.time(pace.late())
            + ", or are in flight for longer; "
            + pace.words();
    if (most <= MOST_LATE) {
      return new Finding(Criterion.LATENCY, Verdict.PASS, words, numbers);
    } else if (others.all() >= Judge.LEAST_TO_FAIL && chance <= level) {
      String odds = ". Were it within the limit, the chance would be " + Words.chance(chance);
      return new Finding(Criterion.LATENCY, Verdict.FAIL, words + odds, numbers);
    }
    String open = "; the share may be up to " + Words.percent(most) + ", and 10 % is the most";
    return new Finding(Criterion.LATENCY, Verdict.INCONCLUSIVE, words + open, numbers);
  }

  /**
   * An order counts from the moment at which it is late if it has not ended, whether it has or not:
   * if those counted that end sooner, the fast ones would always be in the majority.
   */
  private boolean counts(Observation order, Instant now) {
    boolean old = !order.acceptedAt().isAfter(now.minus(pace.late()));
    boolean calledOff = order.end() != null && !order.counts() && !isLate(order, now);
    return old && !calledOff;
  }

  private boolean isLate(Observation order, Instant now) {
    return order.time(now).compareTo(pace.late()) > 0;
  }
}
