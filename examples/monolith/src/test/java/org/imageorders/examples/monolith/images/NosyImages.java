package org.imageorders.examples.monolith.images;

import org.imageorders.examples.monolith.billing.Billing;

/** What must not be: the image module asks another one, and could not move without it. */
public final class NosyImages {

  private final Billing billing;

  NosyImages(Billing billing) {
    this.billing = billing;
  }

  boolean isWorthIt() {
    return billing.pictures() > 0;
  }
}
