package org.imageorders.engine;

import java.time.Instant;

/** How much was counted in the last 60 seconds, to the second. Thread-safe. */
final class LastMinute {

  private static final int SECONDS = 60;

  private final long[] counts = new long[SECONDS];
  private long second = Long.MIN_VALUE;

  synchronized void add(long amount, Instant now) {
    moveTo(now);
    counts[(int) Math.floorMod(second, (long) SECONDS)] += amount;
  }

  synchronized long sum(Instant now) {
    moveTo(now);
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return Math.max(0, sum);
  }

  /** When the oldest of what is counted will be no more; now if nothing is. */
  synchronized Instant firstGone(Instant now) {
    moveTo(now);
    for (long counted = second - SECONDS + 1; counted <= second; counted++) {
      if (counts[(int) Math.floorMod(counted, (long) SECONDS)] > 0) {
        return Instant.ofEpochSecond(counted + SECONDS);
      }
    }
    return now;
  }

  private void moveTo(Instant now) {
    long latest = Math.max(second, now.getEpochSecond());
    for (long gone = Math.max(second + 1, latest - SECONDS + 1); gone <= latest; gone++) {
      counts[(int) Math.floorMod(gone, (long) SECONDS)] = 0;
    }
    second = latest;
  }
}
