package org.imageorders.store;

/** What became of a result. */
public enum Settlement {
  /** It stands in the order and in the ledger. */
  SAVED,
  /** The order had ended: it stands in the ledger alone. */
  LEDGER_ONLY,
  /** The claim was lost: nothing was saved. */
  LOST
}
