package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Stage;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** A customer who is forgotten while orders move. */
class ErasedOrdersTest {

  private static final Reason REASON = Reason.of("ops", "the test wants it");
  private static final OrderRequest REQUEST =
      OrderRequest.builder("ann").idempotencyKey("cart").prompt("a lighthouse").build();

  @Test
  void theRepeatOfAnErasedOrderIsGoneWhereverNewOrdersGoAndWhetherLegacyIsAskedOrNot()
      throws Exception {
    ScriptedProvider provider = ScriptedProvider.answering();
    for (Stage first : List.of(Stage.LEGACY_ONLY, Stage.ALL_NEW)) {
      try (EmbeddedImageOrders legacy = EmbeddedImageOrders.builder(provider).build();
          EmbeddedImageOrders candidate = EmbeddedImageOrders.builder(provider).build();
          Migration migration =
              Migration.between(legacy, candidate)
                  .stateStore(new MemoryStateStore())
                  .initialStage(first)
                  .keysRepeatedWithin(Duration.ZERO)
                  .build()) {
        migration.completion(migration.place(REQUEST).id()).get();
        legacy.operator().forget("ann");
        candidate.operator().forget("ann");
        for (Stage now : List.of(Stage.ALL_NEW, Stage.LEGACY_ONLY)) {
          migration.control().enter(now, REASON);
          assertThatThrownBy(() -> migration.place(REQUEST))
              .as("placed in '%s', repeated in '%s'", first, now)
              .isInstanceOfSatisfying(
                  ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GONE));
        }
      }
    }
    assertThat(provider.calls()).isEqualTo(2);
  }
}
