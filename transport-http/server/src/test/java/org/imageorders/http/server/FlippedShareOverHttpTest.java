package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;
import org.junit.jupiter.api.Test;

/**
 * Two JVMs' migrations from an engine to a service across HTTP, while the share jumps and every
 * tenth answer is lost on the way, whatever was asked.
 */
class FlippedShareOverHttpTest {

  private static final int ORDERS = 5_000;
  private static final int CUSTOMERS = 500;
  private static final int FLIPS = 40;
  private static final int LOST = 10;

  private final Random random = new Random(20_260_302);
  private final ScriptedProvider oldProvider = ScriptedProvider.answering();
  private final ScriptedProvider newProvider = ScriptedProvider.answering();

  @Test
  void noKeyHasTwoOrdersWhenAnswersAreLostWhileTheShareJumps() throws Exception {
    StateStore state = new MemoryStateStore();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (EmbeddedImageOrders legacy = engine(oldProvider);
        EmbeddedImageOrders served = engine(newProvider);
        OrderServer server = OrderServer.builder(served::forTenant).start();
        LossyTransport oneWay = way(server);
        LossyTransport anotherWay = way(server);
        RemoteImageOrders one = remote(oneWay);
        RemoteImageOrders another = remote(anotherWay);
        Migration here = migration(legacy, one, state);
        Migration there = migration(legacy, another, state)) {
      Map<OrderId, Side> pinned = placeAll(callers, here, there);
      assertThat(pinned).hasSize(ORDERS).containsValues(Side.LEGACY, Side.CANDIDATE);

      Map<OrderId, CompletableFuture<ImageOrder>> ends = new HashMap<>();
      pinned.keySet().forEach(id -> ends.put(id, here.completion(id)));
      for (Map.Entry<OrderId, Side> order : pinned.entrySet()) {
        boolean isLegacys = order.getValue() == Side.LEGACY;
        assertThat(ends.get(order.getKey()).get().status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(has(legacy, order.getKey())).as("on legacy").isEqualTo(isLegacys);
        assertThat(has(served, order.getKey())).as("on the candidate").isEqualTo(!isLegacys);
      }
      repeatAll(callers, there, pinned);
      assertThat(oldProvider.calls() + newProvider.calls()).as("paid calls").isEqualTo(ORDERS);
      assertThat(ids(here)).isEqualTo(pinned.keySet());
      assertThat(oneWay.lost()).isGreaterThan(ORDERS / 100);
      assertThat(anotherWay.lost()).isGreaterThan(ORDERS / 100);
    } finally {
      callers.shutdownNow();
    }
  }

  private static EmbeddedImageOrders engine(ScriptedProvider provider) {
    return EmbeddedImageOrders.builder(provider).drain(Duration.ZERO).build();
  }

  private static LossyTransport way(OrderServer server) {
    return new LossyTransport(HttpTransport.builder(server.address()).build(), LOST);
  }

  /** Places without a repeat of its own, so that a lost answer is felt by whoever placed. */
  private static RemoteImageOrders remote(LossyTransport way) {
    return RemoteImageOrders.builder(way).tries(1).build();
  }

  private static Migration migration(ImageOrders legacy, ImageOrders candidate, StateStore state) {
    return Migration.between(losing(ImageOrders.class, "place", legacy), candidate)
        .stateStore(losing(StateStore.class, "write", state))
        .build();
  }

  /** What is asked is done, and every tenth answer of this method is lost. */
  private static <T> T losing(Class<T> type, String method, T far) {
    AtomicLong answers = new AtomicLong();
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              Object answer;
              try {
                answer = called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (called.getName().equals(method) && answers.incrementAndGet() % LOST == 0) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the answer was lost");
              }
              return answer;
            }));
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
        awaitAllBut(20, placing);
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
      pinned.put(id, here.control().sideOf(id).orElseThrow());
    }
    return pinned;
  }

  /** Lets the callers come near, so that each share is met by orders. */
  private static void awaitAllBut(int distance, List<Future<OrderId>> placing) throws Exception {
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

  private static void repeatAll(
      ExecutorService callers, Migration migration, Map<OrderId, Side> pinned) throws Exception {
    List<Future<ImageOrder>> repeats = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest request = request(i);
      repeats.add(callers.submit(() -> untilAnswered(() -> migration.place(request))));
    }
    for (Future<ImageOrder> repeat : repeats) {
      ImageOrder found = repeat.get();
      assertThat(found.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(migration.control().sideOf(found.id())).contains(pinned.get(found.id()));
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
