package org.imageorders.examples.monolith.checkout;

import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;

/** The shop's checkout. Thread-safe. */
public final class Checkout {

  private static final int USUAL_PIXELS = 256;

  private final ImageOrders images;
  private final int pixels;

  /** A checkout that orders pictures here. */
  public Checkout(ImageOrders images) {
    this(images, USUAL_PIXELS);
  }

  /**
   * A checkout that orders pictures here.
   *
   * @param pixels how wide and high they are
   */
  public Checkout(ImageOrders images, int pixels) {
    this.images = images;
    this.pixels = pixels;
  }

  /**
   * A customer pressed "buy". Returns at once: nobody waits in the checkout for a picture. Pressing
   * again for the same cart buys nothing more.
   */
  public OrderId buy(String customer, String cart, String wish) {
    OrderRequest request =
        OrderRequest.builder(customer)
            .idempotencyKey(cart)
            .spec(ImageSpec.builder(wish).size(pixels, pixels).build())
            .build();
    return images.place(request).id();
  }
}
