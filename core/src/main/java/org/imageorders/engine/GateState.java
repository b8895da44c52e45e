package org.imageorders.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gate lets through: one provider's calls with one model. What is shared by all engines over
 * one state store is as it stood when this was read; what is in flight is this engine's own.
 *
 * @param provider the provider's name
 * @param model the model; empty for a provider without models
 * @param limits the provider's limits, as far as they are known
 * @param closedUntil when calls begin again; null if they begin now, or once it is resumed
 * @param why what closed or paused it; null if it is open
 * @param down whether it is closed because calls failed one after the other; then other providers
 *     of the chain are called
 * @param paused whether an operator wants no calls; then, too, other providers are called
 * @param inFlight how many calls run
 * @param mostInFlight how many calls may run: the engine's concurrency, less while the provider
 *     shows signs of overload
 * @param imagesInLastMinute how many images calls were begun for in the last 60 seconds
 */
public record GateState(
    String provider,
    String model,
    List<Limit> limits,
    @Nullable Instant closedUntil,
    @Nullable String why,
    boolean down,
    boolean paused,
    int inFlight,
    int mostInFlight,
    long imagesInLastMinute) {

  /** Copies the list. */
  public GateState {
    limits = List.copyOf(limits);
  }

  /** Where a limit is known from. */
  public enum Origin {
    /** The provider's traits. */
    GIVEN,
    /** The provider's answers. */
    TOLD,
    /** What was accepted before a call was refused. It is tried a little higher now and then. */
    LEARNED
  }

  /**
   * A limit.
   *
   * @param unit what is limited: {@code images}, {@code requests} or {@code tokens}
   * @param perMinute how many a minute
   * @param origin where it is known from
   */
  public record Limit(String unit, long perMinute, Origin origin) {}

  /** When calls begin again; empty if they begin now, or once it is resumed. */
  public Optional<Instant> opensAt() {
    return Optional.ofNullable(closedUntil);
  }
}
