package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final Duration MEDIAN = Duration.ofSeconds(20);
  private static final Duration P95 = Duration.ofSeconds(90);

  @Test
  void halfOfTheCallsAreBelowTheMedianAndFiveOfAHundredAboveP95() {
    List<Duration> latencies =
        LongStream.range(0, 10_000).mapToObj(new Latency(MEDIAN, P95)::of).sorted().toList();

    assertThat(latencies.get(5_000)).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
    assertThat(latencies.get(9_500)).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(100));
  }

  @Test
  void oneSeedHasOneLatency() {
    assertThat(new Latency(MEDIAN, P95).of(7)).isEqualTo(new Latency(MEDIAN, P95).of(7));
  }

  @Test
  void equalPercentilesAreAFixedLatency() {
    assertThat(new Latency(MEDIAN, MEDIAN).of(7)).isEqualTo(MEDIAN);
  }

  @Test
  void aMedianAboveP95IsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Latency(P95, MEDIAN));
  }
}
