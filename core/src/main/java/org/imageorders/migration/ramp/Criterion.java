package org.imageorders.migration.ramp;

/** What a candidate is judged by. */
public enum Criterion {
  /** Whether enough of its orders have ended at all. */
  SAMPLE("sample"),

  /** How many orders failed, in whole or in part, fell back to legacy, or got no answer. */
  FAILURES("failures"),

  /** How many took longer than legacy's 95th percentile times what is tolerated. */
  LATENCY("latency"),

  /** How many are in flight for far longer than any of legacy's ever took. */
  IN_FLIGHT("inFlight"),

  /** How many brought other pixels, another format or fewer pictures than were ordered. */
  PICTURES("pictures"),

  /** What an image costs. */
  COST("cost"),

  /** How many look different from legacy's, beyond legacy's difference from itself. */
  SIMILARITY("similarity"),

  /** Whether the candidate answers at all when it is asked about its orders. */
  ANSWERS("answers");

  private final String word;

  Criterion(String word) {
    this.word = word;
  }

  /** As it stands in evidence, such as {@code inFlight}. */
  @Override
  public String toString() {
    return word;
  }
}
