package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.place;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.consume.SetAside;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Test;

/** What consumers promise, over each store. */
interface ConsumerClauses {

  int WRITERS = 3;
  int ORDERS_OF_EACH = 25;
  int EVENTS = WRITERS * ORDERS_OF_EACH * 4;

  /** A store of orders; each of one test is another process's view of the same. */
  OrderStore orderStore();

  /** A store of state, likewise. */
  StateStore stateStore();

  /** Places orders of one image and draws them, four events each. */
  static void write(OrderStore store, String customer, int orders) {
    for (int cart = 0; cart < orders; cart++) {
      place(store, customer, "cart-" + cart, 1);
      store.claim(WORKER, 1).forEach(claim -> store.finish(claim, drawn(claim)));
    }
  }

  /** Every event was handled, in order for each order. */
  static void assertComplete(OrderStore store, List<String> handled) {
    List<String> told = StoreOrders.feed(store, TENANT, 500).stream().map(OrderEvent::id).toList();
    assertThat(new HashSet<>(handled)).as("handled").isEqualTo(new HashSet<>(told));
    assertInOrder(handled);
  }

  /** No event was handled before one of its order that came earlier. */
  static void assertInOrder(List<String> handled) {
    Map<String, Integer> reached = new HashMap<>();
    for (String id : handled) {
      String order = id.substring(0, id.indexOf('.'));
      int number = Integer.parseInt(id.substring(order.length() + 1));
      int before = reached.getOrDefault(order, 0);
      assertThat(number).as("event %s, after number %s", id, before).isBetween(1, before + 1);
      reached.put(order, Math.max(before, number));
    }
  }

  private EventConsumer consumer(ImageOrders orders, EventHandler handler) {
    return EventConsumer.builder(orders, stateStore(), "billing", handler)
        .lease(Duration.ofSeconds(2))
        .tries(5)
        .backoff(Duration.ofMillis(5), Duration.ofMillis(10))
        .start();
  }

  private EmbeddedImageOrders engine() {
    return EmbeddedImageOrders.builder(ScriptedProvider.answering())
        .orderStore(orderStore())
        .drain(Duration.ZERO)
        .build();
  }

  @Test
  default void instancesThatComeAndGoBesideWritersHandleEverythingInOrder() throws Exception {
    OrderStore store = orderStore();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    EventHandler handler =
        event -> {
          if (failures.incrementAndGet() % 50 == 0) {
            throw new IllegalStateException("now and then");
          }
          handled.add(event.id());
        };
    try (EmbeddedImageOrders engine = engine()) {
      ImageOrders orders = engine.forTenant(TENANT);
      Crowd.of(WRITERS + 2)
          .each(
              worker -> {
                if (worker < WRITERS) {
                  write(store, "customer-" + worker, ORDERS_OF_EACH);
                  writing.decrementAndGet();
                  return;
                }
                while (writing.get() > 0) {
                  int before = handled.size();
                  try (EventConsumer coming = consumer(orders, handler)) {
                    while (writing.get() > 0 && handled.size() < before + 40) {
                      assertThat(coming.status().standsStill()).isEmpty();
                    }
                  }
                }
              });
      StoreOrders.finishAll(store); // but for what the engine has claimed, and draws now
      try (EventConsumer last = consumer(orders, handler)) {
        Set<String> distinct = new HashSet<>();
        while (distinct.size() < EVENTS) {
          distinct.addAll(handled);
          assertThat(last.status().standsStill()).isEmpty();
        }
      }
    }
    assertThat(StoreOrders.feed(store, TENANT, 500)).hasSize(EVENTS);
    assertComplete(store, new ArrayList<>(handled));
  }

  @Test
  default void whatOneInstanceSetAsideAnotherListsAndReplays() throws Exception {
    OrderStore store = orderStore();
    write(store, "ada", 1);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    try (EmbeddedImageOrders engine = engine()) {
      ImageOrders orders = engine.forTenant(TENANT);
      try (EventConsumer failing =
          consumer(
              orders,
              event -> {
                throw new IllegalStateException("\ud800 no \0 such account");
              })) {
        while (failing.setAside().stream().mapToInt(SetAside::waiting).sum() < 4) {
          assertThat(failing.status().standsStill()).isEmpty();
        }
      }
      try (EventConsumer other = consumer(orders, event -> handled.add(event.id()))) {
        SetAside aside = other.setAside().get(0);
        assertThat(aside.error()).contains("such account");
        assertThat(other.replay(aside.order()).handled()).isEqualTo(4);
        assertThat(other.setAside()).isEmpty();
      }
    }
    assertComplete(store, new ArrayList<>(handled));
    assertThat(handled).hasSize(4);
  }
}
