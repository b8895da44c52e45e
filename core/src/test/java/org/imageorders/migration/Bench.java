package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.imageorders.ImageOrder;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.store.StateStore;

/** Two fake sides, a state store and a time that passes only when someone waits. */
final class Bench {

  static final Reason REASON = Reason.of("ops", "the test wants it");

  /** As these migrations have it. */
  static final Duration LONGEST_PLACING = Duration.ofSeconds(20);

  final FakeOrders legacy = new FakeOrders("legacy");
  final FakeOrders candidate = new FakeOrders("candidate");
  final FakeState state = new FakeState();
  Instant now = FakeOrders.NOON;
  Runnable whilePausing = () -> {};
  private final Set<Runnable> alarms = ConcurrentHashMap.newKeySet();
  final Pauses pauses =
      new Pauses() {
        @Override
        public Pending after(Duration delay, Runnable action) {
          alarms.add(action);
          return () -> alarms.remove(action);
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          pass(time);
          whilePausing.run();
        }
      };

  /** Lets what waits for its time have it. */
  void ring() {
    List.copyOf(alarms).forEach(Runnable::run);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** A migration in another JVM that shares the state, as far as the migration can tell. */
  Migration migration(Stage initialStage) {
    return migration(initialStage, state);
  }

  Migration migration(Stage initialStage, StateStore store) {
    return Migration.between(legacy, candidate)
        .stateStore(store)
        .initialStage(initialStage)
        .clock(() -> now)
        .pauses(pauses)
        .longestPlacing(LONGEST_PLACING)
        .build();
  }

  static OrderRequest request(String customer, String key) {
    return OrderRequest.builder(customer).idempotencyKey(key).prompt("a lighthouse").build();
  }

  /** Places an order, a second after the one before. */
  ImageOrder place(Migration migration, String customer, String key) {
    legacy.secondsPastNoon++;
    candidate.secondsPastNoon++;
    return migration.place(request(customer, key));
  }
}
