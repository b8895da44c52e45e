package org.imageorders.examples.monolith.checkout;

import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;

/** The shop's checkout. Thread-safe. */
public final class Checkout {

  private static final int PIXELS = 256;

  private final ImageOrders images;

  /** A checkout that orders pictures here. */
  public Checkout(ImageOrders images) {
    this.images = images;
  }

  /**
   * A customer pressed "buy". Returns at once: nobody waits in the checkout for a picture. Pressing
   * again for the same cart buys nothing more.
   */
  public OrderId buy(String customer, String cart, String wish) {
    OrderRequest request =
        OrderRequest.builder(customer)
            .idempotencyKey(cart)
            .spec(ImageSpec.builder(wish).size(PIXELS, PIXELS).build())
            .build();
    return images.place(request).id();
  }
}
