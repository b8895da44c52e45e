package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GateTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Gate gate = new Gate(3, () -> now);

  @Test
  void asManyCallsBeginAsMayBeInFlight() {
    assertThat(gate.permits()).isEqualTo(3);

    gate.enter();
    gate.enter();
    assertThat(gate.permits()).isEqualTo(1);
    gate.enter();
    assertThat(gate.permits()).isZero();

    gate.leave();
    assertThat(gate.isIdle()).isFalse();
    assertThat(gate.permits()).isEqualTo(1);
  }

  @Test
  void noCallBeginsDuringAPause() {
    gate.closeFor(Duration.ofSeconds(90));

    assertThat(gate.permits()).isZero();
    assertThat(gate.untilOpen()).contains(Duration.ofSeconds(90));

    now = now.plusMillis(89_999);
    assertThat(gate.permits()).isZero();
    assertThat(gate.untilOpen()).contains(Duration.ofMillis(1));

    now = now.plusMillis(1);
    assertThat(gate.permits()).isEqualTo(3);
    assertThat(gate.untilOpen()).isEmpty();
  }

  @Test
  void aShorterPauseDoesNotEndALongerOne() {
    gate.closeFor(Duration.ofSeconds(90));
    gate.closeFor(Duration.ofSeconds(5));

    assertThat(gate.untilOpen()).contains(Duration.ofSeconds(90));
  }

  @Test
  void aLongerPauseTakesTheShortersPlace() {
    gate.closeFor(Duration.ofSeconds(5));
    gate.closeFor(Duration.ofSeconds(90));

    assertThat(gate.untilOpen()).contains(Duration.ofSeconds(90));
  }

  @Test
  void callsThatEndDuringAPauseAreCounted() {
    gate.enter();
    gate.enter();
    gate.closeFor(Duration.ofSeconds(1));
    gate.leave();
    now = now.plusSeconds(1);

    assertThat(gate.permits()).isEqualTo(2);
  }
}
