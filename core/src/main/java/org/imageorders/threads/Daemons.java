package org.imageorders.threads;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.imageorders.Pauses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that work in the background, and do not keep the JVM from ending. */
public final class Daemons {

  private static final Logger LOG = LoggerFactory.getLogger(Daemons.class);
  private static final Duration REST = Duration.ofSeconds(1);

  private Daemons() {}

  /** Makes threads of this name and a number. */
  public static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** What a thread does over and over: a piece of work, and a wait for the next. */
  public interface Turn {
    void take() throws InterruptedException;
  }

  /**
   * Takes turns until it is over, or the calling thread is interrupted. A turn deals itself with
   * what is to be expected. What escapes it, such as that memory ran out or that the log took
   * nothing, does not end the thread, for others depend on it: after a rest comes the next turn.
   */
  public static void takeTurns(BooleanSupplier over, Pauses pauses, Turn turn) {
    try {
      while (!over.getAsBoolean()) {
        try {
          turn.take();
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception | Error e) { // also what a listener in Kotlin throws undeclared
          if (!over.getAsBoolean()) {
            tell(e);
            rest(pauses);
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("{} was interrupted, and ends", Thread.currentThread().getName());
    }
  }

  private static void tell(Throwable why) {
    try {
      LOG.atWarn()
          .setCause(why)
          .log("{} met what it did not expect; it goes on", Thread.currentThread().getName());
    } catch (RuntimeException | Error e) {
      // It goes on, whether anybody hears of it or not.
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // there is no other way to wait then
  private static void rest(Pauses pauses) throws InterruptedException {
    try {
      pauses.pause(REST);
    } catch (Error e) {
      Thread.yield();
    }
  }
}
