package org.imageorders.migration.shadow;

/** What keeps a parallel run from copying an order of its sample. */
public enum Limit {
  /** The purse is used up. */
  IN_ALL,

  /** What may be spent today is used up; it goes on at midnight UTC. */
  A_DAY,

  /** What may be spent for this order's customer is used up; other customers' are copied. */
  A_CUSTOMER,

  /** As many copies as may be open at the same time have not ended. */
  OPEN_COPIES
}
