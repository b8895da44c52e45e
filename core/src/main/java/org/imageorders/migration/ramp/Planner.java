package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.imageorders.OrderQuery;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.ramp.Plan.PlannedStep;

/** Reckons what sample each step needs, from what legacy did lately. */
final class Planner {

  /** Four of five samples have no more bad orders than so many standard errors above the mean. */
  private static final double FOUR_OF_FIVE = 0.84;

  private static final Duration FEW = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final double MILLIS_OF_HOUR = 3_600_000;

  private final RampParts parts;

  Planner(RampParts parts) {
    this.parts = parts;
  }

  Plan plan() {
    Instant now = parts.store().now();
    OrderQuery.Builder lately = OrderQuery.builder().acceptedFrom(now.minus(parts.baseline()));
    OrderReader reader = new OrderReader(parts.migration());
    List<Observation> orders = new ArrayList<>();
    reader.list(
        lately,
        OrderReader.ENOUGH_OF_LEGACY,
        order -> orders.add(Observation.of(reader.sideOf(order), order)));
    List<Observation> legacy =
        orders.stream().filter(order -> order.side() == Side.LEGACY).toList();
    double perHour = perHour(orders, now);
    List<PlannedStep> steps = new ArrayList<>();
    for (Step step : parts.steps()) {
      Limits limits = step.limits(parts.limits());
      steps.add(planned(step, Measured.of(legacy, now, limits), limits, perHour));
    }
    return new Plan(Measured.of(legacy, now, parts.limits()).words(), perHour, steps);
  }

  private static double perHour(List<Observation> newestFirst, Instant now) {
    if (newestFirst.isEmpty()) {
      return 0;
    }
    Instant first = newestFirst.get(newestFirst.size() - 1).acceptedAt();
    Duration time = Duration.between(first, now);
    // Few orders of the last moments say nothing about an hour; as many as were read do.
    Duration least = newestFirst.size() < OrderReader.ENOUGH_OF_LEGACY ? FEW : SHORTEST;
    double hours = (time.compareTo(least) < 0 ? least : time).toMillis() / MILLIS_OF_HOUR;
    return newestFirst.size() / hours;
  }

  private static PlannedStep planned(Step step, Measured legacy, Limits limits, double perHour) {
    Map<Criterion, Integer> needed = needed(legacy, limits, step.share());
    Criterion most = Criterion.SAMPLE;
    int orders = step.minimum();
    for (Map.Entry<Criterion, Integer> need : needed.entrySet()) {
      if (need.getValue() > orders) {
        orders = need.getValue();
        most = need.getKey();
      }
    }
    boolean reachable = orders <= OrderReader.MOST;
    double candidates = perHour * step.share().hundredths() / Share.ALL.hundredths();
    Duration time =
        candidates <= 0
            ? null
            : Duration.ofSeconds((long) (orders / candidates * 3_600)).plus(legacy.limit());
    return new PlannedStep(step.share(), Math.min(orders, OrderReader.MOST), most, reachable, time);
  }

  /** How many of the candidate's orders each criterion needs; one more than the most for never. */
  static Map<Criterion, Integer> needed(Measured legacy, Limits limits, Share share) {
    Map<Criterion, Integer> needed = new EnumMap<>(Criterion.class);
    needed.put(
        Criterion.FAILURES,
        smallest(n -> isClose(legacy.failures(), n, beside(n, share), limits.failures())));
    needed.put(
        Criterion.LATENCY,
        smallest(
            n ->
                Statistics.most(typical(legacy.late(), n), n, Judge.PASSING_Z)
                    <= Lateness.MOST_LATE));
    needed.put(
        Criterion.PICTURES,
        smallest(n -> isClose(legacy.wrong(), n, beside(n, share), limits.failures())));
    needed.put(
        Criterion.COST, smallest(n -> legacy.costTells(n, beside(n, share), limits, FOUR_OF_FIVE)));
    return needed;
  }

  /** How many of legacy's orders there are beside so many of the candidate's. */
  private static int beside(int orders, Share share) {
    double legacys = Share.ALL.hundredths() - share.hundredths();
    double meanwhile = orders * legacys / share.hundredths();
    return (int) Math.min(OrderReader.MOST, Math.max(OrderReader.ENOUGH_OF_LEGACY, meanwhile));
  }

  private static boolean isClose(double rate, int orders, int legacys, double tolerated) {
    double most =
        Statistics.mostDifference(
            typical(rate, orders), orders, rate * legacys, legacys, Judge.PASSING_Z);
    return most <= tolerated;
  }

  private static double typical(double rate, int orders) {
    double mean = rate * orders;
    return Math.min(orders, mean + FOUR_OF_FIVE * Math.sqrt(mean * (1 - rate)));
  }

  private static int smallest(IntPredicate enough) {
    int low = 1;
    int high = OrderReader.MOST + 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (enough.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
