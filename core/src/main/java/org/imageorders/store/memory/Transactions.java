package org.imageorders.store.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.OrderStore.Subscription;
import org.imageorders.store.shared.Listeners;
import org.jspecify.annotations.Nullable;

/**
 * One transaction after the other, each at one instant; afterwards, with no lock held, the
 * listeners hear of it.
 */
final class Transactions {

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Change> changes = new LinkedHashSet<>();
  private final Listeners listeners = new Listeners();

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
    listeners.tell(committed);
    return result;
  }

  /** Notes, within a transaction, what the listeners are to hear. */
  void changed(OrderEntry order) {
    if (!listeners.isEmpty()) {
      changes.add(new Change(order.tenant().name(), order.id()));
    }
  }

  Subscription listen(Consumer<Change> consumer) {
    return listeners.add(consumer);
  }

  void dropListeners() {
    listeners.clear();
  }
}
