package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/**
 * Two JVMs' migrations over the same sides and state, while the share jumps and answers are lost.
 */
class FlippedShareTest {

  private static final int ORDERS = 5_000;
  private static final int CUSTOMERS = 500;
  private static final int FLIPS = 40;

  private final Random random = new Random(20_260_301);
  private final ScriptedProvider oldProvider = ScriptedProvider.answering();
  private final ScriptedProvider newProvider = ScriptedProvider.answering();

  @Test
  void noKeyHasTwoOrdersWhenAnswersAreLostWhileTheShareJumps() throws Exception {
    StateStore state = new MemoryStateStore();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (EmbeddedImageOrders legacy = EmbeddedImageOrders.builder(oldProvider).build();
        EmbeddedImageOrders candidate = EmbeddedImageOrders.builder(newProvider).build();
        Migration here = migration(legacy, candidate, state);
        Migration there = migration(legacy, candidate, state)) {
      Map<OrderId, Side> pinned = placeAll(callers, here, there);
      assertThat(pinned).hasSize(ORDERS).containsValues(Side.LEGACY, Side.CANDIDATE);

      for (Map.Entry<OrderId, Side> order : pinned.entrySet()) {
        boolean isLegacys = order.getValue() == Side.LEGACY;
        assertThat(here.completion(order.getKey()).get().status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(has(legacy, order.getKey())).as("on legacy").isEqualTo(isLegacys);
        assertThat(has(candidate, order.getKey())).as("on the candidate").isEqualTo(!isLegacys);
      }
      repeatAll(here, pinned);
      assertThat(oldProvider.calls() + newProvider.calls()).as("paid calls").isEqualTo(ORDERS);
      assertThat(ids(here)).isEqualTo(pinned.keySet());
    } finally {
      callers.shutdownNow();
    }
  }

  private Migration migration(ImageOrders legacy, ImageOrders candidate, StateStore state) {
    return Migration.between(LossyLine.to(legacy, 10), LossyLine.to(candidate, 10))
        .stateStore(LossyLine.to(state, 25))
        .build();
  }

  /** Places every order, from either JVM, and flips the share between them. */
  private Map<OrderId, Side> placeAll(ExecutorService callers, Migration here, Migration there)
      throws Exception {
    Set<Integer> flips = new HashSet<>();
    while (flips.size() < FLIPS) {
      flips.add(random.nextInt(ORDERS));
    }
    List<Future<OrderId>> placing = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      if (flips.contains(i)) {
        Share share = new Share(random.nextInt(10_001));
        await(placing, 20);
        untilAnswered(
            () -> {
              here.control().enter(Stage.live(share), Reason.of("test", "a flip"));
              return share;
            });
      }
      OrderRequest request = request(i);
      Migration first = random.nextBoolean() ? here : there;
      Migration then = random.nextBoolean() ? here : there;
      placing.add(callers.submit(() -> placed(request, first, then)));
    }
    Map<OrderId, Side> pinned = new HashMap<>();
    for (Future<OrderId> placed : placing) {
      OrderId id = placed.get();
      pinned.put(id, untilAnswered(() -> here.control().sideOf(id)).orElseThrow());
    }
    return pinned;
  }

  /** Lets the callers come near, so that each share is met by orders. */
  private static void await(List<Future<OrderId>> placing, int distance) throws Exception {
    if (placing.size() > distance) {
      placing.get(placing.size() - distance).get();
    }
  }

  /** Places an order in one JVM, and after a lost answer in the other, until one answers. */
  private static OrderId placed(OrderRequest request, Migration first, Migration then)
      throws Exception {
    AtomicInteger tries = new AtomicInteger();
    return untilAnswered(
        () -> (tries.getAndIncrement() % 2 == 0 ? first : then).place(request).id());
  }

  private static void repeatAll(Migration migration, Map<OrderId, Side> pinned) throws Exception {
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest request = request(i);
      ImageOrder found = untilAnswered(() -> migration.place(request));
      assertThat(found.status()).isEqualTo(OrderStatus.COMPLETED);
      Side side = untilAnswered(() -> migration.control().sideOf(found.id())).orElseThrow();
      assertThat(side).isEqualTo(pinned.get(found.id()));
    }
  }

  private static OrderRequest request(int number) {
    return OrderRequest.builder("customer-" + number % CUSTOMERS)
        .idempotencyKey("cart-" + number)
        .spec(ImageSpec.builder("a lighthouse").size(16, 16).build())
        .build();
  }

  private static <T> T untilAnswered(Callable<T> call) throws Exception {
    while (true) {
      try {
        return call.call();
      } catch (ImageOrderException e) {
        assertThat(e.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED);
      }
    }
  }

  private static boolean has(ImageOrders side, OrderId id) {
    try {
      side.get(id);
      return true;
    } catch (ImageOrderException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
      return false;
    }
  }

  private static Set<OrderId> ids(Migration migration) throws Exception {
    Set<OrderId> ids = new HashSet<>();
    OrderQuery query = OrderQuery.builder().limit(100).build();
    for (Optional<OrderQuery> next = Optional.of(query); next.isPresent(); ) {
      OrderQuery wanted = next.get();
      OrderPage page = untilAnswered(() -> migration.list(wanted));
      page.orders().forEach(order -> assertThat(ids.add(order.id())).as("listed once").isTrue());
      next = page.next().map(cursor -> query.stretch(cursor, 100));
    }
    return ids;
  }
}
