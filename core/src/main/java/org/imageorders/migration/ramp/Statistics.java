package org.imageorders.migration.ramp;

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
    double sum = 0;
    for (int i = bad; i <= Math.min(all, allBad); i++) {
      double term =
          Math.exp(
              logChoose(allBad, i)
                  + logChoose(population - allBad, all - i)
                  - logChoose(population, all));
      sum += term;
      if (i > bad && term < sum * NEGLIGIBLE) {
        break;
      }
    }
    return Math.min(1, sum);
  }

  /** How probable it is that at least so many of all are bad if each is with this probability. */
  static double chanceOf(int bad, int all, double probability) {
    double sum = 0;
    for (int i = bad; i <= all; i++) {
      double term =
          Math.exp(
              logChoose(all, i) + i * Math.log(probability) + (all - i) * Math.log1p(-probability));
      sum += term;
      if (i > all * probability && term < sum * NEGLIGIBLE) {
        break;
      }
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
