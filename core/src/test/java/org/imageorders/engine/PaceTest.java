package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.imageorders.engine.GateState.Origin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Calls that leave when they may and arrive a little later, counted as providers count. */
  @ParameterizedTest
  @CsvSource({"5, 1", "20, 3", "20, 10", "50, 4", "150, 7", "250, 1", "600, 1", "7, 10"})
  void noMinuteTakesMoreThanTheLimitAndHardlyAnyLess(long perMinute, int images) {
    Random delays = new Random(7);
    Deque<Instant> arrivals = new ArrayDeque<>();
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    Instant now = start;
    Pace pace = Pace.known(perMinute, Origin.GIVEN);
    long callsThatFit = Math.max(1, perMinute / images);
    long calls = 0;
    while (now.isBefore(start.plus(Duration.ofMinutes(20)))) {
      now = pace.free().isAfter(now) ? pace.free().plusNanos(delays.nextInt(5_000_000)) : now;
      pace = pace.spent(images, now);
      calls++;
      Instant arrival = now.plusNanos(delays.nextInt(100_000_000));
      arrivals.add(arrival);
      arrivals.removeIf(earlier -> !earlier.isAfter(arrival.minus(MINUTE)));
      assertThat(arrivals.size())
          .as("calls within a minute")
          .isLessThanOrEqualTo((int) callsThatFit);
    }
    double most = perMinute >= images ? callsThatFit * 20.0 : perMinute * 20.0 / images;
    assertThat(calls / most).as("share of what the limit allows").isGreaterThan(0.97);
  }
}
