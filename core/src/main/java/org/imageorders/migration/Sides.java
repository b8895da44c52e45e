package org.imageorders.migration;

import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;

/** The two that a migration stands between, both of one tenant. */
record Sides(ImageOrders legacy, ImageOrders candidate) {

  /** Refuses two that would give one order two ids: nothing could be found again. */
  Sides {
    OrderId old = legacy.idOf("probe", "probe");
    OrderId young = candidate.idOf("probe", "probe");
    if (!old.equals(young)) {
      throw ImageOrderException.invalid(
          "candidate",
          young,
          "give both sides the same tenant: legacy makes " + old + " of the same customer and key");
    }
  }

  ImageOrders of(Side side) {
    return side == Side.LEGACY ? legacy : candidate;
  }
}
