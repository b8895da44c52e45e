package org.imageorders.examples.monolith;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;

/**
 * The shop's orders as the image module lists them. What is no longer listed is remembered as it
 * was. Used by one thread.
 */
final class OrderBook {

  /** An order may be seen later than one that was accepted after it. */
  private static final Duration OVERLAP = Duration.ofSeconds(1);

  private final ImageOrders images;
  private final Map<OrderId, ImageOrder> orders = new HashMap<>();
  private Instant from = Instant.EPOCH;
  private int listedTwice;

  OrderBook(ImageOrders images) {
    this.images = images;
  }

  /** Reads the list from where everything was known to have ended. */
  void read() {
    OrderQuery query =
        OrderQuery.builder().acceptedFrom(from).limit(OrderQuery.LARGEST_PAGE).build();
    Map<OrderId, ImageOrder> seen = new HashMap<>();
    OrderPage page = images.list(query);
    add(page, seen);
    while (page.next().isPresent()) {
      page = images.list(query.stretch(page.cursor(), OrderQuery.LARGEST_PAGE));
      add(page, seen);
    }
    orders.putAll(seen);
    Instant latest =
        seen.values().stream()
            .map(ImageOrder::acceptedAt)
            .max(Instant::compareTo)
            .map(accepted -> accepted.minus(OVERLAP))
            .orElse(from);
    from =
        seen.values().stream()
            .filter(order -> !order.isEnded())
            .map(ImageOrder::acceptedAt)
            .filter(latest::isAfter)
            .min(Instant::compareTo)
            .orElse(latest);
  }

  private void add(OrderPage page, Map<OrderId, ImageOrder> seen) {
    for (ImageOrder order : page.orders()) {
      listedTwice += seen.put(order.id(), order) == null ? 0 : 1;
    }
  }

  /** All that were ever listed, as they were then. */
  Collection<ImageOrder> orders() {
    return orders.values();
  }

  /** Those accepted in a span of time. */
  List<ImageOrder> accepted(Instant since, Instant until) {
    return orders.values().stream()
        .filter(order -> !order.acceptedAt().isBefore(since) && order.acceptedAt().isBefore(until))
        .toList();
  }

  /** Whether no order that was listed is on its way. */
  boolean isQuiet() {
    return orders.values().stream().allMatch(ImageOrder::isEnded);
  }

  /** How often the list had an order that it had already: one that is on both sides. */
  int listedTwice() {
    return listedTwice;
  }
}
