package org.imageorders.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.Pauses;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until the test lets it go on, and pauses that end by it. Thread-safe.
 *
 * <p>What was asked for with no delay runs at once, on a thread of the JVM's common pool.
 */
public final class ManualTime implements InstantSource, Pauses {

  private static final Duration LONGEST_AWAIT = Duration.ofSeconds(60);

  private final ReentrantLock advancing = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::due).thenComparingLong(Alarm::number));
  private Instant now;
  private long lastNumber;

  private record Alarm(Instant due, long number, Runnable action) {}

  /** Time that stands at the beginning of the year 2026. */
  public ManualTime() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Time that stands at the given instant. */
  public ManualTime(Instant start) {
    now = start;
  }

  @Override
  public Instant instant() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pending after(Duration delay, Runnable action) {
    if (delay.isNegative() || delay.isZero()) {
      CompletableFuture<Void> running = CompletableFuture.runAsync(action);
      return () -> running.cancel(false);
    }
    lock.lock();
    try {
      Alarm alarm = new Alarm(now.plus(delay), ++lastNumber, action);
      alarms.add(alarm);
      added.signalAll();
      return () -> cancel(alarm);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Alarm alarm) {
    lock.lock();
    try {
      alarms.remove(alarm);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets time go on. What falls due on the way runs on the calling thread, one after the other,
   * each at its own instant; also what is asked for meanwhile. Several callers take turns. What an
   * action throws comes out here, and time stands at that action's instant.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time does not go back by " + time.negated());
    }
    advancing.lock();
    try {
      Instant end = instant().plus(time);
      for (Alarm alarm = nextUntil(end); alarm != null; alarm = nextUntil(end)) {
        alarm.action().run();
      }
    } finally {
      advancing.unlock();
    }
  }

  /** The next alarm, with the clock moved to it; if none is left, the clock is moved to the end. */
  private @Nullable Alarm nextUntil(Instant end) {
    lock.lock();
    try {
      Alarm next = alarms.peek();
      boolean due = next != null && !next.due().isAfter(end);
      Instant reached = due && next != null ? next.due() : end;
      now = reached.isAfter(now) ? reached : now;
      return due ? alarms.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  /** How many actions and pauses wait for time to go on. */
  public int pending() {
    lock.lock();
    try {
      return alarms.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until at least so many actions and pauses are pending.
   *
   * @throws AssertionError if they are not within 60 seconds of real time
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitPending(int least) throws InterruptedException {
    long left = LONGEST_AWAIT.toNanos();
    lock.lock();
    try {
      while (alarms.size() < least) {
        if (left <= 0) {
          throw new AssertionError(
              "waited "
                  + LONGEST_AWAIT.toSeconds()
                  + " s for "
                  + least
                  + " pending, there are "
                  + alarms.size());
        }
        left = added.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The time that has passed since an instant. */
  public Duration since(Instant earlier) {
    return Duration.between(earlier, instant());
  }
}
