package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExcessTest {

  @Test
  void agreesWithTheExampleOfThePaper() {
    // Newcombe 1998, table II, case (a), method 10.
    Excess excess = Excess.of(56, 70, 48, 80);

    assertThat(excess.points()).isCloseTo(0.2, within(1e-9));
    assertThat(excess.low()).isCloseTo(0.0524, within(5e-5));
    assertThat(excess.high()).isCloseTo(0.3339, within(5e-5));
    assertThat(excess.isBeyondChance()).isTrue();
  }

  @Test
  void withoutNoiseItIsTheShareItself() {
    // Wilson 1927: 0 of 10 may be as many as 27.75 %.
    Excess excess = Excess.of(0, 10, 0, 0);

    assertThat(excess.points()).isZero();
    assertThat(excess.low()).isZero();
    assertThat(excess.high()).isCloseTo(0.2775, within(5e-5));
  }

  @Test
  void ofNothingNothingIsKnown() {
    Excess excess = Excess.of(0, 0, 3, 10);

    assertThat(excess.isBeyondChance()).isFalse();
    assertThat(excess.high()).isGreaterThan(0.5);
  }

  @Test
  void saysItInPoints() {
    assertThat(Excess.of(56, 70, 48, 80)).hasToString("20.0 points more (95 %: 5.2 to 33.4)");
    assertThat(Excess.of(48, 80, 56, 70)).hasToString("20.0 points less (95 %: 5.2 to 33.4)");
    assertThat(Excess.of(20, 175, 10, 83))
        .hasToString("0.6 points less (95 %: 10.2 less to 7.1 more)");
  }
}
