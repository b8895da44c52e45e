package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The formulas beside published or hand-reckoned values. */
class StatisticsTest {

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
  void wilsonsAndNewcombesBoundsAreThePublishedOnes() {
    // Newcombe 1998: 81 of 263, and 56 of 70 beside 48 of 80, at 95 % on two sides.
    assertThat(Statistics.least(81, 263, 1.959964)).isEqualTo(0.2553, within(5e-5));
    assertThat(Statistics.most(81, 263, 1.959964)).isEqualTo(0.3662, within(5e-5));
    assertThat(Statistics.mostDifference(56, 70, 48, 80, 1.959964)).isEqualTo(0.3339, within(5e-5));
  }
}
