package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.get;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.junit.jupiter.api.Test;

/** The durable feed of events; a part of {@link ImageOrdersContract}. */
public interface FeedContract extends OrdersContractSeat {

  @Test
  default void theFeedTellsEverythingThatHappenedToAnOrderInItsOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      String before = end(under.orders());
      OrderRequest request =
          OrderRequests.of(OrderRequests.someCustomer(), "answer", "fail:CONTENT_REFUSED");
      ImageOrder order = ended(under.orders(), request);
      List<OrderEvent> events = of(order.id(), read(under.orders(), before, 1_000));
      assertThat(events).extracting(OrderEvent::id).doesNotHaveDuplicates();
      assertThat(events).extracting(OrderEvent::customer).containsOnly(request.customer());
      List<OrderEvent.Type> types = events.stream().map(OrderEvent::type).toList();
      assertThat(types)
          .hasSize(5)
          .startsWith(OrderEvent.Type.ORDER_ACCEPTED, OrderEvent.Type.ORDER_STARTED);
      assertThat(types.subList(2, 4))
          .containsExactlyInAnyOrder(OrderEvent.Type.IMAGE_READY, OrderEvent.Type.IMAGE_FAILED);
      assertThat(types).endsWith(OrderEvent.Type.ORDER_PARTIALLY_COMPLETED);
      OrderEvent ready = one(events, OrderEvent.Type.IMAGE_READY);
      assertThat(ready.index()).contains(0);
      assertThat(ready.image()).contains(order.readyImages().get(0).id());
      OrderEvent failed = one(events, OrderEvent.Type.IMAGE_FAILED);
      assertThat(failed.index()).contains(1);
      assertThat(failed.failure()).map(Failure::code).contains(ErrorCode.CONTENT_REFUSED);
    }
  }

  @Test
  default void theFeedTellsHowOrdersEnd() throws Exception {
    try (OrdersUnderTest under = open()) {
      String before = end(under.orders());
      OrderId completed =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer")).id();
      OrderId failed =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "missing")).id();
      OrderId cancelled =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      under.orders().cancel(cancelled);
      List<OrderEvent> events = read(under.orders(), before, 1_000);
      assertThat(of(completed, events))
          .extracting(OrderEvent::type)
          .endsWith(OrderEvent.Type.ORDER_COMPLETED);
      assertThat(of(failed, events))
          .extracting(OrderEvent::type)
          .endsWith(OrderEvent.Type.ORDER_FAILED);
      assertThat(of(cancelled, events))
          .extracting(OrderEvent::type)
          .endsWith(OrderEvent.Type.ORDER_CANCELLED);
    }
  }

  @Test
  default void aReaderThatKeepsItsCursorMissesNothingAndRepeatsNothing() throws Exception {
    try (OrdersUnderTest under = open()) {
      String before = end(under.orders());
      OrderId first =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer")).id();
      EventPage firstPage = under.orders().events(before, 2, Duration.ZERO);
      OrderId second =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer")).id();
      List<OrderEvent> resumed = new ArrayList<>(firstPage.events());
      resumed.addAll(read(under.orders(), firstPage.cursor(), 1));
      for (OrderId id : List.of(first, second)) {
        assertThat(of(id, resumed))
            .extracting(OrderEvent::type)
            .containsExactly(
                OrderEvent.Type.ORDER_ACCEPTED,
                OrderEvent.Type.ORDER_STARTED,
                OrderEvent.Type.IMAGE_READY,
                OrderEvent.Type.ORDER_COMPLETED);
      }
      assertThat(resumed).extracting(OrderEvent::id).doesNotHaveDuplicates();
      assertThat(ids(read(under.orders(), before, 1_000)))
          .as("read again")
          .containsExactlyInAnyOrderElementsOf(ids(resumed));
    }
  }

  @Test
  default void thePageIsNoLongerThanAsked() throws Exception {
    try (OrdersUnderTest under = open()) {
      ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer"));
      assertThat(under.orders().events(EventPage.START, 2, Duration.ZERO).events()).hasSize(2);
    }
  }

  @Test
  default void aLongWaitEndsWhenAnEventComes() throws Exception {
    try (OrdersUnderTest under = open()) {
      String before = end(under.orders());
      CompletableFuture<EventPage> page = new CompletableFuture<>();
      CompletableFuture<Void> waiting =
          Calls.start(
              () -> page.complete(under.orders().events(before, 10, Duration.ofSeconds(50))));
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "answer")).id();
      get(waiting);
      assertThat(of(id, get(page).events()))
          .extracting(OrderEvent::type)
          .startsWith(OrderEvent.Type.ORDER_ACCEPTED);
    }
  }

  @Test
  default void withoutAWaitTheEndOfTheFeedIsAnEmptyPage() throws Exception {
    try (OrdersUnderTest under = open()) {
      String end = end(under.orders());
      EventPage page = under.orders().events(end, 10, Duration.ZERO);
      assertThat(page.events()).isEmpty();
      assertThat(under.orders().events(page.cursor(), 10, Duration.ofMillis(1)).events()).isEmpty();
    }
  }

  @Test
  default void aFeedCursorThatNoPageGaveIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      refused(
          ErrorCode.INVALID_REQUEST,
          () -> under.orders().events("not a cursor", 10, Duration.ZERO));
    }
  }

  @Test
  default void aLimitOrWaitOutOfBoundsIsRefusedWithItsField() throws Exception {
    try (OrdersUnderTest under = open()) {
      for (int limit : List.of(0, 1_001)) {
        assertThat(
                refused(
                        ErrorCode.INVALID_REQUEST,
                        () -> under.orders().events(EventPage.START, limit, Duration.ZERO))
                    .field())
            .contains("limit");
      }
      for (Duration wait : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(61))) {
        assertThat(
                refused(
                        ErrorCode.INVALID_REQUEST,
                        () -> under.orders().events(EventPage.START, 10, wait))
                    .field())
            .contains("wait");
      }
    }
  }

  /** Where the feed ends now. */
  private static String end(ImageOrders orders) {
    EventPage page = orders.events(EventPage.START, 1_000, Duration.ZERO);
    while (!page.events().isEmpty()) {
      page = orders.events(page.cursor(), 1_000, Duration.ZERO);
    }
    return page.cursor();
  }

  private static List<OrderEvent> read(ImageOrders orders, String after, int limit) {
    List<OrderEvent> events = new ArrayList<>();
    EventPage page = orders.events(after, limit, Duration.ZERO);
    while (!page.events().isEmpty()) {
      events.addAll(page.events());
      assertThat(events).as("events of a few orders").hasSizeLessThan(1_000);
      page = orders.events(page.cursor(), limit, Duration.ZERO);
    }
    return events;
  }

  private static List<OrderEvent> of(OrderId order, List<OrderEvent> events) {
    return events.stream().filter(event -> event.order().equals(order)).toList();
  }

  private static OrderEvent one(List<OrderEvent> events, OrderEvent.Type type) {
    return events.stream().filter(event -> event.type() == type).findFirst().orElseThrow();
  }

  private static List<String> ids(List<OrderEvent> events) {
    return events.stream().map(OrderEvent::id).toList();
  }
}
