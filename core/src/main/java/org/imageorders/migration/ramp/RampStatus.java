package org.imageorders.migration.ramp;

import java.time.Instant;
import java.util.Optional;
import org.imageorders.migration.Share;
import org.jspecify.annotations.Nullable;

/**
 * How a ramp is doing, the same in every JVM that shares its state.
 *
 * @param phase what it is at
 * @param share the step that it is at, or was at last
 * @param waitsFor what it waits for, in words
 * @param lastJudgement the latest look at this step; null before the first
 * @param coolUntil until when it cannot be started again; null if it was not rolled back
 * @param lastProblem what went wrong in this JVM's latest tick; null if nothing did
 */
public record RampStatus(
    Phase phase,
    Share share,
    String waitsFor,
    @Nullable Judgement lastJudgement,
    @Nullable Instant coolUntil,
    @Nullable String lastProblem) {

  /** The latest look at this step; empty before the first. */
  public Optional<Judgement> judgement() {
    return Optional.ofNullable(lastJudgement);
  }

  /** Until when it cannot be started again; empty if it was not rolled back. */
  public Optional<Instant> coolingUntil() {
    return Optional.ofNullable(coolUntil);
  }

  /** What went wrong in this JVM's latest tick; it is tried again. */
  public Optional<String> problem() {
    return Optional.ofNullable(lastProblem);
  }
}
