package org.imageorders.migration.shadow;

import java.time.Instant;
import java.util.List;
import org.imageorders.Money;
import org.imageorders.consume.ConsumerStatus;

/**
 * How a parallel run is doing: money, copies and limits of all processes together, and what this
 * process's consumers are at.
 *
 * @param spent what the copies that ended have cost, or may have cost
 * @param today how much of that belongs to copies that ended today (UTC)
 * @param reserved what the open copies may still cost
 * @param open how many copies have not ended
 * @param stops the limits that orders were passed over for, while they hold
 * @param consumers of this process: first the one that places copies, then one for each twin
 */
public record ParallelRunStatus(
    Money spent,
    Money today,
    Money reserved,
    int open,
    List<Stop> stops,
    List<ConsumerStatus> consumers) {

  /** Copies the lists. */
  public ParallelRunStatus {
    stops = List.copyOf(stops);
    consumers = List.copyOf(consumers);
  }

  /**
   * A limit that is reached.
   *
   * @param limit which one
   * @param since when the first order was passed over for it, by the state store's clock
   * @param passedOver how many orders of the sample were, since then
   */
  public record Stop(Limit limit, Instant since, long passedOver) {}

  /** Whether copying has stopped, for everybody or for orders as large as those passed over. */
  public boolean isStopped() {
    return stops.stream().anyMatch(stop -> stop.limit() != Limit.A_CUSTOMER);
  }
}
