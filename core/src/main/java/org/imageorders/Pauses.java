package org.imageorders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass. Together with a {@link java.time.InstantSource} it is the only way in which this
 * library waits, so that a test can drive both. Implementations are thread-safe.
 */
public interface Pauses {

  /** An action that was asked for and may be called off. */
  interface Pending {
    /** Calls the action off, unless it has begun. */
    void cancel();
  }

  /**
   * Runs an action once, after a delay, on a thread that serves others too: it must be short and
   * must not block.
   *
   * @param delay zero or less for as soon as possible
   */
  Pending after(Duration delay, Runnable action);

  /**
   * Waits. Holds the calling thread.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  default void pause(Duration delay) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Pending pending = after(delay, over::countDown);
    try {
      over.await();
    } finally {
      pending.cancel();
    }
  }

  /**
   * Real time, kept by the JDK's own timer thread. What is called off is forgotten at once, however
   * long its delay.
   */
  static Pauses system() {
    return (delay, action) -> {
      CompletableFuture<@Nullable Void> due = new CompletableFuture<>();
      // First the action, so that the timer's thread runs it even if the delay is over by now.
      CompletableFuture<Void> unused = due.thenRun(action);
      due.completeOnTimeout(null, nanos(delay), TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    };
  }

  private static long nanos(Duration delay) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return delay.isNegative() ? 0 : (delay.compareTo(longest) > 0 ? longest : delay).toNanos();
  }
}
