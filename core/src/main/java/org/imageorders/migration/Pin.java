package org.imageorders.migration;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.OrderRequest;

/**
 * Where an order is, and which of its source images were brought there. What its methods return is
 * what may come next; it has the version of the pin that it is to replace.
 *
 * @param version of its document; 0 for an order without one, which is legacy's
 * @param copies the source images that were on the other side, and what they are called on this one
 * @param move what is known of a move under way; {@link Move#NONE} unless the order is between
 */
record Pin(long version, Side side, State state, Map<ImageId, ImageId> copies, Move move) {

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

    /** The same; but this one has refused it, so it goes back unless it turns out to be here. */
    RETURNING,

    /** It is here, and was withdrawn from the other side. */
    MOVED;

    /** Whether whoever meets it has to complete what another began. */
    boolean isUnderWay() {
      return this == RECALLING || this == WITHDRAWING || isBetween();
    }

    /** Whether the other side has it no more, and this one may not have it yet. */
    boolean isBetween() {
      return this == MOVING || this == RETURNING;
    }
  }

  /**
   * An order's move to its side.
   *
   * @param left the copies on the side that it left
   * @param placings how many calls to place it here were begun, and are not known to have been
   *     refused
   * @param lastBegunAt when the last of them was, by the state store's clock
   */
  record Move(Map<ImageId, ImageId> left, int placings, Instant lastBegunAt) {

    static final Move NONE = new Move(Map.of(), 0, Instant.EPOCH);

    Move {
      left = Map.copyOf(left);
    }
  }

  Pin {
    copies = Map.copyOf(copies);
  }

  /** Of an order whose source images are all where it is. */
  Pin(long version, Side side, State state) {
    this(version, side, state, Map.of(), Move.NONE);
  }

  /** For orders that have no document. */
  static Pin none(Side side) {
    return new Pin(0, side, State.FIXED);
  }

  Pin at(long written) {
    return new Pin(written, side, state, copies, move);
  }

  Pin in(State next) {
    return new Pin(version, side, next, copies, move);
  }

  Pin withCopies(Map<ImageId, ImageId> more) {
    return new Pin(version, side, state, more, move);
  }

  /** On the other side, which is to take it. */
  Pin across() {
    return new Pin(
        version, side.other(), State.MOVING, Map.of(), new Move(copies, 0, Instant.EPOCH));
  }

  Pin placingBegun(Instant now) {
    return with(new Move(move.left(), move.placings() + 1, now));
  }

  Pin placingRefused() {
    return with(new Move(move.left(), move.placings() - 1, move.lastBegunAt()));
  }

  private Pin with(Move other) {
    return new Pin(version, side, state, copies, other);
  }

  /** For good. */
  Pin moved() {
    return new Pin(version, side, State.MOVED, copies, Move.NONE);
  }

  /** On the side that has withdrawn it. */
  Pin back() {
    return new Pin(version, side.other(), State.FIXED, move.left(), Move.NONE);
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
    return original(order, move.left());
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
