package org.imageorders.migration.ramp;

/** What a look at the candidate says. */
public enum Verdict {
  /** It is not worse than legacy by more than is tolerated, and that is certain enough. */
  PASS,

  /** It is worse than legacy, and that is no chance. */
  FAIL,

  /** Neither is certain yet: more orders have to end. */
  INCONCLUSIVE
}
