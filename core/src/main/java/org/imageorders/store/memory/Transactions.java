package org.imageorders.store.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.OrderStore.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction after the other, each at one instant; afterwards, with no lock held, the
 * listeners hear of it.
 */
final class Transactions {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Change> changes = new LinkedHashSet<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  Transactions(InstantSource clock) {
    this.clock = clock;
  }

  <T extends @Nullable Object> T run(Function<Instant, T> work) {
    T result;
    List<Change> committed;
    lock.lock();
    try {
      result = work.apply(clock.instant());
    } finally {
      committed = List.copyOf(changes);
      changes.clear();
      lock.unlock();
    }
    for (Change change : committed) {
      listeners.forEach(listener -> listener.hear(change));
    }
    return result;
  }

  /** Notes, within a transaction, what the listeners are to hear. */
  void changed(OrderEntry order) {
    if (!listeners.isEmpty()) {
      changes.add(new Change(order.tenant().name(), order.id()));
    }
  }

  Subscription listen(Consumer<Change> consumer) {
    Listener listener = new Listener(consumer);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void dropListeners() {
    listeners.clear();
  }

  /** Equal only to itself, so that a consumer can listen twice. */
  private static final class Listener {
    private final Consumer<Change> consumer;

    Listener(Consumer<Change> consumer) {
      this.consumer = consumer;
    }

    void hear(Change change) {
      try {
        consumer.accept(change);
      } catch (RuntimeException e) {
        LOG.atWarn().addKeyValue("order", change.order()).setCause(e).log("A listener failed");
      }
    }
  }
}
