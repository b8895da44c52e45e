package org.imageorders.store;

import org.imageorders.ImageOrder;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order that was to be placed.
 *
 * @param kind which of the six
 * @param order the order that is kept: null if it is gone, or there was no room
 * @param exceeded the allowance that it would exceed; null if it would none
 */
public record Placement(Kind kind, @Nullable ImageOrder order, @Nullable Allowance exceeded) {

  /** A placement that exceeds no allowance. */
  public Placement(Kind kind, @Nullable ImageOrder order) {
    this(kind, order, null);
  }

  /** An order that its customer may not spend money on. */
  public static Placement overBudget(Allowance exceeded) {
    return new Placement(Kind.OVER_BUDGET, null, exceeded);
  }

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
    OVERLOADED,
    /** It could cost more than its customer may spend. */
    OVER_BUDGET
  }
}
