package org.imageorders.engine;

import java.time.Instant;

/**
 * How many calls of a gate run, and how many may: as many as configured until the provider shows
 * signs of overload, then half, and one more for each round of calls that ends well. Thread-safe.
 */
final class InFlight {

  private final int most;
  private double allowed;
  private int running;
  private Instant lastHalved = Instant.MIN;

  InFlight(int most) {
    this.most = most;
    this.allowed = most;
  }

  /** Lets calls begin, and returns how many of those wanted. */
  synchronized int enter(int wanted) {
    int entered = Math.max(0, Math.min(wanted, allowed() - running));
    running += entered;
    return entered;
  }

  synchronized void leave(int calls) {
    running -= calls;
  }

  /** A call ended well. */
  synchronized void worked() {
    if (running >= allowed()) {
      allowed = Math.min(most, allowed + 1 / allowed);
    }
  }

  /**
   * A call found the provider overloaded. Those that began before it was noticed count once, and
   * what fails where few calls run does not fail for their number.
   */
  synchronized void overloaded(Instant begun, Instant now) {
    if (begun.isAfter(lastHalved) && running * 2 >= allowed) {
      lastHalved = now;
      allowed = Math.max(1, allowed / 2);
    }
  }

  synchronized int running() {
    return running;
  }

  synchronized int allowed() {
    return (int) allowed;
  }
}
