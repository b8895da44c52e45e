package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.Refusals.assertRefused;
import static org.imageorders.testkit.StoreOrders.MISSING;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.feed;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.request;
import static org.imageorders.testkit.StoreOrders.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.junit.jupiter.api.Test;

/** The feed of events: everything, once, in order for each order. */
public interface OrderFeedContract extends OrderStoreSubject {

  @Test
  default void theFeedTellsTheStoryOfAnOrder() {
    OrderStore store = orderStore();
    OrderId id = place(store, order("ada", "cart-1", 2, 1)).id();
    List<Claim> claims = store.claim(WORKER, 2);
    store.finish(claims.get(0), drawn(claims.get(0), 1));
    store.release(claims.get(1), drawn(claims.get(1)), Duration.ZERO);
    ImageOrder order = store.get(TENANT, id);
    List<OrderEvent> events = feed(store, TENANT, 100);
    assertThat(events)
        .map(OrderEvent::type)
        .startsWith(OrderEvent.Type.ORDER_ACCEPTED, OrderEvent.Type.ORDER_STARTED)
        .endsWith(OrderEvent.Type.IMAGE_READY, OrderEvent.Type.ORDER_PARTIALLY_COMPLETED)
        .hasSize(6);
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.order()).isEqualTo(id);
              assertThat(event.customer()).isEqualTo("ada");
              assertThat(event.at()).isBetween(order.acceptedAt(), order.endedAt().orElseThrow());
            });
    OrderEvent failed =
        events.stream()
            .filter(event -> event.type() == OrderEvent.Type.IMAGE_FAILED)
            .findFirst()
            .orElseThrow();
    assertThat(failed.index()).hasValue(0);
    assertThat(failed.failure()).contains(MISSING);
    OrderEvent ready = events.get(4);
    assertThat(ready.index()).hasValue(2);
    assertThat(ready.image()).contains(claims.get(1).image(1, 2));
    assertThat(events.get(5).failure()).contains(MISSING);
  }

  @Test
  default void everyEndIsTold() {
    OrderStore store = orderStore();
    OrderId completed = place(store, "ada", "cart-1", 1);
    StoreOrders.finishAll(store);
    OrderId failed = place(store, "ada", "cart-2", 1);
    Claim claim = claim(store);
    store.finish(claim, StoreOrders.failed(Outcome.REJECTED, MISSING));
    OrderId cancelled = place(store, "ada", "cart-3", 1);
    store.cancel(TENANT, cancelled);
    OrderId late =
        place(
                store,
                order(
                    TENANT, request("ada", "cart-4", 1).deadline(Duration.ofMinutes(1)).build(), 1))
            .id();
    advance(Duration.ofMinutes(2));
    store.expire();
    assertThat(story(store, completed))
        .endsWith(OrderEvent.Type.IMAGE_READY, OrderEvent.Type.ORDER_COMPLETED);
    assertThat(story(store, failed))
        .endsWith(OrderEvent.Type.IMAGE_FAILED, OrderEvent.Type.ORDER_FAILED);
    assertThat(story(store, cancelled))
        .containsExactly(
            OrderEvent.Type.ORDER_ACCEPTED,
            OrderEvent.Type.IMAGE_FAILED,
            OrderEvent.Type.ORDER_CANCELLED);
    assertThat(story(store, late))
        .containsExactly(
            OrderEvent.Type.ORDER_ACCEPTED,
            OrderEvent.Type.IMAGE_FAILED,
            OrderEvent.Type.ORDER_FAILED);
  }

  @Test
  default void theFeedIsTheSameInPagesOfAnySize() {
    OrderStore store = orderStore();
    for (int cart = 0; cart < 3; cart++) {
      place(store, "ada", "cart-" + cart, 2);
      StoreOrders.finishAll(store);
    }
    List<String> whole = feed(store, TENANT, 1_000).stream().map(OrderEvent::id).toList();
    assertThat(whole).hasSize(15).doesNotHaveDuplicates();
    for (int size : List.of(1, 2, 4, 15, 16)) {
      assertThat(feed(store, TENANT, size)).map(OrderEvent::id).isEqualTo(whole);
    }
  }

  @Test
  default void aCursorAtTheEndFindsWhatComesLater() {
    OrderStore store = orderStore();
    String start = store.events(TENANT, EventPage.START, 10).cursor();
    assertThat(store.events(TENANT, start, 10).events()).isEmpty();
    place(store, "ada", "cart-1", 1);
    EventPage first = store.events(TENANT, start, 10);
    assertThat(first.events())
        .map(OrderEvent::type)
        .containsExactly(OrderEvent.Type.ORDER_ACCEPTED);
    EventPage nothing = store.events(TENANT, first.cursor(), 10);
    assertThat(nothing.events()).isEmpty();
    claim(store);
    assertThat(store.events(TENANT, nothing.cursor(), 10).events())
        .map(OrderEvent::type)
        .containsExactly(OrderEvent.Type.ORDER_STARTED);
  }

  @Test
  default void aFeedCursorOfSomethingElseIsRefused() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    String own = store.events(TENANT, EventPage.START, 1).cursor();
    for (String cursor : List.of("0", "next", own + "x", own + "9999", " ")) {
      assertRefused(ErrorCode.INVALID_REQUEST, () -> store.events(TENANT, cursor, 1));
    }
    assertRefused(ErrorCode.INVALID_REQUEST, () -> store.events("elsewhere", own, 1));
  }

  @Test
  default void theFeedIsCompleteWhileManyWrite() throws Exception {
    OrderStore store = orderStore();
    AtomicInteger writing = new AtomicInteger(4);
    List<OrderEvent> read = new ArrayList<>();
    String[] cursor = {EventPage.START};
    Crowd.of(5)
        .each(
            worker -> {
              if (worker == 4) {
                while (writing.get() > 0) {
                  follow(store, cursor, read);
                }
                return;
              }
              try {
                write(store, "customer-" + worker);
              } finally {
                writing.decrementAndGet();
              }
            });
    StoreOrders.finishAll(store);
    while (follow(store, cursor, read)) {
      assertThat(read).hasSizeLessThan(1_000);
    }
    assertThat(read).map(OrderEvent::id).doesNotHaveDuplicates();
    List<OrderEvent.Type> story =
        List.of(
            OrderEvent.Type.ORDER_ACCEPTED,
            OrderEvent.Type.ORDER_STARTED,
            OrderEvent.Type.IMAGE_READY,
            OrderEvent.Type.ORDER_COMPLETED);
    for (int worker = 0; worker < 4; worker++) {
      for (int cart = 0; cart < 15; cart++) {
        OrderId id = OrderId.of(TENANT, "customer-" + worker, "cart-" + cart);
        assertThat(read.stream().filter(event -> event.order().equals(id)))
            .map(OrderEvent::type)
            .isEqualTo(story);
      }
    }
  }

  private static void write(OrderStore store, String customer) {
    IntStream.range(0, 15)
        .forEach(
            cart -> {
              place(store, customer, "cart-" + cart, 1);
              store.claim(WORKER, 1).forEach(claim -> store.finish(claim, drawn(claim)));
            });
  }

  private static boolean follow(OrderStore store, String[] cursor, List<OrderEvent> read) {
    EventPage page = store.events(TENANT, cursor[0], 7);
    read.addAll(page.events());
    cursor[0] = page.cursor();
    return !page.events().isEmpty();
  }
}
