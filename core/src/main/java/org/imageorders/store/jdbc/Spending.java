package org.imageorders.store.jdbc;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.Money;
import org.imageorders.json.OrderJson;
import org.imageorders.store.Allowance;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerQuery.By;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.shared.Sums;

/**
 * What was spent: sums over the ledger, the allowances of customers, and what is kept of orders
 * that are removed. Equal amounts are counted by the database and added up here, since SQLite adds
 * no decimal numbers.
 */
final class Spending {

  private static final long MICROS_A_DAY = 86_400_000_000L;

  /** Placing for one customer with an allowance happens one after the other. */
  private static final long BUDGET_LOCK = 7_301_522_418_000_000_000L;

  /** What an order has cost since then: it has not ended, or not before. */
  private static final String COMMITTED =
      """
      SELECT a.cost AS cost, count(*) AS calls
        FROM imageorders_orders o JOIN imageorders_attempts a ON a.order_seq = o.seq
        WHERE o.tenant = ? AND o.customer = ? AND o.ended_at >= ? AND o.currency = ?
          AND a.started_at >= ?
        GROUP BY a.cost
      UNION ALL
      SELECT a.cost, count(*)
        FROM imageorders_orders o JOIN imageorders_attempts a ON a.order_seq = o.seq
        WHERE o.tenant = ? AND o.customer = ? AND o.ended_at IS NULL AND o.currency = ?
          AND a.started_at >= ?
        GROUP BY a.cost
      UNION ALL
      SELECT t.estimate, sum(t.images - (
            SELECT coalesce(sum(a.images), 0) FROM imageorders_attempts a
              WHERE a.order_seq = t.order_seq AND a.task = t.number))
        FROM imageorders_orders o JOIN imageorders_tasks t ON t.order_seq = o.seq
        WHERE o.tenant = ? AND o.customer = ? AND o.ended_at IS NULL AND o.currency = ?
          AND t.state = 'READY'
        GROUP BY t.estimate
      UNION ALL
      SELECT cost, sum(calls) FROM imageorders_sums
        WHERE tenant = ? AND customer = ? AND currency = ? AND day >= ?
        GROUP BY cost
      """;

  private static final String LEDGER =
      """
      SELECT DAY AS day, CUSTOMER AS customer, PROVIDER AS provider, OUTCOME AS outcome,
          currency, cost, sum(calls) AS calls, sum(images) AS images
        FROM (
          SELECT a.started_at / 86400000000 AS day, o.customer, a.provider, a.outcome,
              o.currency, a.cost, 1 AS calls, a.images
            FROM imageorders_orders o JOIN imageorders_attempts a ON a.order_seq = o.seq
            WHERE o.tenant = ? AND a.started_at >= ? AND a.started_at < ?
          UNION ALL
          SELECT day, customer, provider, outcome, currency, cost, calls, images
            FROM imageorders_sums WHERE tenant = ? AND day >= ? AND day < ?
        ) AS entries
        WHERE (CAST(? AS TEXT) IS NULL OR customer = ?)
          AND (CAST(? AS TEXT) IS NULL OR provider = ?)
          AND (CAST(? AS TEXT) IS NULL OR outcome = ?)
        GROUP BY 1, 2, 3, 4, 5, 6
      """;

  private static final String KEEP =
      """
      INSERT INTO imageorders_sums
          (tenant, customer, day, provider, outcome, currency, cost, calls, images)
        SELECT o.tenant, o.customer, a.started_at / 86400000000, a.provider,
            CASE a.outcome WHEN 'RUNNING' THEN 'UNKNOWN' ELSE a.outcome END,
            o.currency, a.cost, count(*), sum(a.images)
          FROM imageorders_orders o JOIN imageorders_attempts a ON a.order_seq = o.seq
          WHERE o.seq = ?
          GROUP BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (tenant, customer, day, provider, outcome, currency, cost) DO UPDATE SET
          calls = imageorders_sums.calls + excluded.calls,
          images = imageorders_sums.images + excluded.images
      """;

  private static final String FORGET =
      """
      INSERT INTO imageorders_sums
          (tenant, customer, day, provider, outcome, currency, cost, calls, images)
        SELECT tenant, '', day, provider, outcome, currency, cost, calls, images
          FROM imageorders_sums
          WHERE tenant = ? AND customer = ? AND customer <> ''
        ON CONFLICT (tenant, customer, day, provider, outcome, currency, cost) DO UPDATE SET
          calls = imageorders_sums.calls + excluded.calls,
          images = imageorders_sums.images + excluded.images
      """;

  private Spending() {}

  /** The first allowance that a new order would exceed. */
  static Optional<Allowance> exceeded(JdbcDatabase database, Session session, NewOrder order)
      throws SQLException {
    if (order.allowances().isEmpty()) {
      return Optional.empty();
    }
    String customer = order.request().customer();
    database.serialize(session, BUDGET_LOCK + (order.tenant() + "/" + customer).hashCode());
    for (Allowance allowance : order.allowances()) {
      Money committed = committed(session, order.tenant(), customer, allowance);
      if (order.estimate().plus(committed).compareTo(allowance.most()) > 0) {
        return Optional.of(allowance);
      }
    }
    return Optional.empty();
  }

  private static Money committed(
      Session session, String tenant, String customer, Allowance allowance) throws SQLException {
    String currency = allowance.most().currency().getCurrencyCode();
    Instant from = allowance.from();
    List<BigDecimal> amounts =
        session.list(
            COMMITTED,
            row -> row.decimal("cost").multiply(BigDecimal.valueOf(row.number("calls"))),
            tenant,
            customer,
            from,
            currency,
            from,
            tenant,
            customer,
            currency,
            from,
            tenant,
            customer,
            currency,
            tenant,
            customer,
            currency,
            from.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay());
    return new Money(
        amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add), allowance.most().currency());
  }

  /** The sums of a query. */
  static List<LedgerSum> ledger(Session session, String tenant, LedgerQuery query)
      throws SQLException {
    String sql =
        LEDGER
            .replace("DAY AS", (query.isBy(By.DAY) ? "day" : "CAST(0 AS BIGINT)") + " AS")
            .replace("CUSTOMER AS", (query.isBy(By.CUSTOMER) ? "customer" : "''") + " AS")
            .replace("PROVIDER AS", (query.isBy(By.PROVIDER) ? "provider" : "''") + " AS")
            .replace("OUTCOME AS", (query.isBy(By.OUTCOME) ? "outcome" : "'UNKNOWN'") + " AS");
    long from = query.from().toEpochDay();
    long before = query.before().toEpochDay();
    String customer = query.customer().orElse(null);
    String provider = query.provider().orElse(null);
    String outcome = query.outcome().map(Enum::name).orElse(null);
    Sums sums = new Sums(LedgerQuery.by(apart(query)).build());
    session.each(
        sql,
        Spending::entry,
        sums::add,
        tenant,
        micros(from),
        micros(before),
        tenant,
        from,
        before,
        customer,
        customer,
        provider,
        provider,
        outcome,
        outcome);
    return sums.list();
  }

  /** When a day begins, or the first or last moment that can be told. */
  private static long micros(long day) {
    long furthest = Long.MAX_VALUE / MICROS_A_DAY;
    return Math.max(-furthest, Math.min(day, furthest)) * MICROS_A_DAY;
  }

  private static By[] apart(LedgerQuery query) {
    return List.of(By.values()).stream().filter(query::isBy).toArray(By[]::new);
  }

  private static Sums.Entry entry(Row row) throws SQLException {
    Attempt.Outcome outcome = OrderJson.outcome(row.text("outcome"));
    return new Sums.Entry(
        LocalDate.ofEpochDay(row.number("day")),
        row.text("customer"),
        row.text("provider"),
        outcome,
        row.number("calls"),
        row.number("images"),
        row.money("cost"));
  }

  /** Keeps the sums of an order that is about to be removed. */
  static void keep(Session session, long orderSeq) throws SQLException {
    session.update(KEEP, orderSeq);
  }

  /** Takes a customer's name from the sums, and the customer's ranks, if no order is left. */
  static void forget(Session session, String tenant, String customer) throws SQLException {
    session.update(FORGET, tenant, customer);
    session.update(
        "DELETE FROM imageorders_sums WHERE tenant = ? AND customer = ? AND customer <> ''",
        tenant,
        customer);
    session.update(
        """
        DELETE FROM imageorders_ranks WHERE tenant = ? AND customer = ? AND NOT EXISTS (
          SELECT 1 FROM imageorders_orders WHERE tenant = ? AND customer = ?)
        """,
        tenant,
        customer,
        tenant,
        customer);
  }
}
