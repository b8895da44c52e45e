package org.imageorders.migration;

/** One of the two sides of a migration. */
public enum Side {
  /** What the shop has used so far. */
  LEGACY,

  /** What is to replace it. */
  CANDIDATE;

  Side other() {
    return this == LEGACY ? CANDIDATE : LEGACY;
  }

  /** In lower case, as people read it. */
  @Override
  public String toString() {
    return this == LEGACY ? "legacy" : "candidate";
  }
}
