package org.imageorders.store;

/** Why a claim should be given up. */
public enum Lapse {
  /** The order was cancelled or has passed its deadline: abort the call. */
  STOPPED,
  /**
   * The lease ran out and someone else has the task, or may have it at any moment: abort the call.
   */
  LOST
}
