package org.imageorders.migration.shadow;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How alike two pictures are.
 *
 * @param failed the first rung that did not hold; empty if the pictures are alike
 * @param why what was seen there, in words, such as {@code 512x512 beside 1024x1024}; empty if the
 *     pictures are alike
 * @param hashDistance by how many of 64 bits their difference hashes differ; empty if that rung was
 *     not reached
 * @param similarity the mean SSIM, 1 for the same picture, near 0 for unrelated ones; empty if that
 *     rung was not reached
 */
public record Resemblance(
    Optional<Rung> failed, String why, OptionalInt hashDistance, OptionalDouble similarity) {

  /** Whether every rung held. */
  public boolean isAlike() {
    return failed.isEmpty();
  }

  /** Whether a difference was seen. Pictures that could not be looked at are neither. */
  public boolean isDifferent() {
    return failed.isPresent() && failed.get() != Rung.READABLE;
  }
}
