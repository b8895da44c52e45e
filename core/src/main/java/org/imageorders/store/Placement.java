package org.imageorders.store;

import org.imageorders.ImageOrder;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order that was to be placed.
 *
 * @param kind which of the five
 * @param order the order that is kept: null if it is gone, or there was no room
 */
public record Placement(Kind kind, @Nullable ImageOrder order) {

  /** What can become of it. */
  public enum Kind {
    /** It is new, and durable now. */
    PLACED,
    /** The same request was placed before. */
    EXISTING,
    /** A different request was placed before under this key. */
    CONFLICT,
    /** The order was removed. */
    GONE,
    /** There are too many open tasks. */
    OVERLOADED
  }
}
