package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.ImageResult;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction changes of orders: collected, and then saved at once, in the order in which
 * rows are locked. It fails, to be tried again, if others have changed one of the orders since it
 * was read, which they cannot if it was locked.
 */
final class Changes {

  private final Instant now;
  private final List<Attempts.Kept> opened = new ArrayList<>();
  private final List<Attempts.Kept> closed = new ArrayList<>();
  private final List<Images.Kept> images = new ArrayList<>();
  private final List<@Nullable Object[]> tasks = new ArrayList<>();
  private final List<@Nullable Object[]> ended = new ArrayList<>();
  private final List<@Nullable Object[]> waiting = new ArrayList<>();
  private final List<OrderRow> orders = new ArrayList<>();

  Changes(Instant now) {
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** Adds an attempt. */
  void open(OrderRow order, Attempt attempt) {
    opened.add(new Attempts.Kept(order.seq(), attempt));
    order.opened(attempt, now);
  }

  /** Replaces an attempt by what it has come to. */
  void close(OrderRow order, Attempt open, Attempt closing) {
    save(order, closing);
    order.closed(open, closing);
  }

  void save(OrderRow order, Attempt attempt) {
    closed.add(new Attempts.Kept(order.seq(), attempt));
  }

  void decide(OrderRow order, Collection<ImageResult> decided) {
    for (ImageResult image : decided) {
      images.add(new Images.Kept(order.seq(), image));
      order.decided(image, now);
    }
  }

  void end(OrderRow order, TaskRow task) {
    tasks.add(task.key());
    ended.add(task.key());
    order.endedTasks(1);
  }

  /** Lets a task be claimed again, from then on. */
  void again(TaskRow task, @Nullable Instant due) {
    tasks.add(task.key());
    waiting.add(Rows.row(task.orderSeq(), task.number(), due));
  }

  /** Names an order that is changed, once all of it is known. */
  void add(OrderRow order) {
    orders.add(order);
  }

  /** The last that a transaction does. */
  void save(Session session, Feed feed) throws SQLException {
    if (tasks.size() > 1) {
      session.later(Sql.HOLD_TASKS, row -> true, tasks);
    }
    session.write(Sql.END_TASKS, ended);
    session.write(Sql.SAVE_TASKS, waiting);
    orders.sort(Comparator.comparingLong(OrderRow::seq));
    OrderRow.save(session, orders);
    Attempts.save(session, closed);
    Attempts.add(session, opened);
    Images.save(session, images);
    feed.append(session, orders.stream().map(OrderRow::takeNews).toList(), now);
  }
}
