package org.imageorders.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.json.Json;
import org.imageorders.json.RequestJson;
import org.jspecify.annotations.Nullable;

/** Takes orders into the outbox. Thread-safe. */
final class OutboxPlacing {

  private final OutboxTable table;
  private final DataSource dataSource;
  private final String name;

  OutboxPlacing(OutboxTable table, DataSource dataSource, String name) {
    this.table = table;
    this.dataSource = dataSource;
    this.name = name;
  }

  /** An order and whether it is new. */
  record Placed(OutboxOrder order, boolean isNew) {}

  /**
   * Takes an order, or finds it.
   *
   * @param connection whose open transaction it becomes part of; null for one of its own
   */
  Placed place(@Nullable Connection connection, OrderId id, OrderRequest request) {
    try {
      return in(connection, sql -> add(sql, id, request));
    } catch (ImageOrderException e) {
      if (!Statements.isOfDuplicate(e)) { // the database may have undone the whole transaction
        throw e;
      }
      OutboxOrder known = in(connection, sql -> table.find(sql, id)).orElseThrow(() -> e);
      if (known.fingerprint().equals(request.fingerprint())) {
        return new Placed(known, false);
      }
      throw new ImageOrderException(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "idempotencyKey '"
                  + request.idempotencyKey()
                  + "' is refused: it was used for a different request; use a new key for a new"
                  + " order")
          .withField("idempotencyKey");
    }
  }

  private <T> T in(@Nullable Connection connection, Statements.Work<T> work) {
    return connection == null
        ? Statements.transaction(dataSource, work)
        : Statements.within(connection, work);
  }

  /** Writes before it reads, as SQLite wants it. */
  private Placed add(Statements sql, OrderId id, OrderRequest request) throws SQLException {
    String document = new String(Json.bytes(RequestJson.write(request)), StandardCharsets.UTF_8);
    Instant now = table.now();
    sql.update(
        """
        INSERT INTO imageorders_outbox (name, id, customer, placed_at, fingerprint, request,
          deadline, state, due_at, tries, doubt)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, 0, 0)\
        """,
        name,
        id.value(),
        request.customer(),
        now,
        request.fingerprint(),
        document,
        request.deadline().map(now::plus).orElse(null),
        now);
    Instant last =
        sql.list(
                """
                SELECT max(placed_at) AS latest FROM imageorders_outbox
                WHERE name = ? AND customer = ? AND id <> ?\
                """,
                row -> Statements.instant(row.getLong("latest")),
                name,
                request.customer(),
                id.value())
            .get(0);
    if (!last.isBefore(now)) { // by a clock that is ahead, or within a microsecond
      sql.update(
          "UPDATE imageorders_outbox SET placed_at = ? WHERE name = ? AND id = ?",
          last.plus(1, ChronoUnit.MICROS),
          name,
          id.value());
    }
    return new Placed(table.find(sql, id).orElseThrow(), true);
  }
}
