package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one instance of a consumer is doing. What another instance has is that one's to tell.
 *
 * @param shares which of the {@link EventConsumer#SHARES} shares of the orders this instance has
 * @param waiting how many events it has read and not handled
 * @param oldest when the oldest of them happened, by the clock of the orders' store; null if there
 *     are none
 * @param behind how long ago that was; if there are none, how long the feed could not be read
 * @param setAside how many orders of its shares are set aside
 * @param stuckHandlers how many handlers run on though they were told to stop; at as many as the
 *     consumer has threads, it begins no more until one returns
 * @param refusal why the consumer stands still until a person decides; null if it does not
 * @param problem what last went wrong; null if nothing did
 */
public record ConsumerStatus(
    List<Integer> shares,
    int waiting,
    @Nullable Instant oldest,
    Duration behind,
    int setAside,
    int stuckHandlers,
    @Nullable String refusal,
    @Nullable Problem problem) {

  /** Copies the list. */
  public ConsumerStatus {
    shares = List.copyOf(shares);
  }

  /**
   * Something that went wrong.
   *
   * @param what in words
   * @param at when, by this process's clock
   */
  public record Problem(String what, Instant at) {}

  /** When the oldest event that was read and not handled happened. */
  public Optional<Instant> oldestUnhandled() {
    return Optional.ofNullable(oldest);
  }

  /** Why the consumer stands still: the feed does not take its cursor. */
  public Optional<String> standsStill() {
    return Optional.ofNullable(refusal);
  }

  /** What last went wrong, in the handler, the feed or the state store. */
  public Optional<Problem> lastProblem() {
    return Optional.ofNullable(problem);
  }
}
