package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** What was claimed, by rank, and what each claim holds; which orders changed. */
  record Claimed(Map<Claim, Held> held, List<Change> changes) {}

  /** The orders of some tasks, locked. */
  private record Locked(SortedMap<Long, OrderRow> bySeq) {

    static Locked of(Session session, List<TaskRow> some, List<TaskRow> others)
        throws SQLException {
      SortedMap<Long, OrderRow> bySeq = new TreeMap<>();
      List<Long> wanted =
          Stream.concat(some.stream(), others.stream()).map(TaskRow::orderSeq).distinct().toList();
      if (!wanted.isEmpty()) {
        String sql = Session.withRoom(Sql.LOCK_ORDERS, wanted.size());
        OrderRow.list(session, sql, Session.filled(wanted))
            .forEach(order -> bySeq.put(order.seq(), order));
      }
      return new Locked(bySeq);
    }

    OrderRow of(TaskRow task) throws SQLException {
      OrderRow order = bySeq.get(task.orderSeq());
      if (order == null) {
        throw new SQLException("the order of task " + task + " is missing");
      }
      return order;
    }
  }

  Claimed claim(Session session, Worker worker, int most) throws SQLException {
    Instant now = session.now();
    Session.Later<TaskRow> due = session.later(Sql.WAKE_QUEUE, TaskRow::read, now, worker.queue());
    List<TaskRow> taken =
        session.list(Sql.CLAIM, TaskRow::read, worker.queue(), now, most, now.plus(worker.lease()));
    List<TaskRow> woken = due.rows();
    if (woken.isEmpty() && taken.isEmpty()) {
      session.discard();
    }
    List<TaskRow> abandoned = abandoned(woken);
    Locked orders = Locked.of(session, abandoned, taken);
    Changes changes = new Changes(now);
    abandon(session, abandoned, orders, changes);
    Map<Claim, Held> held = new LinkedHashMap<>();
    List<TaskRow> byRank = taken.stream().sorted(BY_RANK).toList();
    for (TaskRow task : byRank) {
      var opened = open(session, task, orders.of(task), worker, changes);
      held.put(opened.getKey(), opened.getValue());
    }
    if (!byRank.isEmpty()) {
      double rank = byRank.get(byRank.size() - 1).rank();
      session.write(Sql.RAISE_QUEUE, rank, worker.queue(), rank);
    }
    return new Claimed(held, save(session, orders, changes));
  }

  /** Wakes the tasks of every queue, and closes what was left running when its order had ended. */
  List<Change> wakeAll(Session session) throws SQLException {
    Instant now = session.now();
    List<TaskRow> woken = session.list(Sql.WAKE_ALL, TaskRow::read, now);
    if (woken.isEmpty()) {
      session.discard();
    }
    List<TaskRow> abandoned = abandoned(woken);
    Locked orders = Locked.of(session, abandoned, List.of());
    Changes changes = new Changes(now);
    abandon(session, abandoned, orders, changes);
    return save(session, orders, changes);
  }

  /** Those that had been stopped, and that nobody will settle. */
  private static List<TaskRow> abandoned(List<TaskRow> woken) {
    return woken.stream().filter(task -> task.state() == TaskRow.State.STOPPED).toList();
  }

  private static void abandon(Session session, List<TaskRow> tasks, Locked orders, Changes changes)
      throws SQLException {
    for (TaskRow task : tasks) {
      OrderRow order = orders.of(task);
      List<Attempt> attempts = Attempts.ofTask(session, task);
      closeUnknown(order, attempts.get(attempts.size() - 1), changes);
      changes.end(order, task);
    }
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

  private List<Change> save(Session session, Locked orders, Changes changes) throws SQLException {
    orders.bySeq().values().forEach(changes::add);
    changes.save(session, feed);
    return orders.bySeq().values().stream().map(OrderRow::change).toList();
  }
}
