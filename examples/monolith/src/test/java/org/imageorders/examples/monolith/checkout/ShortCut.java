package org.imageorders.examples.monolith.checkout;

import org.imageorders.examples.monolith.images.Images;

/** What must not be: the checkout meddles with what stands behind the pictures. */
public final class ShortCut {

  private final Images images;

  ShortCut(Images images) {
    this.images = images;
  }

  boolean isMoved(String customer) {
    return images.control().listed().containsKey(customer);
  }
}
