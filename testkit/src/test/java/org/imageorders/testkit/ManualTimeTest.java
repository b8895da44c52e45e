package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.imageorders.Pauses;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

  private final ManualTime time = new ManualTime();
  private final Instant start = time.instant();

  @Test
  void whatFallsDueRunsInOrderEachAtItsInstant() {
    List<String> ran = new ArrayList<>();
    time.after(Duration.ofSeconds(3), () -> ran.add("c at " + time.since(start)));
    time.after(Duration.ofSeconds(1), () -> ran.add("a at " + time.since(start)));
    time.after(Duration.ofSeconds(1), () -> ran.add("b at " + time.since(start)));
    time.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("a at PT1S", "b at PT1S");
    assertThat(time.since(start)).isEqualTo(Duration.ofSeconds(2));
    time.advance(Duration.ofSeconds(1));
    assertThat(ran).last().isEqualTo("c at PT3S");
  }

  @Test
  void whatIsAskedForMeanwhileRunsToo() {
    List<Duration> beats = new ArrayList<>();
    beat(beats);
    time.advance(Duration.ofSeconds(35));
    assertThat(beats).map(Duration::toSeconds).containsExactly(10L, 20L, 30L);
    assertThat(time.pending()).isEqualTo(1);
  }

  private void beat(List<Duration> beats) {
    time.after(
        Duration.ofSeconds(10),
        () -> {
          beats.add(time.since(start));
          beat(beats);
        });
  }

  @Test
  void whatWasCalledOffDoesNotRun() {
    List<String> ran = new ArrayList<>();
    Pauses.Pending pending = time.after(Duration.ofSeconds(1), () -> ran.add("called off"));
    pending.cancel();
    time.advance(Duration.ofSeconds(2));
    assertThat(ran).isEmpty();
    assertThat(time.pending()).isZero();
  }

  @Test
  void aPauseHoldsItsThreadUntilItsInstant() throws Exception {
    CompletableFuture<Instant> over = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                time.pause(Duration.ofMinutes(5));
                over.complete(time.instant());
              } catch (InterruptedException e) {
                over.completeExceptionally(e);
              }
            },
            "waiting");
    waiting.start();
    time.awaitPending(1);
    time.advance(Duration.ofMinutes(4));
    assertThat(over).isNotDone();
    time.advance(Duration.ofMinutes(1));
    assertThat(over).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(start.plusSeconds(300));
    waiting.join();
  }

  @Test
  void whatHasNoDelayRunsAtOnce() {
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    time.after(Duration.ZERO, () -> ran.complete(true));
    assertThat(ran).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofSeconds(-1)));
  }
}
