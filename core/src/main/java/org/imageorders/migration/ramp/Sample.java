package org.imageorders.migration.ramp;

import java.time.Instant;
import java.util.List;
import org.imageorders.migration.Fallbacks;
import org.imageorders.migration.shadow.ComparedOrder;
import org.jspecify.annotations.Nullable;

/**
 * What there is to judge a candidate by.
 *
 * @param now by the state store's clock
 * @param legacy orders of legacy, of the same time as far as there are enough
 * @param candidate orders of the candidate since the step began
 * @param fallbacks orders since then that the candidate did not take at the first try
 * @param pairs orders that were drawn twice; null if nobody compares
 */
record Sample(
    Instant now,
    List<Observation> legacy,
    List<Observation> candidate,
    Fallbacks fallbacks,
    @Nullable List<ComparedOrder> pairs) {

  Sample withPairs(List<ComparedOrder> compared) {
    return new Sample(now, legacy, candidate, fallbacks, compared);
  }
}
