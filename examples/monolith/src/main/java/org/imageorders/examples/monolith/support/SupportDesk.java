package org.imageorders.examples.monolith.support;

import java.time.Duration;
import java.time.Instant;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;

/** Answers "where is my picture?". Thread-safe. */
public final class SupportDesk {

  /**
   * Who waits longer for a picture writes to support: four times what the tour's old generator
   * takes to draw one.
   */
  public static final Duration PATIENCE = Duration.ofMillis(300);

  private final ImageOrders images;

  /** A desk that looks up pictures here. */
  public SupportDesk(ImageOrders images) {
    this.images = images;
  }

  /** What a customer's latest order waits for, or came to, in words. */
  public String whereIsMyPicture(String customer) {
    return images.list(OrderQuery.ofCustomer(customer)).orders().stream()
        .findFirst()
        .map(ImageOrder::id)
        .map(this::tell)
        .orElse(customer + " has ordered nothing.");
  }

  /** What an order waits for, or came to, in words. */
  public String tell(OrderId order) {
    return images.explain(order);
  }

  /**
   * Whether the customer of an order writes to support: whoever has waited for longer than {@link
   * #PATIENCE} does, and whoever did not get the picture.
   */
  public static boolean isTicket(ImageOrder order, Instant now) {
    Duration waited = Duration.between(order.acceptedAt(), order.endedAt().orElse(now));
    boolean unserved = order.isEnded() && order.status() != OrderStatus.COMPLETED;
    return unserved || waited.compareTo(PATIENCE) > 0;
  }
}
