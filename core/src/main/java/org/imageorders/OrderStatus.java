package org.imageorders;

/** Where an order stands. An ended order never changes its status again. */
public enum OrderStatus {
  /** Durable; no call has begun. */
  ACCEPTED,
  /** At least one call has begun. */
  GENERATING,
  /** Every image is ready. */
  COMPLETED,
  /** Some images are ready, the others failed. */
  PARTIALLY_COMPLETED,
  /** No image is ready. */
  FAILED,
  /** Cancelled before it ended; images made until then are ready. */
  CANCELLED,
  /**
   * A status of a newer version, seen by an older one: not ended as far as this version can tell.
   */
  UNRECOGNIZED;

  /** Whether nothing will change any more. */
  public boolean isEnded() {
    return this == COMPLETED || this == PARTIALLY_COMPLETED || this == FAILED || this == CANCELLED;
  }
}
