package org.imageorders.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;

/**
 * Keeps orders, and is the queue of their tasks, so that there is one truth. A task is one provider
 * call, and the unit of claiming, of lease and fence, of fairness and of retry.
 *
 * <p>Each method is one transaction: what it says happens wholly or not at all. A task's result,
 * its order's new state and its events are one. Leases and due times are kept by the store's own
 * clock. Thread-safe; several processes may share what is kept where the implementation says so.
 *
 * <p>Every method may throw {@link ImageOrderException} with {@link ErrorCode#UNAVAILABLE}.
 */
public interface OrderStore extends AutoCloseable {

  /**
   * Keeps a new order, durably, with its tasks ready to be claimed.
   *
   * <p>A task's rank is the highest of the rank claimed last, of its customer's last rank, and of
   * its predecessor's, each in its own queue, plus {@link NewTask#cost()} divided by the order's
   * priority. So a customer's backlog delays that customer, and a newcomer starts after the calls
   * that run.
   *
   * <p>Whatever others place at the same time, a customer's allowances are kept to: what the ledger
   * has, what waits, and this order's estimate come to no more.
   *
   * @param mostOpenTasks how many tasks may be ready or running, over all tenants, these included
   */
  Placement place(NewOrder order, int mostOpenTasks);

  /**
   * Takes tasks of the worker's queue to work on, lowest rank first, among those that are ready and
   * due, and those whose lease has run out. Opens an attempt for each, with its cost reserved. The
   * open attempt of a lost lease is closed as {@link Attempt.Outcome#UNKNOWN}.
   *
   * @param most how many at most
   */
  List<Claim> claim(Worker worker, int most);

  /**
   * Prolongs leases: the heartbeat.
   *
   * @return those that should be given up, and why; empty if all is well
   */
  Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease);

  /**
   * Shows a preview of the image at this place of the order. Does nothing if the claim has lapsed.
   */
  void preview(Claim claim, int index, ImageId preview);

  /**
   * Closes the attempt and makes the task ready again. Images that came are kept, and the rest is
   * asked for again.
   *
   * @param delay when it is due, from now
   */
  Settlement release(Claim claim, AttemptResult result, Duration delay);

  /**
   * Closes the attempt and ends the task. Every place that the claim asked for and that the result
   * has no image for takes the result's failure.
   */
  Settlement finish(Claim claim, AttemptResult result);

  /**
   * Ends orders whose deadline has passed: what is pending fails with {@link
   * ErrorCode#DEADLINE_EXCEEDED}.
   *
   * @return how many were ended
   */
  int expire();

  /**
   * How long until each queue has a task to claim, because it falls due or its lease runs out; zero
   * if one has. A queue in which that will not happen is left out.
   */
  Map<String, Duration> untilNextTasks();

  /** How long until the next deadline of an order passes; zero if one has; empty if none will. */
  Optional<Duration> untilNextDeadline();

  /**
   * An order as it stands, without {@link ImageOrder#waiting()}.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#GONE}
   */
  ImageOrder get(String tenant, OrderId id);

  /** Orders, newest first. A page may end early to stay small. */
  OrderPage list(String tenant, OrderQuery query);

  /**
   * How many tasks of its queue would be claimed before this order's next one; 0 if it has none
   * that is ready.
   */
  int ahead(String tenant, OrderId id);

  /**
   * Ends an order as cancelled, unless it has ended.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#GONE}
   */
  ImageOrder cancel(String tenant, OrderId id);

  /**
   * Ends an order as cancelled if no attempt of it was ever opened and it has not ended; changes
   * nothing otherwise.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#GONE}
   */
  ImageOrder withdraw(String tenant, OrderId id);

  /**
   * Removes an order that has ended, and leaves a tombstone: its id and fingerprint, so that a late
   * repeat is told GONE and never makes a second order. What its attempts cost stays in the sums of
   * the ledger.
   *
   * @return false if there is no such order, or it has not ended
   */
  boolean remove(String tenant, OrderId id);

  /**
   * Orders of all tenants that ended at least so long ago, the oldest first.
   *
   * @param most how many at most
   */
  List<Change> endedFor(Duration least, int most);

  /**
   * Adds up attempts: those that were closed, those that run, and those of orders that were
   * removed.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there are more than {@link
   *     LedgerQuery#MOST_SUMS}
   */
  List<LedgerSum> ledger(String tenant, LedgerQuery query);

  /** Takes a customer's name from the sums of orders that were removed, and from all else. */
  void forget(String tenant, String customer);

  /**
   * The feed of {@link OrderEvent}s: gap-free, and in order for each order.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the cursor is not one of this
   *     feed's
   */
  EventPage events(String tenant, String after, int limit);

  /**
   * Tells when orders may have changed, in this process and, where the store can, in others; a hint
   * that may come late, twice or for nothing. The listener is called outside of any transaction and
   * must not block.
   */
  Subscription onChange(Consumer<Change> listener);

  @Override
  void close();

  /**
   * That an order may have changed.
   *
   * @param tenant whose it is
   * @param order which
   */
  record Change(String tenant, OrderId order) {}

  /** What ends when it is closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
