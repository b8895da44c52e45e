package org.imageorders.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was used in the last sixty seconds, against a limit. Not thread-safe. */
final class SlidingMinute {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private record Use(Instant at, long amount) {}

  private final long limit;
  private final Deque<Use> uses = new ArrayDeque<>();
  private long used;

  SlidingMinute(long limit) {
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  long used(Instant now) {
    while (!uses.isEmpty() && !uses.peek().at().plus(MINUTE).isAfter(now)) {
      used -= uses.remove().amount();
    }
    return used;
  }

  void use(Instant now, long amount) {
    uses.add(new Use(now, amount));
    used += amount;
  }

  /** How long it is until there is room for an amount; a minute if there never is. */
  Duration untilRoomFor(long amount, Instant now) {
    long over = used(now) + amount - limit;
    if (over <= 0) {
      return Duration.ZERO;
    }
    for (Use use : uses) {
      over -= use.amount();
      if (over <= 0) {
        return Duration.between(now, use.at().plus(MINUTE));
      }
    }
    return MINUTE;
  }

  /** How long it is until nothing counts as used. */
  Duration untilUnused(Instant now) {
    return used(now) == 0 ? Duration.ZERO : Duration.between(now, uses.getLast().at().plus(MINUTE));
  }
}
