package org.imageorders;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an order is not ready, and when it should be.
 *
 * @param reason what it waits for
 * @param ahead how many calls for other orders come before its next one
 * @param expected when it should be ready, where that can be told
 */
public record Waiting(Reason reason, int ahead, @Nullable Instant expected) {

  /** What an order can wait for. */
  public enum Reason {
    /** Its turn. */
    QUEUED,
    /** The provider, which asks for a pause. */
    RATE_LIMITED,
    /** The next try of a call that failed. */
    RETRYING,
    /** Calls that run. */
    GENERATING,
    /** The provider, which does not answer; it is tried again now and then. */
    PROVIDER_UNAVAILABLE,
    /** Room in the image store, or the right to write there. */
    STORAGE_UNAVAILABLE,
    /** An operator, who has paused the provider or the engine. */
    PAUSED,
    /** An engine: none works on the store's orders. */
    NO_WORKER,
    /** A reason of a newer version. */
    UNRECOGNIZED
  }

  /** When it should be ready, where that can be told. An estimate from what calls took lately. */
  public Optional<Instant> expectedReady() {
    return Optional.ofNullable(expected);
  }
}
