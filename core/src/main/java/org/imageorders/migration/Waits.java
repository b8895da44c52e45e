package org.imageorders.migration;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/** The waits that callers of a migration have open, so that closing it ends them. Thread-safe. */
final class Waits implements AutoCloseable {

  private final Map<Object, CompletableFuture<ImageOrder>> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  boolean isClosed() {
    return closed;
  }

  /** Refuses what would begin after the end. */
  void requireOpen() {
    if (closed) {
      throw closing();
    }
  }

  /** A side's wait as the caller sees it; cancelling or closing stops the side's. */
  CompletableFuture<ImageOrder> follow(
      CompletableFuture<ImageOrder> sides, UnaryOperator<ImageOrder> view) {
    CompletableFuture<ImageOrder> callers = new CompletableFuture<>();
    Object key = new Object();
    open.put(key, callers);
    CompletableFuture<ImageOrder> unusedEnd =
        callers.whenComplete(
            (order, failure) -> {
              open.remove(key);
              sides.cancel(false);
            });
    CompletableFuture<ImageOrder> unusedAnswer =
        sides.thenApply(view).whenComplete((order, failure) -> pass(order, failure, callers));
    if (closed) {
      callers.completeExceptionally(closing());
    }
    return callers;
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
  }

  private static ImageOrderException closing() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "this migration was closed; use one that is open");
  }
}
