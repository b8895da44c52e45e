package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.outbox.OutboxImageOrders;

/**
 * A shop with outboxes, and where its orders are handled; time stands until the test lets it go.
 */
final class OutboxShop implements AutoCloseable {

  static final Duration LEASE = Duration.ofHours(1); // so much time does not pass by itself

  final OutboxDatabase database;
  final ManualTime time = new ManualTime();
  final EmbeddedImageOrders there =
      EmbeddedImageOrders.builder(ScriptedProvider.byPrompt()).clock(time).build();
  final Line line = new Line(there);
  private final List<ImageOrders> opened = new ArrayList<>();

  OutboxShop(OutboxDatabase database) {
    this.database = database;
    OutboxImageOrders.createSchema(database.dataSource());
  }

  /** An outbox that hands over. */
  OutboxImageOrders outbox() {
    return outbox(line.orders(), settings -> settings);
  }

  /** One that only takes orders and looks at them. */
  OutboxImageOrders counter() {
    return outbox(line.orders(), settings -> settings.handOvers(0));
  }

  OutboxImageOrders outbox(ImageOrders target, UnaryOperator<OutboxImageOrders.Builder> settings) {
    OutboxImageOrders outbox =
        settings
            .apply(
                OutboxImageOrders.builder(database.dataSource(), target)
                    .clock(time)
                    .pauses(time)
                    .lease(LEASE))
            .build();
    opened.add(outbox);
    return outbox;
  }

  /** Places in a transaction of the shop's that commits. */
  OrderId place(OutboxImageOrders orders, OrderRequest request) throws Exception {
    try (Connection connection = database.begin()) {
      OrderId id = orders.place(connection, request).id();
      connection.commit();
      return id;
    }
  }

  /** Lets time go on, step by step, until something is so. */
  void until(BooleanSupplier wanted) throws InterruptedException {
    while (!wanted.getAsBoolean()) {
      time.awaitPending(1);
      time.advance(Duration.ofMillis(100));
    }
  }

  /** Lets time go on until an order has ended. */
  ImageOrder ended(ImageOrders orders, OrderId id) throws Exception {
    until(() -> orders.get(id).isEnded());
    return orders.get(id);
  }

  static OrderRequest request(String customer, String key) {
    return OrderRequests.keyed(customer, key, "answer");
  }

  /** Every order, by pages of so many. */
  static List<OrderId> list(ImageOrders orders, int limit) {
    List<OrderId> ids = new ArrayList<>();
    OrderQuery.Builder query = OrderQuery.builder().limit(limit);
    OrderPage page = orders.list(query.build());
    page.orders().forEach(order -> ids.add(order.id()));
    while (page.next().isPresent()) {
      assertThat(page.orders()).hasSizeLessThanOrEqualTo(limit);
      page = orders.list(query.after(page.next().get()).build());
      page.orders().forEach(order -> ids.add(order.id()));
    }
    return ids;
  }

  /** Every event, by pages of so many. */
  static List<OrderEvent> feed(ImageOrders orders, String from, int limit) {
    List<OrderEvent> events = new ArrayList<>();
    EventPage page = orders.events(from, limit, Duration.ZERO);
    while (!page.events().isEmpty()) {
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      events.addAll(page.events());
      page = orders.events(page.cursor(), limit, Duration.ZERO);
    }
    return events;
  }

  static List<OrderEvent.Type> story(ImageOrders orders, OrderId id) {
    return feed(orders, EventPage.START, 100).stream()
        .filter(event -> event.order().equals(id))
        .map(OrderEvent::type)
        .toList();
  }

  @Override
  public void close() {
    opened.forEach(ImageOrders::close);
    there.close();
  }
}
