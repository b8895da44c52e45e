package org.imageorders;

/**
 * What an order costs, from the ledger of its attempts. All three in one currency.
 *
 * @param spent what finished calls cost
 * @param reserved what calls that run may cost
 * @param atRisk what calls of unknown fate may have cost
 */
public record OrderCost(Money spent, Money reserved, Money atRisk) {

  /** What it may come to at most, as things stand. */
  public Money most() {
    return spent.plus(reserved).plus(atRisk);
  }
}
