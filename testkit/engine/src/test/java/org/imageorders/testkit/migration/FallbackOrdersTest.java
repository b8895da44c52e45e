package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** A candidate that refuses some orders, or takes them and is not heard. */
class FallbackOrdersTest {

  private static final int KEYS = 1_000;
  private static final int CALLERS = 4;

  @Test
  void aKeyThatFourCallersPlaceAtOnceWhileSomeAreRefusedIsOneOrder() throws Exception {
    ScriptedProvider oldProvider = ScriptedProvider.answering();
    ScriptedProvider newProvider = ScriptedProvider.answering();
    StateStore state = new MemoryStateStore();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (EmbeddedImageOrders legacy = EmbeddedImageOrders.builder(oldProvider).build();
        EmbeddedImageOrders candidate = EmbeddedImageOrders.builder(newProvider).build();
        Migration here = migration(legacy, candidate, state);
        Migration there = migration(legacy, candidate, state)) {
      List<Future<?>> placings = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        OrderRequest request = request(key);
        for (int caller = 0; caller < CALLERS; caller++) {
          Migration one = caller % 2 == 0 ? here : there;
          placings.add(callers.submit(() -> place(one, request)));
        }
      }
      for (Future<?> placing : placings) {
        placing.get();
      }
      for (int key = 0; key < KEYS; key++) {
        place(here, request(key));
        here.completion(here.idOf("customer", "cart-" + key)).get();
      }
      assertThat(oldProvider.calls()).as("fallbacks").isPositive();
      assertThat(oldProvider.calls() + newProvider.calls()).as("paid calls").isEqualTo(KEYS);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void aCandidateThatTakesTheOrderAndAnswersTooLateIsPaidOnceAndLegacyNever() throws Exception {
    ScriptedProvider oldProvider = ScriptedProvider.answering();
    ScriptedProvider newProvider = ScriptedProvider.answering();
    try (EmbeddedImageOrders legacy = EmbeddedImageOrders.builder(oldProvider).build();
        EmbeddedImageOrders candidate = EmbeddedImageOrders.builder(newProvider).build();
        Migration migration =
            Migration.between(legacy, LossyLine.to(candidate, 1))
                .stateStore(new MemoryStateStore())
                .initialStage(Stage.ALL_NEW)
                .build()) {
      for (int repeat = 0; repeat < 3; repeat++) {
        ImageOrder order = migration.place(request(7));
        assertThat(migration.completion(order.id()).get().status())
            .isEqualTo(OrderStatus.COMPLETED);
      }
      assertThat(newProvider.calls()).isEqualTo(1);
      assertThat(oldProvider.calls()).isZero();
    }
  }

  private static Migration migration(
      EmbeddedImageOrders legacy, EmbeddedImageOrders candidate, StateStore state) {
    return Migration.between(legacy, LossyLine.refusing(candidate, 3))
        .stateStore(state)
        .initialStage(Stage.ALL_NEW)
        .build();
  }

  private static OrderRequest request(int key) {
    return OrderRequest.builder("customer")
        .idempotencyKey("cart-" + key)
        .spec(ImageSpec.builder("a lighthouse").size(16, 16).build())
        .build();
  }

  private static void place(Migration migration, OrderRequest request) {
    boolean placed = false;
    while (!placed) {
      try {
        migration.place(request);
        placed = true;
      } catch (ImageOrderException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
      }
    }
  }
}
