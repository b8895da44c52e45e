package org.imageorders.examples.monolith.support;

import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderQuery;

/** Answers "where is my picture?". Thread-safe. */
public final class SupportDesk {

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
        .map(images::explain)
        .orElse(customer + " has ordered nothing.");
  }
}
