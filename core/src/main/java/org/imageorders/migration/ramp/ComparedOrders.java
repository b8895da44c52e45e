package org.imageorders.migration.ramp;

import java.time.Instant;
import java.util.List;
import org.imageorders.migration.shadow.ComparedOrder;

/**
 * Where the ramp finds orders that were drawn twice: a parallel run's {@code pairs}. Those of
 * legacy's twin tell how much two pictures of one request differ anyway. Thread-safe.
 */
@FunctionalInterface
public interface ComparedOrders {

  /** Those that were compared at this instant or later. */
  List<ComparedOrder> since(Instant when);
}
