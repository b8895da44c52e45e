package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.migration.ramp.Limits;
import org.imageorders.migration.ramp.Phase;
import org.imageorders.migration.ramp.Ramp;
import org.imageorders.migration.ramp.RampStatus;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ManualTime;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** A ramp over two real engines, whose calls answer at once in a time that the test drives. */
class RampOverEnginesTest {

  private static final int CUSTOMERS = 2_000;
  private static final int BATCH = 100;
  private static final int MOST_BATCHES = 200;

  private final ManualTime time = new ManualTime();
  private final StateStore state = new MemoryStateStore(time);
  private int keys;

  @Test
  void aGoodCandidateGetsEverybodyFromOnePercentOn() {
    try (EmbeddedImageOrders legacy = engine(Answer.images());
        EmbeddedImageOrders candidate = engine(Answer.images());
        Migration migration = migration(legacy, candidate)) {
      RampStatus status = run(migration);

      assertThat(status.phase()).as(status.toString()).isEqualTo(Phase.DONE);
      assertThat(migration.control().audit())
          .extracting(AuditEntry::to)
          .containsExactly("live 1.00 %", "live 25.00 %", "live 100.00 %", "all new");
      OrderId next = sell(migration).get(0);
      assertThat(migration.control().sideOf(next)).contains(Side.CANDIDATE);
    }
  }

  @Test
  void aCandidateWhosePicturesHaveTheWrongSizeIsRolledBack() {
    try (EmbeddedImageOrders legacy = engine(Answer.images());
        EmbeddedImageOrders candidate = engine(Answer.images().wrongPixels());
        Migration migration = migration(legacy, candidate)) {
      RampStatus status = run(migration);

      assertThat(status.phase()).as(status.toString()).isEqualTo(Phase.ROLLED_BACK);
      assertThat(migration.control().stage()).isEqualTo(Stage.LEGACY_ONLY);
      List<AuditEntry> audit = migration.control().audit();
      assertThat(audit.get(audit.size() - 1).reason().why())
          .contains("step 1.00 % failed: failures: ", "INVALID_IMAGE");
    }
  }

  private RampStatus run(Migration migration) {
    Limits wide = Limits.builder().failures(0.1).build();
    try (Ramp ramp =
        Ramp.builder(migration, state)
            .step(Share.percent(1), 50, wide)
            .step(Share.percent(25), 50, wide)
            .step(Share.ALL, 50, wide)
            .build()) {
      RampStatus status = ramp.tick();
      for (int batch = 0; batch < MOST_BATCHES && status.phase() == Phase.RAMPING; batch++) {
        sell(migration);
        time.advance(Duration.ofSeconds(5));
        status = ramp.tick();
      }
      return status;
    }
  }

  /** Places a batch of orders, and waits until all have ended. */
  private List<OrderId> sell(Migration migration) {
    List<OrderId> placed = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      keys++;
      OrderRequest request =
          OrderRequest.builder("customer-" + keys % CUSTOMERS)
              .idempotencyKey("cart-" + keys)
              .spec(ImageSpec.builder("a lighthouse").size(16, 16).build())
              .build();
      placed.add(migration.place(request).id());
    }
    placed.forEach(order -> migration.completion(order).join());
    return placed;
  }

  private Migration migration(EmbeddedImageOrders legacy, EmbeddedImageOrders candidate) {
    return Migration.between(legacy, candidate)
        .stateStore(state)
        .initialStage(Stage.LEGACY_ONLY)
        .clock(time)
        .pauses(time)
        .build();
  }

  private EmbeddedImageOrders engine(Answer answer) {
    ScriptedProvider provider =
        ScriptedProvider.script().pricePerImage(Money.usd("0.05")).then(answer);
    return EmbeddedImageOrders.builder(provider).clock(time).pauses(time).build();
  }
}
