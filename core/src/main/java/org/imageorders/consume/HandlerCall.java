package org.imageorders.consume;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.imageorders.OrderEvent;
import org.imageorders.Pauses;
import org.jspecify.annotations.Nullable;

/**
 * One call of the handler, on the thread that makes this: interrupted when its time is over, and
 * given up when it has not returned after as much time again. Thread-safe.
 */
final class HandlerCall {

  private final ConsumerConfig config;
  private final OrderEvent event;
  private final @Nullable Consumer<HandlerCall> onGivenUp;
  private final Thread thread = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private Pauses.@Nullable Pending next;
  private boolean over;
  private boolean givenUp;
  private volatile boolean late;
  private volatile boolean closed;

  /**
   * A call that is about to be made.
   *
   * @param onGivenUp short; called at most once. None if the call is never given up.
   */
  HandlerCall(ConsumerConfig config, OrderEvent event, @Nullable Consumer<HandlerCall> onGivenUp) {
    this.config = config;
    this.event = event;
    this.onGivenUp = onGivenUp;
  }

  /** The handler did not return though its thread was told to stop. */
  static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Stuck(Duration after) {
      super("the handler did not return within " + after + ", nor when it was interrupted");
    }
  }

  Stuck stuck() {
    return new Stuck(config.handlerTimeout().multipliedBy(2));
  }

  /** Makes the call. Returns what the handler threw; null if it returned. */
  @Nullable Throwable call() {
    after(this::interrupt);
    try {
      if (closed) {
        throw new InterruptedException("the consumer is closed");
      }
      config.handler().handle(event);
      return null;
    } catch (Throwable e) {
      return late
          ? new IllegalStateException(
              "interrupted after " + config.handlerTimeout() + ": " + Problems.text(e), e)
          : e;
    }
  }

  private void after(Runnable action) {
    lock.lock();
    try {
      if (!over) {
        next = config.pauses().after(config.handlerTimeout(), action);
      }
    } finally {
      lock.unlock();
    }
  }

  private void interrupt() {
    lock.lock();
    try {
      if (!over) {
        late = true;
        thread.interrupt();
        after(this::giveUp);
      }
    } finally {
      lock.unlock();
    }
  }

  private void giveUp() {
    Consumer<HandlerCall> action = onGivenUp;
    lock.lock();
    try {
      if (over || action == null) {
        return;
      }
      over = true;
      givenUp = true;
    } finally {
      lock.unlock();
    }
    action.accept(this);
  }

  /** The consumer closes and waits no longer: what the handler throws now is not its fault. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (!over) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  boolean isOnThisThread() {
    return thread == Thread.currentThread();
  }

  /** After the call, on its thread: whether it returned before it was given up. */
  boolean finish() {
    lock.lock();
    try {
      over = true;
      if (next != null) {
        next.cancel();
      }
      boolean interrupted = Thread.interrupted();
      if (interrupted && onGivenUp == null && !late) {
        thread.interrupt(); // someone else interrupted the caller of a replay
      }
      return !givenUp;
    } finally {
      lock.unlock();
    }
  }
}
