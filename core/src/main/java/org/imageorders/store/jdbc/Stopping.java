package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.imageorders.Failure;
import org.imageorders.ImageResult;
import org.imageorders.OrderId;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.shared.Ending;
import org.jspecify.annotations.Nullable;

/** Ends orders before their tasks do, and removes those that have ended. */
final class Stopping {

  private final Feed feed;

  Stopping(Feed feed) {
    this.feed = feed;
  }

  /** An order and its tasks, all locked. */
  private record Locked(OrderRow order, List<TaskRow> tasks) {}

  private static Optional<Locked> lock(Session session, String tenant, OrderId id)
      throws SQLException {
    Session.Later<TaskRow> tasks = TaskRow.lockAll(session, tenant, id);
    Session.Later<OrderRow> order = OrderRow.lock(session, List.of(new Change(tenant, id)));
    List<TaskRow> its = tasks.rows();
    return order.rows().stream()
        .map(found -> new Locked(found, its))
        // Without tasks, it was placed between the two questions, and is as if it were not there.
        .filter(found -> found.order().isEnded() || !found.tasks().isEmpty())
        .findFirst();
  }

  /**
   * Cancels an order that has not ended, if it is wanted as it is found.
   *
   * @return whether that changed it
   */
  boolean cancel(Session session, String tenant, OrderId id, Predicate<OrderRow> wanted)
      throws SQLException {
    Optional<Locked> locked =
        lock(session, tenant, id)
            .filter(found -> !found.order().isEnded() && wanted.test(found.order()));
    if (locked.isEmpty()) {
      return false;
    }
    stop(session, locked.get(), Ending.CANCELLATION, Ending.CANCELLED, session.now());
    return true;
  }

  /**
   * Ends an order, if its deadline has passed.
   *
   * @return whether that changed it
   */
  boolean expire(Session session, String tenant, OrderId id) throws SQLException {
    Instant now = session.now();
    Optional<Locked> locked =
        lock(session, tenant, id)
            .filter(found -> !found.order().isEnded() && found.order().isOverdue(now));
    if (locked.isEmpty()) {
      return false;
    }
    stop(session, locked.get(), Ending.DEADLINE_PASSED, null, now);
    return true;
  }

  /**
   * Fails what is pending. Tasks that run stay until they are settled, or their lease runs out.
   *
   * @param ending null for the one that the images' fates make
   */
  private void stop(
      Session session, Locked locked, Failure why, @Nullable Ending ending, Instant now)
      throws SQLException {
    OrderRow order = locked.order();
    session.write(Sql.END_READY_TASKS, order.seq());
    session.write(Sql.STOP_TASKS, now, order.seq());
    order.endedTasks(
        (int) locked.tasks().stream().filter(task -> task.state() == TaskRow.State.READY).count());
    List<ImageResult> all = new ArrayList<>(Reading.images(session, order));
    List<ImageResult> failed =
        all.stream().filter(ImageResult::isPending).map(image -> image.failed(why)).toList();
    failed.forEach(image -> all.set(image.index(), image));
    Changes changes = new Changes(now);
    changes.decide(order, failed);
    order.end(ending == null ? Ending.of(all) : ending, now);
    changes.add(order);
    changes.save(session, feed);
  }

  /** Removes an order that has ended, and leaves a tombstone. */
  boolean remove(Session session, String tenant, OrderId id) throws SQLException {
    Optional<Locked> locked = lock(session, tenant, id).filter(found -> found.order().isEnded());
    if (locked.isEmpty()) {
      return false;
    }
    OrderRow order = locked.get().order();
    order.endedTasks(locked.get().tasks().size());
    Spending.keep(session, order.seq());
    session.write(Sql.ADD_TOMBSTONE, id.value(), tenant, order.fingerprint());
    for (String table :
        List.of(Sql.DELETE_TASKS, Sql.DELETE_ATTEMPTS, Sql.DELETE_IMAGES, Sql.DELETE_ORDER)) {
      session.write(table, order.seq());
    }
    int partition = feed.partition(id);
    session.write(
        FeedSql.DELETE_EVENTS, partition, partition, order.toldAfter(), id.value(), order.events());
    feed.append(session, List.of(order.takeNews()), session.now());
    return true;
  }
}
