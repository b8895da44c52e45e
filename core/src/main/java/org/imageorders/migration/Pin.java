package org.imageorders.migration;

import java.util.HashMap;
import java.util.Map;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.OrderRequest;

/**
 * Where an order is, and which of its source images were brought there.
 *
 * @param version of its document; 0 for an order without one, which is legacy's
 * @param copies the source images that were on the other side, and what they are called on this one
 */
record Pin(long version, Side side, State state, Map<ImageId, ImageId> copies) {

  /** How firmly it stands. */
  enum State {
    /**
     * Nobody but the call that wrote it has placed the order, so that this call can still change
     * the side. Whoever else finds it makes it {@link #FIXED} before they place.
     */
    FRESH,

    /** The order is there, or nowhere. */
    FIXED,

    /** The same; the candidate had refused it first. */
    FELL_BACK
  }

  Pin {
    copies = Map.copyOf(copies);
  }

  /** For orders that have no document. */
  static Pin none(Side side) {
    return new Pin(0, side, State.FIXED, Map.of());
  }

  /** The request as this side understands it. */
  OrderRequest forSide(OrderRequest request) {
    return renamed(request, copies);
  }

  /** This side's order as the caller ordered it. */
  ImageOrder forCaller(ImageOrder order) {
    if (copies.isEmpty()) {
      return order;
    }
    Map<ImageId, ImageId> originals = new HashMap<>();
    copies.forEach((original, copy) -> originals.put(copy, original));
    return order.toBuilder().request(renamed(order.request(), originals)).build();
  }

  private static OrderRequest renamed(OrderRequest request, Map<ImageId, ImageId> names) {
    return names.isEmpty()
        ? request
        : request.withSources(image -> names.getOrDefault(image, image));
  }
}
