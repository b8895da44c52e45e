package org.imageorders.outbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for orders. While an order is in the outbox they wait here, all of them for one
 * look at the table now and then; from then on where it is handled. Thread-safe.
 */
final class OutboxWaits implements AutoCloseable {

  private final OutboxTable table;
  private final ImageOrders target;
  private final Set<Wait> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  OutboxWaits(OutboxTable table, ImageOrders target) {
    this.table = table;
    this.target = target;
  }

  /** Waits for an order; whoever looks next tells how it stands. */
  CompletableFuture<ImageOrder> add(OrderId id, Consumer<? super ImageOrder> onChange) {
    Wait wait = new Wait(id, onChange);
    all.add(wait);
    CompletableFuture<ImageOrder> unused =
        wait.future.whenComplete(
            (order, failure) -> {
              all.remove(wait);
              wait.follows.cancel(false);
            });
    if (closed) {
      wait.future.completeExceptionally(closing());
    }
    return wait.future;
  }

  /**
   * Looks how the orders stand that are waited for here. Called by one thread.
   *
   * @param threads where those who wait are told
   */
  void look(Executor threads) {
    Set<Wait> here = new HashSet<>(all);
    here.removeIf(wait -> wait.following);
    if (here.isEmpty()) {
      return;
    }
    Set<OrderId> ids = new HashSet<>();
    here.forEach(wait -> ids.add(wait.id));
    Map<OrderId, OutboxOrder> found = table.find(ids);
    List<Runnable> news = new ArrayList<>();
    for (Wait wait : here) {
      OutboxOrder order = found.get(wait.id);
      if (order == null || order.state() == OutboxOrder.State.HANDED_OVER) {
        wait.following = true;
        news.add(() -> wait.follow(target, order));
      } else if (order.isEndedHere() || wait.told < 0) {
        news.add(() -> wait.tell(order.order()));
      }
    }
    if (!news.isEmpty()) {
      threads.execute(() -> news.forEach(Runnable::run));
    }
  }

  @Override
  public void close() {
    closed = true;
    all.forEach(wait -> wait.future.completeExceptionally(closing()));
  }

  /** Refuses what would begin after the end. */
  void requireOpen() {
    if (closed) {
      throw closing();
    }
  }

  private static ImageOrderException closing() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "this outbox was closed; the order is not lost: ask another one");
  }

  /** One who waits. */
  private static final class Wait {
    private final OrderId id;
    private final Consumer<? super ImageOrder> onChange;
    private final CompletableFuture<ImageOrder> future = new CompletableFuture<>();
    private volatile CompletableFuture<ImageOrder> follows = new CompletableFuture<>();
    private volatile boolean following;
    private volatile long told = -1;

    Wait(OrderId id, Consumer<? super ImageOrder> onChange) {
      this.id = id;
      this.onChange = onChange;
    }

    /** Called by several threads, the consumer by one at a time. */
    synchronized void tell(ImageOrder order) {
      if (future.isDone() || order.version() <= told) {
        return;
      }
      told = order.version();
      try {
        onChange.accept(order);
      } catch (RuntimeException | Error e) {
        future.completeExceptionally(e);
        return;
      }
      if (order.isEnded()) {
        future.complete(order);
      }
    }

    void follow(ImageOrders target, @Nullable OutboxOrder order) {
      try {
        CompletableFuture<ImageOrder> there =
            target.watch(id, seen -> tell(order == null ? seen : order.seen(seen)));
        follows = there;
        CompletableFuture<ImageOrder> unused =
            there.whenComplete(
                (ended, failure) -> Optional.ofNullable(failure).ifPresent(this::fail));
        if (future.isDone()) {
          there.cancel(false);
        }
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void fail(Throwable failure) {
      boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
      future.completeExceptionally(wrapped ? failure.getCause() : failure);
    }
  }
}
