package org.imageorders.http.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.imageorders.http.server.OrderServer.Limits;

/**
 * How fast the other side takes or gives bytes, over the time in which it was its turn. Not
 * thread-safe.
 */
final class Pace {

  private final Limits limits;
  private final InstantSource clock;
  private Instant began = Instant.MIN;
  private Duration waited = Duration.ZERO;
  private long bytes;

  Pace(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** It is the other side's turn. */
  void begin() {
    began = clock.instant();
  }

  /** It has taken or given so many. Tells whether it is too slow. */
  boolean isTooSlowAfter(long count) {
    waited = waited.plus(Duration.between(began, clock.instant()));
    bytes += count;
    Duration due = limits.grace().plusMillis(bytes * 1_000 / limits.bytesPerSecond());
    return waited.compareTo(due) > 0;
  }
}
