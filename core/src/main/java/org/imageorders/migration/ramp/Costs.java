package org.imageorders.migration.ramp;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imageorders.Money;

/**
 * Judges what an image costs: what all orders spent, failed ones included, for each ready image.
 */
final class Costs {

  /** Below, a mean of costs has no bell shape that one could rely on. */
  private static final int LEAST_TO_FAIL = 20;

  private static final double ROUNDING = 1e-9;
  private static final MathContext SHOWN = new MathContext(4);

  private final Limits limits;
  private final double level;

  Costs(Limits limits, double level) {
    this.limits = limits;
    this.level = level;
  }

  /** A mean with the variance of its error. */
  private record Mean(double value, double variance) {
    Mean times(double factor) {
      return new Mean(value * factor, variance * factor * factor);
    }
  }

  Finding finding(List<Observation> legacy, List<Observation> candidate) {
    Map<String, String> numbers = new TreeMap<>();
    Optional<Money> cap = limits.mostPerImage();
    if (images(candidate) == 0 || (cap.isEmpty() && images(legacy) == 0)) {
      String side = images(candidate) == 0 ? "the candidate" : "legacy";
      return open("no image of " + side + " is ready yet", numbers);
    }
    Set<String> currencies = currencies(candidate);
    cap.ifPresentOrElse(
        most -> currencies.add(most.currency().getCurrencyCode()),
        () -> currencies.addAll(currencies(legacy)));
    if (currencies.size() > 1) {
      return open(
          "the costs are in "
              + String.join(" and ", currencies)
              + "; set mostPerImage to a limit in the candidate's currency",
          numbers);
    }
    if (currencies.isEmpty()) {
      return new Finding(
          Criterion.COST, Verdict.PASS, "neither side says that an image costs anything", numbers);
    }
    String currency = currencies.iterator().next();
    Mean ours = mean(candidate);
    numbers.put("candidate", shown(ours.value, currency));
    if (cap.isEmpty() && currencies(legacy).isEmpty()) {
      return open(
          "an image of the candidate costs "
              + numbers.get("candidate")
              + ", and legacy does not say what one of its own does; set mostPerImage",
          numbers);
    }
    Mean most;
    if (cap.isPresent()) {
      most = new Mean(cap.get().amount().doubleValue(), 0);
    } else {
      Mean theirs = mean(legacy);
      numbers.put("legacy", shown(theirs.value, currency));
      most = theirs.times(limits.costlier());
    }
    numbers.put("limit", shown(most.value, currency));
    return judged(ours, most, candidate.size(), numbers);
  }

  private Finding judged(Mean ours, Mean most, int orders, Map<String, String> numbers) {
    // What differs by less is a double's rounding.
    double excess = ours.value - most.value - ROUNDING * most.value;
    double error = Math.sqrt(ours.variance + most.variance);
    double chance = chance(excess, error);
    numbers.put("chance", Words.chance(chance));
    String beside = numbers.containsKey("legacy") ? " beside " + numbers.get("legacy") : "";
    String words =
        "an image costs "
            + numbers.get("candidate")
            + beside
            + ", and "
            + numbers.get("limit")
            + " is the most";
    if (excess + Judge.PASSING_Z * error <= 0) {
      return new Finding(Criterion.COST, Verdict.PASS, words, numbers);
    } else if (orders >= LEAST_TO_FAIL && chance <= level) {
      String odds = ". Were it within, the chance would be " + Words.chance(chance);
      return new Finding(Criterion.COST, Verdict.FAIL, words + odds, numbers);
    }
    return open(words + "; the costs differ too much from order to order to tell yet", numbers);
  }

  /** Never less than the probability that a normal error alone makes an excess of this size. */
  private static double chance(double excess, double error) {
    if (excess <= error) {
      return 1;
    }
    double z = excess / error;
    return Double.isInfinite(z) ? 0 : Math.exp(-z * z / 2) / (z * Math.sqrt(2 * Math.PI));
  }

  private static Finding open(String words, Map<String, String> numbers) {
    return new Finding(Criterion.COST, Verdict.INCONCLUSIVE, words, numbers);
  }

  private static int images(List<Observation> orders) {
    return orders.stream().mapToInt(Observation::images).sum();
  }

  /** In which currencies anything was spent. */
  private static Set<String> currencies(List<Observation> orders) {
    return orders.stream()
        .map(Costs::cost)
        .filter(cost -> !cost.isZero())
        .map(cost -> cost.currency().getCurrencyCode())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Money cost(Observation order) {
    return requireNonNull(order.end()).cost();
  }

  /**
   * The cost of an image as a ratio of sums. Orders of one customer are alike, so the error is
   * taken from customers where that makes it larger than from orders.
   */
  private static Mean mean(List<Observation> orders) {
    Map<String, double[]> customers = new HashMap<>();
    List<double[]> single = new ArrayList<>();
    double[] sum = new double[2];
    for (Observation order : orders) {
      double[] part = {cost(order).amount().doubleValue(), order.images()};
      single.add(part);
      add(sum, part);
      add(customers.computeIfAbsent(order.customer(), name -> new double[2]), part);
    }
    double ratio = sum[0] / sum[1];
    double variance =
        Math.max(variance(single, ratio, sum[1]), variance(customers.values(), ratio, sum[1]));
    return new Mean(ratio, variance);
  }

  /** How much an order's cost of an image differs from the mean, as a part of that mean. */
  static double spread(List<Observation> orders) {
    if (images(orders) == 0 || currencies(orders).size() != 1) {
      return 0;
    }
    Mean mean = mean(orders);
    return Math.sqrt(mean.variance * orders.size()) / mean.value;
  }

  private static void add(double[] sum, double[] part) {
    sum[0] += part[0];
    sum[1] += part[1];
  }

  private static double variance(Collection<double[]> parts, double ratio, double images) {
    double squares = 0;
    for (double[] part : parts) {
      double residual = part[0] - ratio * part[1];
      squares += residual * residual;
    }
    return squares / (images * images) * parts.size() / Math.max(1, parts.size() - 1);
  }

  private static String shown(double amount, String currency) {
    return BigDecimal.valueOf(amount).round(SHOWN).stripTrailingZeros().toPlainString()
        + " "
        + currency;
  }
}
