package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;

/** A shop with simulated sides, in a time that passes only here: an order every ten seconds. */
final class Simulation {

  static final Reason REASON = Reason.of("ops", "the test wants it");

  /** Between two looks. */
  static final Duration LOOK = Duration.ofMinutes(10);

  private static final Duration BETWEEN_ORDERS = Duration.ofSeconds(10);
  private static final int CUSTOMERS = 1_000;

  Instant now = Instant.parse("2026-03-01T12:00:00Z");
  Duration legacyAhead = Duration.ZERO;
  final FlakyState state = new FlakyState(() -> now);
  final SimulatedSide legacy;
  final SimulatedSide candidate;
  final Migration migration;
  private final Random random;
  private int keys;

  Simulation(long seed) {
    random = new Random(seed);
    legacy = new SimulatedSide(() -> now.plus(legacyAhead), random.nextLong());
    candidate = new SimulatedSide(() -> now, random.nextLong());
    migration = jvm();
  }

  /** The migration in another JVM. */
  Migration jvm() {
    return Migration.between(legacy, candidate)
        .stateStore(state)
        .clock(() -> now)
        .initialStage(Stage.LEGACY_ONLY)
        .build();
  }

  /** Three steps, of 20, 60 and 100 %. */
  Ramp.Builder ramp() {
    return Ramp.builder(migration, state)
        .step(Share.percent(20), 50)
        .step(Share.percent(60), 100)
        .step(Share.ALL, 100);
  }

  /** Lets the shop sell for as long. */
  void sell(Duration time) {
    sell(time, BETWEEN_ORDERS);
  }

  /** Lets the shop sell for as long, at another pace. */
  void sell(Duration time, Duration betweenOrders) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      now = now.plus(betweenOrders);
      sell("customer-" + random.nextInt(CUSTOMERS));
    }
  }

  /** Lets a customer order. */
  void sell(String customer) {
    try {
      migration.place(
          OrderRequest.builder(customer)
              .idempotencyKey("cart-" + keys++)
              .spec(ImageSpec.builder("a lighthouse").size(SimulatedSide.ORDERED).build())
              .build());
    } catch (ImageOrderException e) { // the customer goes away
    }
  }

  /** Sells and looks until the ramp has come to an end, or so many looks were made. */
  RampStatus run(Ramp ramp, int mostLooks) {
    RampStatus status = ramp.tick();
    for (int look = 0; look < mostLooks && status.phase() == Phase.RAMPING; look++) {
      sell(LOOK);
      status = ramp.tick();
    }
    return status;
  }

  AuditEntry lastEntry() {
    return migration.control().audit().get(migration.control().audit().size() - 1);
  }
}
