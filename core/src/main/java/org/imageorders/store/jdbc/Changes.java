package org.imageorders.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.ImageResult;
import org.jspecify.annotations.Nullable;

/** What a transaction changes of orders that it has locked: collected, and then saved at once. */
final class Changes {

  private final Instant now;
  private final List<Attempts.Kept> opened = new ArrayList<>();
  private final List<Attempts.Kept> closed = new ArrayList<>();
  private final List<Images.Kept> images = new ArrayList<>();
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
    ended.add(task.key());
    order.endedTasks(1);
  }

  /** Lets a task be claimed again, from then on. */
  void again(TaskRow task, @Nullable Instant due) {
    waiting.add(Rows.row(task.orderSeq(), task.number(), due));
  }

  /** Names an order that is changed, once all of it is known. */
  void add(OrderRow order) {
    orders.add(order);
  }

  /** The last that a transaction does. */
  void save(Session session, Feed feed) {
    Attempts.save(session, closed);
    Attempts.add(session, opened);
    Images.save(session, images);
    session.write(Sql.END_TASKS, ended);
    session.write(Sql.SAVE_TASKS, waiting);
    OrderRow.save(session, orders);
    feed.append(session, orders.stream().map(OrderRow::news).toList(), now);
  }
}
