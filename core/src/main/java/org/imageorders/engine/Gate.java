package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Says how many calls may begin now: a bounded number in flight, and none while the provider wants
 * a pause.
 */
final class Gate {

  private final int concurrency;
  private final InstantSource clock;
  private int inFlight;
  private Instant closedUntil = Instant.MIN;

  Gate(int concurrency, InstantSource clock) {
    this.concurrency = concurrency;
    this.clock = clock;
  }

  synchronized int permits() {
    return untilOpen().isPresent() ? 0 : concurrency - inFlight;
  }

  synchronized void enter() {
    inFlight++;
  }

  synchronized void leave() {
    inFlight--;
  }

  synchronized boolean isIdle() {
    return inFlight == 0;
  }

  /** Lets no call begin for so long; a longer pause that was asked for before stands. */
  synchronized void closeFor(Duration pause) {
    Instant until = clock.instant().plus(pause);
    if (until.isAfter(closedUntil)) {
      closedUntil = until;
    }
  }

  /** How long the gate stays closed; empty if it is open. */
  synchronized Optional<Duration> untilOpen() {
    Instant now = clock.instant();
    return now.isBefore(closedUntil)
        ? Optional.of(Duration.between(now, closedUntil))
        : Optional.empty();
  }
}
