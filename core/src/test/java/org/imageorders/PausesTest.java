package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PausesTest {

  private final Pauses pauses = Pauses.system();

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1})
  void anActionRunsOnceOnAnotherThread(long seconds) {
    Duration delay = seconds > 0 ? Duration.ofMillis(seconds) : Duration.ofSeconds(seconds);
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Thread> ran = new CompletableFuture<>();

    pauses.after(
        delay,
        () -> {
          runs.incrementAndGet();
          ran.complete(Thread.currentThread());
        });

    assertThat(ran.join()).isNotSameAs(Thread.currentThread());
    assertThat(runs).hasValue(1);
  }

  @Test
  void aShortDelayDoesNotWaitForALongOne() {
    CompletableFuture<String> first = new CompletableFuture<>();

    Pauses.Pending longer = pauses.after(Duration.ofDays(1), () -> first.complete("longer"));
    pauses.after(Duration.ofMillis(1), () -> first.complete("shorter"));

    assertThat(first.join()).isEqualTo("shorter");
    longer.cancel();
  }

  /** What nobody holds any more cannot run, so no time need pass to see that it does not. */
  @Test
  void anActionThatWasCalledOffIsForgottenAtOnceAndNeverRuns() {
    Runnable action = new CompletableFuture<String>()::join;
    WeakReference<Runnable> seen = new WeakReference<>(action);

    Pauses.Pending pending = pauses.after(Duration.ofDays(1), action);
    pending.cancel();
    pending.cancel();
    action = null;

    while (seen.get() != null) {
      System.gc();
    }
  }

  @Test
  void anEndlessDelayIsTaken() {
    AtomicInteger runs = new AtomicInteger();

    Pauses.Pending pending = pauses.after(ChronoUnit.FOREVER.getDuration(), runs::incrementAndGet);
    pending.cancel();

    assertThat(runs).hasValue(0);
  }

  @Test
  void aPauseEndsWithItsDelay() throws InterruptedException {
    pauses.pause(Duration.ofMillis(1));
  }

  @Test
  void anInterruptedPauseEndsAtOnceAndCallsItsTimerOff() {
    AtomicInteger calledOff = new AtomicInteger();
    Pauses endless = (delay, action) -> calledOff::incrementAndGet;
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> endless.pause(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(calledOff).hasValue(1);
    assertThat(Thread.interrupted()).isFalse();
  }
}
