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
 * @param left the same for the side that the order is leaving; empty unless it is moving
 */
record Pin(
    long version,
    Side side,
    State state,
    Map<ImageId, ImageId> copies,
    Map<ImageId, ImageId> left) {

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
    FELL_BACK,

    /** The order may be recalled, if it turns out not to have started. */
    RECALLING,

    /** It had not started; the side is asked to withdraw it. */
    WITHDRAWING,

    /** The other side has withdrawn it, and it is being placed on this one. */
    MOVING,

    /** It is here, and was withdrawn from the other side. */
    MOVED;

    /** Whether whoever meets it has to complete what another began. */
    boolean isUnderWay() {
      return this == RECALLING || this == WITHDRAWING || this == MOVING;
    }
  }

  Pin {
    copies = Map.copyOf(copies);
    left = Map.copyOf(left);
  }

  /** For orders that have no document. */
  static Pin none(Side side) {
    return new Pin(0, side, State.FIXED, Map.of(), Map.of());
  }

  /** The request as this side understands it. */
  OrderRequest forSide(OrderRequest request) {
    return renamed(request, copies);
  }

  /** This side's order as the caller ordered it. */
  ImageOrder forCaller(ImageOrder order) {
    return original(order, copies);
  }

  /** The order of the side that is being left, as the caller ordered it. */
  ImageOrder asLeft(ImageOrder order) {
    return original(order, left);
  }

  private static ImageOrder original(ImageOrder order, Map<ImageId, ImageId> copies) {
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
