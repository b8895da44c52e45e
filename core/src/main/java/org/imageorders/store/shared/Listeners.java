package org.imageorders.store.shared;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.OrderStore.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of changes. One who fails takes nothing from the others. Thread-safe. */
public final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Nobody yet. */
  public Listeners() {}

  /** Adds one who listens, until the subscription is closed. */
  public Subscription add(Consumer<Change> consumer) {
    Listener listener = new Listener(consumer);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Whether nobody listens. */
  public boolean isEmpty() {
    return listeners.isEmpty();
  }

  /** Tells everybody, on the calling thread. */
  public void tell(Collection<Change> changes) {
    for (Change change : changes) {
      listeners.forEach(listener -> listener.hear(change));
    }
  }

  /** Drops everybody. */
  public void clear() {
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
