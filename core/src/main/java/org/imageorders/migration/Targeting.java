package org.imageorders.migration;

/**
 * Decides on which side a customer's new orders are placed while the stage is live, where neither
 * the kill switch nor a list of customers does: the place for a flag system. Thread-safe; answers
 * at once. What it throws passes through to whoever places, and nothing was ordered.
 */
@FunctionalInterface
public interface Targeting {

  /**
   * The side of this customer's next order. An order stays where it was placed first, whatever is
   * answered later.
   *
   * @param share the share of customers that are to go to the candidate now
   */
  Side sideFor(String customer, Share share);

  /** Those that the share includes go to the candidate. */
  static Targeting byShare(String salt) {
    return (customer, share) -> share.includes(salt, customer) ? Side.CANDIDATE : Side.LEGACY;
  }
}
