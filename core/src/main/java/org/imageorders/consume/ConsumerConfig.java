package org.imageorders.consume;

import java.time.Duration;
import java.time.InstantSource;
import org.imageorders.ImageOrders;
import org.imageorders.Pauses;

/** What a consumer was built with. */
record ConsumerConfig(
    String name,
    ImageOrders orders,
    ConsumerState state,
    EventHandler handler,
    StartAt startAt,
    int threads,
    int tries,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration handlerTimeout,
    Duration lease,
    Duration drain,
    InstantSource clock,
    Pauses pauses) {

  /** How long to wait after so many failures in a row. */
  Duration backoff(int failures) {
    Duration delay = firstBackoff;
    for (int doubled = 1; doubled < failures && delay.compareTo(longestBackoff) < 0; doubled++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(longestBackoff) < 0 ? delay : longestBackoff;
  }
}
