package org.imageorders;

/** What to do when a call was sent to the provider and its fate cannot be known. */
public enum UnknownOutcome {
  /**
   * Make the call once more, within the order's ceiling; the first stands in the ledger as possibly
   * paid twice.
   */
  REPEAT_ONCE,

  /** Make no second call: the images fail with {@link ErrorCode#OUTCOME_UNKNOWN}. */
  FAIL
}
