package org.imageorders.migration.compare;

import java.io.IOException;
import java.util.Optional;

/**
 * Is asked last, of two pictures in which {@link ComparisonLadder} found no difference: a model
 * that describes pictures, a rule of the shop, a person. Thread-safe, if the ladder is shared.
 */
@FunctionalInterface
public interface Judge {

  /**
   * Looks at both.
   *
   * @param original legacy's picture
   * @param copy the twin's
   * @return in words, why they are not alike; empty if they are
   * @throws IOException if it cannot be said for now
   */
  Optional<String> objection(Picture original, Picture copy) throws IOException;
}
