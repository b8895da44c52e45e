package org.imageorders.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.threads.Daemons;

/**
 * Those who wait for orders. One thread reads a changed order once and tells all who watch it;
 * changes that come faster than that are told as one. Futures complete on a few threads of their
 * own, so that what hangs on them holds up neither calls nor changes.
 */
final class Watches implements AutoCloseable {

  private static final int COMPLETERS = 4;
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(1);

  private final Function<Change, ImageOrder> reader;
  private final Pauses pauses;
  private final Map<Change, List<Watch>> watches = new ConcurrentHashMap<>();
  private final Set<Change> queued = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor completers =
      new ThreadPoolExecutor(
          COMPLETERS,
          COMPLETERS,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Daemons.named("image-orders-completer-"),
          // Closed meanwhile: the notifier completes what it still knows of.
          (completion, closed) -> completion.run());
  private final ExecutorService notifier =
      Executors.newSingleThreadExecutor(Daemons.named("image-orders-notifier-"));

  Watches(Function<Change, ImageOrder> reader, Pauses pauses) {
    this.reader = reader;
    this.pauses = pauses;
    completers.allowCoreThreadTimeOut(true);
  }

  CompletableFuture<ImageOrder> watch(Change order, Consumer<? super ImageOrder> onChange) {
    Watch watch = new Watch(onChange, completers);
    watches.compute(
        order,
        (key, present) -> {
          List<Watch> all = present == null ? new CopyOnWriteArrayList<>() : present;
          all.add(watch);
          return all;
        });
    var unused = watch.future.whenComplete((ended, failure) -> forget(order, watch));
    changed(order);
    return watch.future;
  }

  private void forget(Change order, Watch watch) {
    watches.computeIfPresent(
        order,
        (key, all) -> {
          all.remove(watch);
          return all.isEmpty() ? null : all;
        });
  }

  /** Tells those who watch the order, soon. */
  void changed(Change order) {
    if (watches.containsKey(order) && queued.add(order)) {
      try {
        notifier.execute(() -> tell(order));
      } catch (RejectedExecutionException e) {
        queued.remove(order);
        fail(watches.getOrDefault(order, List.of()), closed());
      }
    }
  }

  private void tell(Change order) {
    queued.remove(order);
    // Who comes while it is read may know more than what is read, and is told by a reading later.
    List<Watch> told = List.copyOf(watches.getOrDefault(order, List.of()));
    ImageOrder read;
    try {
      read = reader.apply(order);
    } catch (ImageOrderException e) {
      if (e.retryable()) {
        pauses.after(READ_AGAIN_AFTER, () -> changed(order));
      } else {
        fail(told, e);
      }
      return;
    } catch (RuntimeException | Error e) {
      fail(told, e);
      return;
    }
    told.forEach(watch -> watch.tell(read));
  }

  private static void fail(List<Watch> watches, Throwable why) {
    watches.forEach(watch -> watch.future.completeExceptionally(why));
  }

  private static ImageOrderException closed() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE,
        "closed while waiting for the order; it is not lost: ask where it is handled next");
  }

  @Override
  public void close() {
    notifier.shutdown();
    watches.values().forEach(all -> fail(all, closed()));
    completers.shutdown();
  }

  private static final class Watch {
    private final Consumer<? super ImageOrder> onChange;
    private final Executor completer;
    private final CompletableFuture<ImageOrder> future = new CompletableFuture<>();
    private long told = -1;

    Watch(Consumer<? super ImageOrder> onChange, Executor completer) {
      this.onChange = onChange;
      this.completer = completer;
    }

    /** Called by the notifier alone. */
    void tell(ImageOrder order) {
      if (order.version() <= told || future.isDone()) {
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
        var unused = future.completeAsync(() -> order, completer);
      }
    }
  }
}
