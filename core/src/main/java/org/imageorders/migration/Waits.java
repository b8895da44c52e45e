package org.imageorders.migration;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;

/** The waits that callers of a migration have open, so that closing it ends them. Thread-safe. */
final class Waits implements AutoCloseable {

  private final Map<Object, CompletableFuture<ImageOrder>> open = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads = threads();
  private volatile boolean closed;

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            4,
            4,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Daemons.named("image-orders-migration-"));
    threads.allowCoreThreadTimeOut(true); // they are needed for orders that were cancelled early
    return threads;
  }

  boolean isClosed() {
    return closed;
  }

  /** Refuses what would begin after the end. */
  void requireOpen() {
    if (closed) {
      throw closing();
    }
  }

  /**
   * A wait for an order that goes where the order goes; cancelling or closing stops the side's.
   *
   * @param begin begins to wait on a pin's side
   * @param withdrawn told of an order that was cancelled before it started, if it did not move
   */
  CompletableFuture<ImageOrder> follow(
      Supplier<Pin> pin,
      Function<Pin, CompletableFuture<ImageOrder>> begin,
      Consumer<ImageOrder> withdrawn) {
    requireOpen();
    Pin first = pin.get();
    Wait wait = new Wait(pin, begin, withdrawn);
    Object key = new Object();
    open.put(key, wait.callers);
    CompletableFuture<ImageOrder> unused =
        wait.callers.whenComplete(
            (order, failure) -> {
              open.remove(key);
              wait.stop();
            });
    wait.on(first);
    if (closed) {
      wait.callers.completeExceptionally(closing());
    }
    return wait.callers;
  }

  /** A wait, on one side and then maybe on the other. */
  private final class Wait {
    private final CompletableFuture<ImageOrder> callers = new CompletableFuture<>();
    private final Supplier<Pin> pin;
    private final Function<Pin, CompletableFuture<ImageOrder>> begin;
    private final Consumer<ImageOrder> withdrawn;
    private volatile @Nullable CompletableFuture<ImageOrder> sides;

    Wait(
        Supplier<Pin> pin,
        Function<Pin, CompletableFuture<ImageOrder>> begin,
        Consumer<ImageOrder> withdrawn) {
      this.pin = pin;
      this.begin = begin;
      this.withdrawn = withdrawn;
    }

    void stop() {
      CompletableFuture<ImageOrder> current = sides;
      if (current != null) {
        current.cancel(false);
      }
    }

    void on(Pin where) {
      CompletableFuture<ImageOrder> begun;
      try {
        begun = begin.apply(where);
      } catch (ImageOrderException e) {
        callers.completeExceptionally(e);
        return;
      }
      sides = begun;
      CompletableFuture<ImageOrder> unused =
          begun.whenComplete(
              (order, failure) -> {
                if (order != null && Moving.isWithdrawn(order)) {
                  elsewhere(where, order);
                } else {
                  pass(order == null ? null : where.forCaller(order), failure, callers);
                }
              });
      if (callers.isDone()) {
        begun.cancel(false);
      }
    }

    /** On another thread: the side's must not wait for the state store, nor for the other side. */
    private void elsewhere(Pin before, ImageOrder order) {
      try {
        threads.execute(
            () -> {
              try {
                Pin now = pin.get();
                if (callers.isDone()) {
                  return;
                }
                if (now.side() == before.side()) {
                  withdrawn.accept(now.forCaller(order));
                  callers.complete(now.forCaller(order));
                } else {
                  on(now);
                }
              } catch (RuntimeException e) {
                callers.completeExceptionally(e);
              }
            });
      } catch (RejectedExecutionException e) {
        callers.completeExceptionally(closing());
      }
    }
  }

  private static void pass(
      @Nullable ImageOrder order,
      @Nullable Throwable failure,
      CompletableFuture<ImageOrder> callers) {
    if (order != null) {
      callers.complete(order);
    } else if (failure instanceof CompletionException && failure.getCause() != null) {
      callers.completeExceptionally(failure.getCause());
    } else {
      callers.completeExceptionally(requireNonNull(failure));
    }
  }

  @Override
  public void close() {
    closed = true;
    open.values().forEach(wait -> wait.completeExceptionally(closing()));
    threads.shutdown();
  }

  private static ImageOrderException closing() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "this migration was closed; use one that is open");
  }
}
