package org.imageorders.outbox;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.imageorders.Failure;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.outbox.OutboxOrder.State;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one outbox, as the database has them. Every change says which state it found, so
 * that of several who want to make one only one does; no lock outlives a statement, but for the end
 * of an order and its place in the feed, which are one transaction. Thread-safe.
 */
final class OutboxTable {

  private static final String SELECT =
      "SELECT " + OutboxOrder.COLUMNS + " FROM imageorders_outbox o WHERE name = ?";
  private static final String FIRST_OR_LATE =
      """
       AND (deadline <= ? OR NOT EXISTS (SELECT 1 FROM imageorders_outbox e
         WHERE e.name = o.name AND e.state = 'PENDING' AND e.customer = o.customer
           AND (e.placed_at < o.placed_at OR (e.placed_at = o.placed_at AND e.id < o.id))))\
      """;
  private static final Instant NEVER = Statements.instant(Long.MAX_VALUE / 1_000);
  private static final int MOST_TOGETHER = 100;

  private final DataSource dataSource;
  private final String name;
  private final InstantSource clock;

  OutboxTable(DataSource dataSource, String name, InstantSource clock) {
    this.dataSource = dataSource;
    this.name = name;
    this.clock = clock;
  }

  /** The time, as exact as it is kept. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private <T extends @Nullable Object> T transaction(Statements.Work<T> work) {
    return Statements.transaction(dataSource, work);
  }

  /** Makes the feed, unless it is there. */
  void begin() {
    if (!hasFeed()) {
      try {
        transaction(
            sql ->
                sql.update(
                    "INSERT INTO imageorders_outbox_feeds (name, position) VALUES (?, 0)", name));
      } catch (ImageOrderException e) {
        if (!hasFeed()) { // or someone else has just made it
          throw e;
        }
      }
    }
  }

  private boolean hasFeed() {
    return !transaction(
            sql ->
                sql.list(
                    "SELECT position FROM imageorders_outbox_feeds WHERE name = ?",
                    row -> true,
                    name))
        .isEmpty();
  }

  Optional<OutboxOrder> find(OrderId id) {
    return transaction(sql -> find(sql, id));
  }

  Optional<OutboxOrder> find(Statements sql, OrderId id) throws SQLException {
    return sql.list(SELECT + " AND id = ?", OutboxOrder::new, name, id.value()).stream()
        .findFirst();
  }

  /** Those of these orders that are here, or were. */
  Map<OrderId, OutboxOrder> find(Collection<OrderId> ids) {
    Map<OrderId, OutboxOrder> found = new LinkedHashMap<>();
    List<OrderId> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += MOST_TOGETHER) {
      List<OrderId> some = all.subList(from, Math.min(all.size(), from + MOST_TOGETHER));
      List<Object> values = new ArrayList<>(List.of(name));
      some.forEach(id -> values.add(id.value()));
      String in = String.join(", ", Collections.nCopies(some.size(), "?"));
      transaction(
              sql ->
                  sql.list(SELECT + " AND id IN (" + in + ")", OutboxOrder::new, values.toArray()))
          .forEach(order -> found.put(order.id(), order));
    }
    return found;
  }

  /**
   * Orders to be handed over: of each customer the one that was placed first, if it is due; and
   * those whose deadline is over, whichever they wait behind.
   */
  List<OutboxOrder> due(int most) {
    Instant now = now();
    return transaction(
        sql ->
            sql.list(
                SELECT
                    + " AND state = 'PENDING' AND due_at <= ?"
                    + FIRST_OR_LATE
                    + " ORDER BY due_at, id LIMIT ?",
                OutboxOrder::new,
                name,
                now,
                now,
                most));
  }

  /** The customer's next to be handed over, if it is due. */
  Optional<OutboxOrder> due(String customer) {
    Instant now = now();
    return transaction(
            sql ->
                sql.list(
                    SELECT
                        + " AND state = 'PENDING' AND customer = ? ORDER BY placed_at, id LIMIT 1",
                    OutboxOrder::new,
                    name,
                    customer))
        .stream()
        .filter(order -> !order.due().isAfter(now))
        .findFirst();
  }

  /** Orders that ended here and may be there, to be looked for. */
  List<OutboxOrder> toRecall(int most) {
    return transaction(
        sql ->
            sql.list(
                SELECT
                    + " AND state IN ('FAILED', 'CANCELLED') AND due_at <= ? ORDER BY due_at LIMIT ?",
                OutboxOrder::new,
                name,
                now(),
                most));
  }

  /** Takes an order, as it was found, to work on; false if somebody else did. */
  boolean claim(OutboxOrder found, Instant until) {
    return transaction(
            sql ->
                sql.update(
                    """
                    UPDATE imageorders_outbox SET tries = tries + 1, doubt = 1, due_at = ?
                    WHERE name = ? AND id = ? AND tries = ? AND state = ?\
                    """,
                    until,
                    name,
                    found.id().value(),
                    found.tries(),
                    found.state().name()))
        == 1;
  }

  /**
   * Marks an order that is there. What has ended here meanwhile is to be taken back there.
   *
   * @param kept until when the row is kept
   */
  void handedOver(OutboxOrder order, Instant kept) {
    transaction(
        sql -> {
          int marked =
              sql.update(
                  """
                  UPDATE imageorders_outbox SET state = 'HANDED_OVER', doubt = 0, due_at = ?
                  WHERE name = ? AND id = ? AND state = 'PENDING'\
                  """,
                  kept,
                  name,
                  order.id().value());
          return marked > 0
              ? marked
              : sql.update(
                  """
                  UPDATE imageorders_outbox SET due_at = ?
                  WHERE name = ? AND id = ? AND state IN ('FAILED', 'CANCELLED')\
                  """,
                  now(),
                  name,
                  order.id().value());
        });
  }

  /** Lets a claimed order wait for another try. */
  void postpone(OutboxOrder claimed, Failure why, boolean doubted, Instant due) {
    transaction(
        sql ->
            sql.update(
                """
                UPDATE imageorders_outbox
                SET due_at = ?, doubt = ?, failure_code = ?, failure_message = ?
                WHERE name = ? AND id = ? AND tries = ? AND state = 'PENDING'\
                """,
                due,
                doubted ? 1 : 0,
                why.code().name(),
                why.message(),
                name,
                claimed.id().value(),
                claimed.tries() + 1));
  }

  /**
   * Ends a pending order here, as it was found, with an event.
   *
   * @param recall when to look for it there; null if it is certainly not
   * @return whether it was still as it was found
   */
  boolean end(OutboxOrder found, int tries, State state, Failure why, @Nullable Instant recall) {
    return transaction(
        sql -> {
          sql.update(
              "UPDATE imageorders_outbox_feeds SET position = position + 1 WHERE name = ?", name);
          int ended =
              sql.update(
                  """
                  UPDATE imageorders_outbox
                  SET state = ?, failure_code = ?, failure_message = ?, ended_at = ?, due_at = ?,
                    position = (SELECT f.position FROM imageorders_outbox_feeds f WHERE f.name = ?)
                  WHERE name = ? AND id = ? AND tries = ? AND state = 'PENDING'\
                  """,
                  state.name(),
                  why.code().name(),
                  why.message(),
                  now(),
                  recall == null ? NEVER : recall,
                  name,
                  name,
                  found.id().value(),
                  tries);
          if (ended == 0) {
            sql.update(
                "UPDATE imageorders_outbox_feeds SET position = position - 1 WHERE name = ?", name);
          }
          return ended == 1;
        });
  }

  /** Looks again later for an order that ended here, or never. */
  void recalled(OutboxOrder claimed, @Nullable Instant next) {
    transaction(
        sql ->
            sql.update(
                "UPDATE imageorders_outbox SET due_at = ? WHERE name = ? AND id = ? AND tries = ?",
                next == null ? NEVER : next,
                name,
                claimed.id().value(),
                claimed.tries() + 1));
  }

  /** Forgets orders that were handed over long ago; true if there may be more. */
  boolean forget() {
    List<String> old =
        transaction(
            sql ->
                sql.list(
                    """
                    SELECT id FROM imageorders_outbox
                    WHERE name = ? AND state = 'HANDED_OVER' AND due_at <= ? LIMIT ?\
                    """,
                    row -> row.getString("id"),
                    name,
                    now(),
                    MOST_TOGETHER));
    for (String id : old) {
      transaction(
          sql ->
              sql.update(
                  "DELETE FROM imageorders_outbox WHERE name = ? AND id = ? AND state = 'HANDED_OVER'",
                  name,
                  id));
    }
    return old.size() == MOST_TOGETHER;
  }

  /** Orders that ended here, by their position in the feed. */
  List<OutboxOrder> told(long after, int most) {
    return transaction(
        sql ->
            sql.list(
                SELECT + " AND position > ? ORDER BY position LIMIT ?",
                OutboxOrder::new,
                name,
                after,
                most));
  }

  /** Orders that are here, newest first, from behind a place in that list. */
  List<OutboxOrder> list(OrderQuery query, @Nullable OutboxPlace after, int most) {
    StringBuilder where = new StringBuilder();
    List<Object> values = new ArrayList<>(List.of(name));
    List<String> states = new ArrayList<>();
    states(query).forEach(state -> states.add("'" + state + "'"));
    if (states.isEmpty()) {
      return List.of();
    }
    where.append(" AND state IN (").append(String.join(", ", states)).append(')');
    query.customer().ifPresent(customer -> narrow(where, values, " AND customer = ?", customer));
    query.acceptedFrom().ifPresent(from -> narrow(where, values, " AND placed_at >= ?", from));
    query.acceptedBefore().ifPresent(end -> narrow(where, values, " AND placed_at < ?", end));
    if (after != null) {
      narrow(where, values, " AND (placed_at < ?", after.placedAt());
      narrow(where, values, " OR (placed_at = ?", after.placedAt());
      narrow(where, values, " AND id < ?))", after.id());
    }
    narrow(where, values, " ORDER BY placed_at DESC, id DESC LIMIT ?", most);
    return transaction(sql -> sql.list(SELECT + where, OutboxOrder::new, values.toArray()));
  }

  private static List<State> states(OrderQuery query) {
    boolean any = query.statuses().isEmpty();
    List<State> states = new ArrayList<>();
    if (any || query.statuses().contains(OrderStatus.ACCEPTED)) {
      states.add(State.PENDING);
    }
    if (any || query.statuses().contains(OrderStatus.FAILED)) {
      states.add(State.FAILED);
    }
    if (any || query.statuses().contains(OrderStatus.CANCELLED)) {
      states.add(State.CANCELLED);
    }
    return states;
  }

  private static void narrow(StringBuilder where, List<Object> values, String by, Object value) {
    where.append(by);
    values.add(value);
  }
}
