package org.imageorders.migration.ramp;

import java.util.function.IntToDoubleFunction;

/** The few formulas that the judge needs. */
final class Statistics {

  private static final int EXACT = 16;

  /** Terms of a sum that are smaller than this part of it are left out. */
  private static final double NEGLIGIBLE = 1e-12;

  private Statistics() {}

  /**
   * How probable it is that at least so many of the bad ones are the candidate's if the bad ones
   * fell on the orders of both sides at random: Fisher's exact test, one-sided.
   */
  static double chanceOf(int bad, int all, int otherBad, int otherAll) {
    int allBad = bad + otherBad;
    int population = all + otherAll;
    int good = population - allBad;
    return tail(
        bad,
        (int) ((allBad + 1L) * (all + 1L) / (population + 2L)),
        Math.min(all, allBad),
        i -> logChoose(allBad, i) + logChoose(good, all - i) - logChoose(population, all),
        i -> (double) (allBad - i) / (i + 1) * (all - i) / (good - all + i + 1));
  }

  /** How probable it is that at least so many of all are bad if each is with this probability. */
  static double chanceOf(int bad, int all, double probability) {
    double odds = probability / (1 - probability);
    return tail(
        bad,
        (int) ((all + 1L) * probability),
        all,
        i -> logChoose(all, i) + i * Math.log(probability) + (all - i) * Math.log1p(-probability),
        i -> (double) (all - i) / (i + 1) * odds);
  }

  /**
   * How probable the numbers from one to another are together. Logarithms are taken for the most
   * probable of them alone, which is there even if others are too small for a double; from there
   * each follows from its neighbour.
   *
   * @param peak the most probable number of all
   * @param log the logarithm of the probability of a number
   * @param ratio how much more probable the number after it is
   */
  private static double tail(
      int from, int peak, int to, IntToDoubleFunction log, IntToDoubleFunction ratio) {
    int start = Math.max(from, peak);
    double first = Math.exp(log.applyAsDouble(start));
    double sum = first;
    double term = first;
    for (int i = start; i < to && term > sum * NEGLIGIBLE; i++) {
      term *= ratio.applyAsDouble(i);
      sum += term;
    }
    term = first;
    for (int i = start - 1; i >= from && term > sum * NEGLIGIBLE; i--) {
      term /= ratio.applyAsDouble(i);
      sum += term;
    }
    return Math.min(1, sum);
  }

  /** Wilson's upper bound of a proportion, so many standard errors away. */
  static double most(double bad, int all, double z) {
    return middle(bad, all, z) + reach(bad, all, z);
  }

  /** Wilson's lower bound. */
  static double least(double bad, int all, double z) {
    return middle(bad, all, z) - reach(bad, all, z);
  }

  private static double middle(double bad, int all, double z) {
    return (bad + z * z / 2) / (all + z * z);
  }

  private static double reach(double bad, int all, double z) {
    double variance = bad * (all - bad) / all + z * z / 4;
    return z / (all + z * z) * Math.sqrt(Math.max(0, variance));
  }

  /** Newcombe's upper bound of the first proportion minus the second. */
  static double mostDifference(double bad, int all, double otherBad, int otherAll, double z) {
    double rate = bad / all;
    double other = otherBad / otherAll;
    return rate
        - other
        + Math.hypot(most(bad, all, z) - rate, other - least(otherBad, otherAll, z));
  }

  private static double logChoose(int all, int some) {
    return some < 0 || some > all
        ? Double.NEGATIVE_INFINITY
        : logFactorial(all) - logFactorial(some) - logFactorial(all - some);
  }

  /** By Stirling's series, which is exact to ten digits and more from 16 on. */
  private static double logFactorial(int n) {
    if (n < EXACT) {
      double sum = 0;
      for (int i = 2; i <= n; i++) {
        sum += Math.log(i);
      }
      return sum;
    }
    double square = (double) n * n;
    return n * Math.log(n)
        - n
        + Math.log(2 * Math.PI * n) / 2
        + (1 - (1 / 30.0 - 1 / (105 * square)) / square) / (12.0 * n);
  }
}
