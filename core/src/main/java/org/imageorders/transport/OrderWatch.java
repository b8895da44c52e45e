package org.imageorders.transport;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for an order. */
final class OrderWatch {

  private final long number;
  private final @Nullable Consumer<? super ImageOrder> onChange;
  private final Executor executor;
  private final CompletableFuture<ImageOrder> future = new CompletableFuture<>();
  private volatile long told = -1;

  private OrderWatch(
      long number, @Nullable Consumer<? super ImageOrder> onChange, Executor executor) {
    this.number = number;
    this.onChange = onChange;
    this.executor = executor;
  }

  static OrderWatch ofEnd(long number, Executor executor) {
    return new OrderWatch(number, null, executor);
  }

  static OrderWatch ofChanges(
      long number, Consumer<? super ImageOrder> onChange, Executor executor) {
    return new OrderWatch(number, onChange, executor);
  }

  /** Grows from one who waits to the next. */
  long number() {
    return number;
  }

  CompletableFuture<ImageOrder> future() {
    return future;
  }

  /** The version told last, for who wants to hear of each; empty for who waits for the end. */
  Optional<Long> seen() {
    return onChange == null ? Optional.empty() : Optional.of(told);
  }

  /** Tells of an order, one thread at a time, unless it is not newer. */
  synchronized void tell(ImageOrder order) {
    if (order.version() <= told || future.isDone()) {
      return;
    }
    told = order.version();
    if (onChange != null) {
      try {
        onChange.accept(order);
      } catch (RuntimeException | Error e) {
        future.completeExceptionally(e);
        return;
      }
    }
    if (order.isEnded()) {
      complete(order);
    }
  }

  // What hangs on the future must not hold up those who wait for other orders.
  private void complete(ImageOrder order) {
    try {
      var unused = future.completeAsync(() -> order, executor);
    } catch (RejectedExecutionException e) {
      future.complete(order);
    }
  }

  void fail(ImageOrderException e) {
    future.completeExceptionally(e);
  }
}
