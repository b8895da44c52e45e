package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The formulas beside published or hand-reckoned values. */
class StatisticsTest {

  private static final List<BigInteger> FACTORIALS = factorials(1_800);

  @Test
  void fishersTestIsExact() {
    assertThat(Statistics.chanceOf(3, 3, 0, 3)).isEqualTo(1 / 20.0, within(1e-12));
    // Fisher's lady tasting tea: three of four right.
    assertThat(Statistics.chanceOf(3, 4, 1, 4)).isEqualTo(17 / 70.0, within(1e-12));
    assertThat(Statistics.chanceOf(0, 10, 5, 10)).isEqualTo(1, within(1e-12));
    // 2 of 2 beside 0 of 1,000: 2 / (1,002 x 1,001).
    assertThat(Statistics.chanceOf(2, 2, 0, 1_000)).isEqualTo(2 / (1_002.0 * 1_001), within(1e-15));
  }

  @Test
  void theBinomialTailIsExact() {
    assertThat(Statistics.chanceOf(2, 2, 0.05)).isEqualTo(0.0025, within(1e-12));
    assertThat(Statistics.chanceOf(1, 20, 0.05)).isEqualTo(1 - Math.pow(0.95, 20), within(1e-12));
    assertThat(Statistics.chanceOf(0, 20, 0.05)).isEqualTo(1, within(1e-9));
  }

  @Test
  void ofManyOrdersBothAreExactToo() {
    BigInteger fisher = BigInteger.ZERO;
    BigInteger binomial = BigInteger.ZERO;
    for (int bad = 200; bad >= 0; bad--) {
      fisher = fisher.add(choose(200, bad).multiply(choose(1_600, 800 - bad)));
      assertThat(Statistics.chanceOf(bad, 800, 200 - bad, 1_000))
          .isCloseTo(ratio(fisher, choose(1_800, 800)), withinPercentage(1e-7));
      binomial = binomial.add(choose(200, bad).multiply(BigInteger.valueOf(19).pow(200 - bad)));
      assertThat(Statistics.chanceOf(bad, 200, 0.05))
          .isCloseTo(ratio(binomial, BigInteger.valueOf(20).pow(200)), withinPercentage(1e-7));
    }
  }

  @Test
  void whatIsCertainIsSoThoughNoneByChanceWouldBeTooSmallForADouble() {
    assertThat(Statistics.chanceOf(0, 5_000, 4_000, 5_000)).isEqualTo(1, within(1e-9));
    assertThat(Statistics.chanceOf(0, 50_000, 0.05)).isEqualTo(1, within(1e-9));
  }

  @Test
  void wilsonsAndNewcombesBoundsAreThePublishedOnes() {
    // Newcombe 1998: 81 of 263, and 56 of 70 beside 48 of 80, at 95 % on two sides.
    assertThat(Statistics.least(81, 263, 1.959964)).isEqualTo(0.2553, within(5e-5));
    assertThat(Statistics.most(81, 263, 1.959964)).isEqualTo(0.3662, within(5e-5));
    assertThat(Statistics.mostDifference(56, 70, 48, 80, 1.959964)).isEqualTo(0.3339, within(5e-5));
  }

  private static BigInteger choose(int all, int some) {
    return FACTORIALS.get(all).divide(FACTORIALS.get(some)).divide(FACTORIALS.get(all - some));
  }

  private static List<BigInteger> factorials(int most) {
    List<BigInteger> factorials = new ArrayList<>(List.of(BigInteger.ONE));
    for (int i = 1; i <= most; i++) {
      factorials.add(factorials.get(i - 1).multiply(BigInteger.valueOf(i)));
    }
    return factorials;
  }

  private static double ratio(BigInteger part, BigInteger whole) {
    return new BigDecimal(part).divide(new BigDecimal(whole), MathContext.DECIMAL64).doubleValue();
  }
}
