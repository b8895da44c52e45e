package org.imageorders.migration.shadow;

/** What drew an order the second time. */
public enum Twin {
  /** The candidate: what differs is the difference that customers would see. */
  CANDIDATE,

  /** Legacy itself (A/A): what differs is noise, for a generator is not its own twin. */
  LEGACY
}
