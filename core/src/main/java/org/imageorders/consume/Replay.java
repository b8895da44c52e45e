package org.imageorders.consume;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of replaying an order that was set aside.
 *
 * @param at when, by the state store's clock
 * @param handled how many events were handled
 * @param error what the handler said to the event after them; null if there was none, so that the
 *     order is no longer set aside
 */
public record Replay(Instant at, int handled, @Nullable String error) {

  /** What the handler said to the first event that it failed at. */
  public Optional<String> failure() {
    return Optional.ofNullable(error);
  }

  /** Whether every event was handled, so that the order is no longer set aside. */
  public boolean succeeded() {
    return error == null;
  }
}
