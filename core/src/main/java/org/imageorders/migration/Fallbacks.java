package org.imageorders.migration;

/**
 * The orders that the candidate did not take at the first try. Immutable.
 *
 * @param refused those that it certainly did not take and legacy did: no customer saw it
 * @param unanswered those that it gave no answer to and did not have when it was asked for them by
 *     their ids: the customer saw an error
 */
public record Fallbacks(CustomerCount refused, CustomerCount unanswered) {

  /** No order. */
  public static final Fallbacks NONE = new Fallbacks(CustomerCount.NONE, CustomerCount.NONE);

  /** How many they are. */
  public int orders() {
    return refused.orders() + unanswered.orders();
  }

  Fallbacks plus(Fallbacks more) {
    return new Fallbacks(refused.plus(more.refused), unanswered.plus(more.unanswered));
  }
}
