package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.json.OrderJson;
import org.imageorders.store.Claim;

/** The rows of attempts. */
final class Attempts {

  private Attempts() {}

  /** An attempt of an order. */
  record Kept(long orderSeq, Attempt attempt) {}

  /** Those of a task, by number. */
  static List<Attempt> ofTask(Session session, TaskRow task) throws SQLException {
    return session.list(
        Sql.ATTEMPTS_OF_TASK, row -> read(row).attempt(), task.orderSeq(), task.number());
  }

  /** Those of the tasks of claims, by order and number. */
  static Session.Later<Kept> ofClaims(Session session, Collection<Claim> claims)
      throws SQLException {
    return session.later(Sql.ATTEMPTS_OF_CLAIMS, Attempts::read, TaskRow.rows(claims));
  }

  /** Those of some orders, by order, then task and number. */
  static Map<Long, List<Attempt>> ofOrders(Session session, List<Long> orders) throws SQLException {
    String sql = Session.withRoom(Sql.ATTEMPTS_OF_ORDERS, orders.size());
    return byOrder(session.list(sql, Attempts::read, Session.filled(orders).toArray()));
  }

  static Map<Long, List<Attempt>> byOrder(List<Kept> attempts) {
    Map<Long, List<Attempt>> byOrder = new LinkedHashMap<>();
    for (Kept kept : attempts) {
      byOrder.computeIfAbsent(kept.orderSeq(), seq -> new ArrayList<>()).add(kept.attempt());
    }
    return byOrder;
  }

  private static Kept read(Row row) throws SQLException {
    Attempt attempt =
        Attempt.builder(row.integer("task"), row.integer("number"), row.text("provider"))
            .model(row.optionalText("model"))
            .outcome(OrderJson.outcome(row.text("outcome")))
            .images(row.integer("images"))
            .cost(row.money("cost"))
            .failure(row.optionalFailure())
            .startedAt(row.instant("started_at"))
            .endedAt(row.optionalInstant("ended_at"))
            .build();
    return new Kept(row.number("order_seq"), attempt);
  }

  static void add(Session session, Collection<Kept> opened) {
    session.write(
        Sql.ADD_ATTEMPTS,
        opened.stream()
            .map(
                kept ->
                    Rows.row(
                        kept.orderSeq(),
                        kept.attempt().task(),
                        kept.attempt().number(),
                        kept.attempt().provider(),
                        kept.attempt().model().orElse(null),
                        kept.attempt().outcome(),
                        kept.attempt().images(),
                        kept.attempt().cost().amount(),
                        kept.attempt().startedAt()))
            .toList());
  }

  static void save(Session session, Collection<Kept> changed) {
    session.write(
        Sql.SAVE_ATTEMPTS,
        changed.stream()
            .map(
                kept ->
                    Rows.row(
                        kept.orderSeq(),
                        kept.attempt().task(),
                        kept.attempt().number(),
                        kept.attempt().provider(),
                        kept.attempt().model().orElse(null),
                        kept.attempt().outcome(),
                        kept.attempt().images(),
                        kept.attempt().cost().amount(),
                        kept.attempt().failure().map(why -> why.code().name()).orElse(null),
                        kept.attempt().failure().map(Failure::message).orElse(null),
                        kept.attempt().endedAt().orElse(null)))
            .toList());
  }
}
