package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.store.OrderStore;
import org.imageorders.store.OrderStore.Change;

/** The parts of a running engine, and how a change in the store reaches them. */
final class Engine implements AutoCloseable {

  final EngineConfig config;
  final Gates gates;
  final Forecast forecast;
  final Dispatcher dispatcher;
  final Watches watches;
  private final Set<Runnable> feedReaders = ConcurrentHashMap.newKeySet();
  private final OrderStore.Subscription changes;
  private volatile boolean closed;

  Engine(EngineConfig config) {
    this.config = config;
    this.gates = new Gates(config);
    this.forecast = new Forecast(config, gates);
    this.dispatcher = new Dispatcher(config, gates, forecast);
    this.watches =
        new Watches(
            change ->
                forecast.explained(
                    change.tenant(), config.orders.get(change.tenant(), change.order())),
            config.pauses);
    this.changes = config.orders.onChange(this::changed);
    dispatcher.start();
  }

  private void changed(Change change) {
    dispatcher.changed();
    watches.changed(change);
    feedReaders.forEach(Runnable::run);
  }

  /** A stretch of the feed; waits, on the calling thread, for a first event. */
  EventPage events(String tenant, String after, int limit, Duration wait) {
    Instant until = config.clock.instant().plus(wait);
    while (true) {
      CompletableFuture<Void> news = new CompletableFuture<>();
      Runnable wake = () -> news.complete(null);
      feedReaders.add(wake);
      try {
        EventPage page = config.orders.events(tenant, after, limit);
        Duration left = Duration.between(config.clock.instant(), until);
        if (closed || !page.events().isEmpty() || left.isNegative() || left.isZero()) {
          return page;
        }
        Pauses.Pending limitOfWait = config.pauses.after(left, wake);
        news.get();
        limitOfWait.cancel();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ImageOrderException(
            ErrorCode.UNAVAILABLE, "interrupted while waiting for events", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("nobody completes it with a failure", e);
      } finally {
        feedReaders.remove(wake);
      }
    }
  }

  /** Refuses what would have to wait for something that no longer happens. */
  void requireOpen() {
    if (closed) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "this ImageOrders was closed; use one that is open");
    }
  }

  @Override
  public void close() {
    closed = true;
    dispatcher.close();
    changes.close();
    watches.close();
    feedReaders.forEach(Runnable::run);
  }
}
