package org.imageorders.migration.ramp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imageorders.migration.CustomerCount;
import org.imageorders.migration.Fallbacks;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Twin;

/**
 * Judges a candidate by the orders of both sides. Pure: the same sample gives the same judgement,
 * however often it is asked.
 *
 * <p><b>FAIL</b> takes a test that is exact for every sample (Fisher's, or the binomial one), at a
 * level that is so small that looking after every single order costs no more false alarms than were
 * allowed: see {@link #level}. It must hold without the customer who has the most bad orders, too.
 *
 * <p><b>PASS</b> takes an upper bound, at 99 %, on how much worse the candidate is, and that bound
 * must be within the limits: that nothing bad was seen is not enough, unless much was seen.
 */
final class Judge {

  /**
   * How many looks at one growing sample are as good as independent. A statistic that is watched
   * from the 10th to the 5,000th order passes a threshold of z = 4.3 at some time 1 + ln(500) z^2/2
   * times as often as in one look: some 60 times.
   */
  static final int LOOKS = 60;

  /** Nobody is failed by fewer orders. */
  static final int LEAST_TO_FAIL = 10;

  /** Nobody is compared with fewer of legacy's. */
  static final int LEAST_OF_LEGACY = 20;

  /** One-sided 99 %. */
  static final double PASSING_Z = 2.326;

  private static final int CRITERIA = 6;

  private final Limits limits;
  private final int minimum;
  private final double level;

  /**
   * @param minimum how many of the candidate's orders must have ended to pass
   * @param level how improbable, in one look, what fails a candidate must be for one as good as
   *     legacy
   */
  Judge(Limits limits, int minimum, double level) {
    this.limits = limits;
    this.minimum = minimum;
    this.level = level;
  }

  /** The level of one look at one criterion that keeps the false alarms of all steps to a share. */
  static double level(double falseAlarms, int steps) {
    return falseAlarms / (steps * CRITERIA * LOOKS);
  }

  Judgement look(Sample sample) {
    List<Observation> legacy = sample.legacy().stream().filter(Observation::counts).toList();
    List<Observation> candidate = sample.candidate().stream().filter(Observation::counts).toList();
    List<Finding> findings = new ArrayList<>();
    findings.add(sampleSize(candidate.size() + sample.fallbacks().orders()));
    findings.add(failures(legacy, candidate, sample.fallbacks()));
    Pace pace = Pace.of(sample.legacy(), sample.now(), limits.slower());
    findings.add(new Lateness(pace, level).finding(sample));
    findings.add(inFlight(sample, pace));
    findings.add(pictures(legacy, candidate));
    findings.add(new Costs(limits, level).finding(legacy, candidate));
    if (sample.pairs() != null) {
      findings.add(similarity(sample.pairs()));
    }
    return new Judgement(sample.now(), findings);
  }

  private Finding sampleSize(int ended) {
    return new Finding(
        Criterion.SAMPLE,
        ended < minimum ? Verdict.INCONCLUSIVE : Verdict.PASS,
        ended + " orders of the candidate have ended, " + minimum + " are the minimum",
        Map.of("candidate", "" + ended, "minimum", "" + minimum));
  }

  /**
   * An order that got no answer is a failure like any other. One that fell back was noticed by
   * nobody: those of one customer alone fail no candidate, also if there is nobody else.
   */
  private Finding failures(
      List<Observation> legacy, List<Observation> candidate, Fallbacks fallbacks) {
    Tally ours =
        Tally.of(candidate, Observation::isFailed, fallbacks.unanswered())
            .andBad(fallbacks.refused());
    Map<String, String> numbers = new TreeMap<>();
    numbers.put("fallbacks", "" + fallbacks.refused());
    numbers.put("unanswered", "" + fallbacks.unanswered());
    numbers.put("reasons", reasons(candidate.stream().filter(Observation::isFailed)));
    return compared(
        Criterion.FAILURES,
        "failed"
            + inBrackets(numbers.get("reasons"))
            + amongThem(fallbacks.refused(), "fell back to legacy")
            + amongThem(fallbacks.unanswered(), "got no answer"),
        new Tallies(Tally.of(legacy, Observation::isFailed), ours, limits.failures()),
        numbers);
  }

  private static String amongThem(CustomerCount count, String what) {
    return count.orders() == 0 ? "" : ", among them " + count + " that " + what;
  }

  private Finding pictures(List<Observation> legacy, List<Observation> candidate) {
    List<Observation> theirs = legacy.stream().filter(Observation::isDelivered).toList();
    List<Observation> ours = candidate.stream().filter(Observation::isDelivered).toList();
    Map<String, String> numbers = new TreeMap<>();
    numbers.put("flaws", reasons(ours.stream().filter(Observation::isWrong)));
    return compared(
        Criterion.PICTURES,
        "brought pictures that were not ordered so" + inBrackets(numbers.get("flaws")),
        new Tallies(
            Tally.of(theirs, Observation::isWrong),
            Tally.of(ours, Observation::isWrong),
            limits.failures()),
        numbers);
  }

  private Finding inFlight(Sample sample, Pace pace) {
    Map<String, String> numbers = new TreeMap<>();
    numbers.put("oldest", Pace.oldest(sample.candidate(), sample.now()));
    numbers.put("oldestOfLegacy", Pace.oldest(sample.legacy(), sample.now()));
    if (pace.isUnknown()) {
      return new Finding(Criterion.IN_FLIGHT, Verdict.INCONCLUSIVE, pace.words(), numbers);
    }
    numbers.put("limit", Words.time(pace.stuckAfter()));
    Tallies tallies =
        new Tallies(
            Tally.of(sample.legacy(), order -> pace.isStuck(order, sample.now())),
            Tally.of(sample.candidate(), order -> pace.isStuck(order, sample.now())),
            limits.failures());
    String what =
        "are in flight for more than "
            + numbers.get("limit")
            + ", four times the longest of legacy's (the oldest: "
            + numbers.get("oldest")
            + ")";
    // Unlike a rate this is a state: if no order hangs now, there is nothing to wait for.
    return tallies.candidate.bad() == 0
        ? new Finding(
            Criterion.IN_FLIGHT, Verdict.PASS, "none of the candidate's orders " + what, numbers)
        : compared(Criterion.IN_FLIGHT, what, tallies, numbers);
  }

  private Finding similarity(List<ComparedOrder> pairs) {
    Tally noise = unlike(pairs, Twin.LEGACY);
    Tally ours = unlike(pairs, Twin.CANDIDATE);
    if (noise.all() == 0) {
      return new Finding(
          Criterion.SIMILARITY,
          Verdict.INCONCLUSIVE,
          "legacy was not yet compared with itself; give the parallel run a twin at legacy, or do"
              + " not judge by it",
          Map.of("candidate", ours.toString()));
    }
    return compared(
        Criterion.SIMILARITY,
        "look different",
        new Tallies(noise, ours, limits.unlike()),
        new TreeMap<>());
  }

  private static Tally unlike(List<ComparedOrder> pairs, Twin twin) {
    List<ComparedOrder> those =
        pairs.stream()
            .filter(pair -> pair.twin() == twin)
            .filter(pair -> pair.isAlike() || pair.isDifferent())
            .toList();
    int unlike = (int) those.stream().filter(ComparedOrder::isDifferent).count();
    return new Tally(unlike, those.size(), 0, 0);
  }

  private record Tallies(Tally legacy, Tally candidate, double tolerance) {}

  private Finding compared(
      Criterion criterion, String what, Tallies tallies, Map<String, String> numbers) {
    Tally theirs = tallies.legacy;
    Tally ours = tallies.candidate;
    numbers.put("legacy", theirs.toString());
    numbers.put("candidate", ours.toString());
    String words =
        ours + " of the candidate's orders " + what + ", beside " + theirs + " of legacy";
    if (ours.all() == 0 || theirs.all() < LEAST_OF_LEGACY) {
      String more = ours.all() == 0 ? "" : "; " + LEAST_OF_LEGACY + " of legacy are the minimum";
      return new Finding(criterion, Verdict.INCONCLUSIVE, words + more, numbers);
    }
    double most =
        Statistics.mostDifference(ours.bad(), ours.all(), theirs.bad(), theirs.all(), PASSING_Z);
    Tally others = ours.withoutWorst();
    double chance = Statistics.chanceOf(others.bad(), others.all(), theirs.bad(), theirs.all());
    numbers.put("mostDifference", Words.percent(most));
    numbers.put("tolerated", Words.percent(tallies.tolerance));
    numbers.put("chance", Words.chance(chance));
    if (most <= tallies.tolerance) {
      String bound = ": at most " + Words.percent(most) + " more";
      return new Finding(criterion, Verdict.PASS, words + bound, numbers);
    } else if (others.all() >= LEAST_TO_FAIL && chance <= level) {
      String odds = ": of two sides that are the same, the chance is " + Words.chance(chance);
      return new Finding(criterion, Verdict.FAIL, words + odds, numbers);
    }
    String open =
        ": may be up to "
            + Words.percent(most)
            + " more, and "
            + Words.percent(tallies.tolerance)
            + " is tolerated";
    return new Finding(criterion, Verdict.INCONCLUSIVE, words + open, numbers);
  }

  private static String reasons(Stream<Observation> orders) {
    return Words.flaws(orders.map(Observation::flaw).toList());
  }

  private static String inBrackets(String reasons) {
    return reasons.isEmpty() ? "" : " (" + reasons + ")";
  }
}
