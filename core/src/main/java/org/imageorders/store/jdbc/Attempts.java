package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
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

  private record Kept(long orderSeq, Attempt attempt) {}

  /** Those of a task, by number. */
  static List<Attempt> ofTask(Session session, TaskRow task) throws SQLException {
    return session.list(
        Sql.ATTEMPTS_OF_TASK, row -> read(row).attempt(), task.orderSeq(), task.number());
  }

  /** Those of a claim's task, by number. */
  static Session.Later<Attempt> ofClaim(Session session, Claim claim) {
    return session.later(
        Sql.ATTEMPTS_OF_CLAIM,
        row -> read(row).attempt(),
        claim.order().value(),
        claim.tenant(),
        claim.task());
  }

  /** Those of some orders, by order, then task and number. */
  static Map<Long, List<Attempt>> ofOrders(Session session, List<Long> orders) throws SQLException {
    Map<Long, List<Attempt>> attempts = new LinkedHashMap<>();
    String sql = Session.withRoom(Sql.ATTEMPTS_OF_ORDERS, orders.size());
    for (Kept kept : session.list(sql, Attempts::read, Session.filled(orders).toArray())) {
      attempts.computeIfAbsent(kept.orderSeq(), seq -> new ArrayList<>()).add(kept.attempt());
    }
    return attempts;
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

  static void add(Session session, long order, Attempt attempt) {
    session.write(
        Sql.ADD_ATTEMPT,
        order,
        attempt.task(),
        attempt.number(),
        attempt.provider(),
        attempt.model().orElse(null),
        attempt.outcome(),
        attempt.images(),
        attempt.cost().amount(),
        attempt.startedAt());
  }

  static void save(Session session, long order, Attempt attempt) {
    session.write(
        Sql.SAVE_ATTEMPT,
        attempt.provider(),
        attempt.model().orElse(null),
        attempt.outcome(),
        attempt.images(),
        attempt.cost().amount(),
        attempt.failure().map(failure -> failure.code().name()).orElse(null),
        attempt.failure().map(Failure::message).orElse(null),
        attempt.endedAt().orElse(null),
        order,
        attempt.task(),
        attempt.number());
  }
}
