package org.imageorders.migration.compare;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.migration.shadow.Rung;

/**
 * How many orders differ from their twins.
 *
 * @param alike orders of which every picture is alike
 * @param ignored orders that differ only where an ignore rule holds
 * @param unseen orders of which some pictures could not be looked at, and no other differs
 * @param different orders of which a picture differs, by the lowest rung that failed
 */
public record Tally(int alike, int ignored, int unseen, Map<Rung, Integer> different) {

  /** Keeps a copy of the map, the lowest rung first. */
  public Tally {
    different = Collections.unmodifiableMap(new TreeMap<>(different));
  }

  /** All orders. */
  public int orders() {
    return seen() + unseen;
  }

  /** The orders that count: all but those that could not be looked at. */
  public int seen() {
    return alike + ignored + allDifferent();
  }

  /** The orders that differ, at whatever rung. */
  public int allDifferent() {
    return different.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The orders that differ at a rung. */
  public int different(Rung rung) {
    return different.getOrDefault(rung, 0);
  }

  /** The share of the orders seen that differ, 0 to 1. */
  public double share() {
    return Excess.share(allDifferent(), seen());
  }
}
