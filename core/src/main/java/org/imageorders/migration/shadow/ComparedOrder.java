package org.imageorders.migration.shadow;

import java.time.Instant;
import java.util.List;

/**
 * An order that was drawn twice, and how alike the pictures are.
 *
 * @param twin what drew the copy
 * @param original the customer's order, with legacy
 * @param copy the same request in the reserved tenant
 * @param images how alike the pictures are, in the order of the request
 * @param comparedAt when they were compared
 */
public record ComparedOrder(
    Twin twin, Outcome original, Outcome copy, List<Resemblance> images, Instant comparedAt) {

  /** Keeps a copy of the list. */
  public ComparedOrder {
    images = List.copyOf(images);
  }

  /** Whether all pictures are alike. */
  public boolean isAlike() {
    return images.stream().allMatch(Resemblance::isAlike);
  }

  /** Whether a difference was seen. If neither alike nor different, some could not be looked at. */
  public boolean isDifferent() {
    return images.stream().anyMatch(Resemblance::isDifferent);
  }
}
