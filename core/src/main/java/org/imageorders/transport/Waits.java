package org.imageorders.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imageorders.Pauses;

/** Answers that are held back, without a thread, until something happens. Thread-safe. */
final class Waits implements AutoCloseable {

  private final Executor executor;
  private final Pauses pauses;
  private final Set<Runnable> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Waits(Executor executor, Pauses pauses) {
    this.executor = executor;
    this.pauses = pauses;
  }

  /** Runs something that may block: on this thread if no other is free, for an answer must come. */
  void run(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }

  /**
   * Completes the answer with something else if it is not complete after so long, or when this is
   * closed.
   *
   * @param otherwise may block
   */
  <T> CompletableFuture<T> atMost(
      Duration wait, CompletableFuture<T> answer, Supplier<T> otherwise) {
    Runnable over = () -> answer.completeAsync(otherwise, this::run);
    add(over);
    Pauses.Pending timer = pauses.after(wait, over);
    var unused =
        answer.whenComplete(
            (value, error) -> {
              timer.cancel();
              remove(over);
            });
    return answer;
  }

  /** Makes something else of an answer; giving that up gives up the answer. */
  static <T, R> CompletableFuture<R> then(CompletableFuture<T> answer, Function<T, R> make) {
    CompletableFuture<R> made = answer.thenApply(make);
    var unused = made.whenComplete((value, error) -> answer.cancel(false));
    return made;
  }

  /** Has something run when this is closed, or now if it is. */
  void add(Runnable end) {
    pending.add(end);
    if (closed) {
      end.run();
    }
  }

  /** Forgets what was to run. */
  void remove(Runnable end) {
    pending.remove(end);
  }

  /** Runs something that may block, after a delay. */
  Pauses.Pending later(Duration delay, Runnable work) {
    return pauses.after(delay, () -> run(work));
  }

  @Override
  public void close() {
    closed = true;
    pending.forEach(Runnable::run);
  }
}
