package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Money;
import org.imageorders.OrderRequest;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.Worker;
import org.imageorders.store.shared.Ledger;

/** Hands out tasks, and takes them back from workers that went silent. */
final class Claiming {

  private static final Comparator<TaskRow> BY_RANK =
      Comparator.comparingDouble(TaskRow::rank)
          .thenComparingLong(TaskRow::orderSeq)
          .thenComparingInt(TaskRow::number);

  private final Feed feed;

  Claiming(Feed feed) {
    this.feed = feed;
  }

  /**
   * What was claimed, by rank, and what each claim holds; which orders changed.
   *
   * @param areAbandoned whether tasks were seen that nobody will settle, of orders that had ended
   */
  record Claimed(Map<Claim, Held> held, List<Change> changes, boolean areAbandoned) {}

  Claimed claim(Session session, Worker worker, int most) throws SQLException {
    Instant now = session.now();
    Instant leaseEnd = now.plus(worker.lease());
    Session.Later<TaskRow> woken =
        session.later(Sql.WAKE_QUEUE, TaskRow::read, now, worker.queue());
    Session.Later<TaskRow> claimed =
        session.later(Sql.CLAIM, TaskRow::read, worker.queue(), now, most, leaseEnd);
    Map<Long, OrderRow> orders =
        bySeq(OrderRow.list(session, Sql.LOCK_ORDERS_CLAIMED, List.of(worker.queue(), leaseEnd)));
    List<TaskRow> tasks = claimed.rows().stream().sorted(BY_RANK).toList();
    if (woken.rows().isEmpty() && tasks.isEmpty()) {
      session.discard();
    }
    Changes changes = new Changes(now);
    Map<Claim, Held> held = new LinkedHashMap<>();
    for (TaskRow task : tasks) {
      var opened = open(session, task, of(task, orders), worker, changes);
      held.put(opened.getKey(), opened.getValue());
    }
    if (!tasks.isEmpty()) {
      double rank = tasks.get(tasks.size() - 1).rank();
      session.write(Sql.RAISE_QUEUE, rank, worker.queue(), rank);
    }
    List<OrderRow> changed = held.values().stream().map(Held::order).distinct().toList();
    boolean areAbandoned = woken.rows().stream().anyMatch(TaskRow::isStopped);
    return new Claimed(held, save(session, changed, changes), areAbandoned);
  }

  /** Wakes the tasks of every queue, and closes what was left running when its order had ended. */
  List<Change> wakeAll(Session session) throws SQLException {
    Instant now = session.now();
    List<TaskRow> woken = session.list(Sql.WAKE_ALL, TaskRow::read, now);
    if (woken.isEmpty()) {
      session.discard();
    }
    List<TaskRow> abandoned = woken.stream().filter(TaskRow::isStopped).toList();
    Map<Long, OrderRow> orders = lock(session, abandoned);
    Changes changes = new Changes(now);
    for (TaskRow task : abandoned) {
      OrderRow order = of(task, orders);
      List<Attempt> attempts = Attempts.ofTask(session, task);
      closeUnknown(order, attempts.get(attempts.size() - 1), changes);
      changes.end(order, task);
    }
    return save(session, orders.values(), changes);
  }

  private static Map<Long, OrderRow> lock(Session session, List<TaskRow> tasks)
      throws SQLException {
    List<Long> wanted = tasks.stream().map(TaskRow::orderSeq).distinct().toList();
    if (wanted.isEmpty()) {
      return Map.of();
    }
    String sql = Session.withRoom(Sql.LOCK_ORDERS, wanted.size());
    return bySeq(OrderRow.list(session, sql, Session.filled(wanted)));
  }

  private static Map<Long, OrderRow> bySeq(List<OrderRow> orders) {
    Map<Long, OrderRow> bySeq = new HashMap<>();
    orders.forEach(order -> bySeq.put(order.seq(), order));
    return bySeq;
  }

  private static OrderRow of(TaskRow task, Map<Long, OrderRow> orders) throws SQLException {
    OrderRow order = orders.get(task.orderSeq());
    if (order == null) {
      throw new SQLException("the order of task " + task + " is missing");
    }
    return order;
  }

  private static Attempt closeUnknown(OrderRow order, Attempt open, Changes changes) {
    Attempt closed = Ledger.closeUnknown(open, changes.now());
    changes.close(order, open, closed);
    return closed;
  }

  private static Map.Entry<Claim, Held> open(
      Session session, TaskRow task, OrderRow order, Worker worker, Changes changes)
      throws SQLException {
    OrderRequest request = order.request();
    List<Attempt> earlier = new ArrayList<>();
    if (task.attempts() > 1) {
      for (Attempt attempt : Attempts.ofTask(session, task)) {
        boolean lost = attempt.outcome() == Attempt.Outcome.RUNNING;
        earlier.add(lost ? closeUnknown(order, attempt, changes) : attempt);
      }
    }
    List<Integer> missing = Images.missing(session, task);
    Money estimate = new Money(task.estimate(), order.cost().spent().currency());
    Attempt attempt =
        Attempt.builder(task.number(), task.attempts(), worker.provider())
            .model(request.specs().get(task.spec()).model().orElse(null))
            .cost(estimate.times(missing.size()))
            .startedAt(changes.now())
            .build();
    changes.open(order, attempt);
    Claim claim =
        Claim.builder(order.tenant(), order.id(), request, order.cost())
            .task(task.number(), task.spec())
            .missing(missing)
            .earlierAttempts(earlier)
            .token(task.attempts())
            .timeLeft(order.timeLeft(changes.now()))
            .build();
    List<Attempt> attempts = Stream.concat(earlier.stream(), Stream.of(attempt)).toList();
    return Map.entry(claim, new Held(order, task, attempts));
  }

  private List<Change> save(Session session, Collection<OrderRow> orders, Changes changes)
      throws SQLException {
    orders.forEach(changes::add);
    changes.save(session, feed);
    return orders.stream().map(OrderRow::change).toList();
  }
}
