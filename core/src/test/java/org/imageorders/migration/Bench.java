package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
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
  final Pauses pauses =
      (delay, action) -> {
        pass(delay);
        whilePausing.run();
        action.run();
        return () -> {};
      };

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
