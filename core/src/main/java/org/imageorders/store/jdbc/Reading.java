package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageResult;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;

/** Orders as they stand, places in the queue, and what comes next. */
final class Reading {

  private static final int MOST_IMAGES_OF_PAGE = 2_000;

  private final Cursors cursors;

  /** Reads what this database keeps. */
  Reading(Session session) throws SQLException {
    cursors = new Cursors("orders", session.only(FeedSql.FEED, row -> row.text("id")));
  }

  /** Every image of an order. */
  static List<ImageResult> images(Session session, OrderRow order) throws SQLException {
    return Images.all(
        order.request().specs(),
        Images.ofOrders(session, List.of(order.seq())).getOrDefault(order.seq(), Map.of()));
  }

  Optional<ImageOrder> find(Session session, String tenant, OrderId id) throws SQLException {
    Optional<OrderRow> row = OrderRow.find(session, tenant, id);
    return row.isEmpty()
        ? Optional.empty()
        : Optional.of(orders(session, List.of(row.get())).get(0));
  }

  ImageOrder get(Session session, String tenant, OrderId id) throws SQLException {
    Optional<ImageOrder> order = find(session, tenant, id);
    if (order.isEmpty()) {
      throw absent(session, tenant, id);
    }
    return order.get();
  }

  private static ImageOrderException absent(Session session, String tenant, OrderId id)
      throws SQLException {
    return session
            .first(Sql.FIND_TOMBSTONE, row -> row.text("fingerprint"), id.value(), tenant)
            .isPresent()
        ? new ImageOrderException(ErrorCode.GONE, "order " + id + " was removed")
        : new ImageOrderException(ErrorCode.NOT_FOUND, "there is no order " + id);
  }

  private static List<ImageOrder> orders(Session session, List<OrderRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Long> keys = rows.stream().map(OrderRow::seq).toList();
    Map<Long, Map<Integer, ImageResult>> images = Images.ofOrders(session, keys);
    Map<Long, List<Attempt>> attempts = Attempts.ofOrders(session, keys);
    return rows.stream()
        .map(
            row ->
                row.order(
                    images.getOrDefault(row.seq(), Map.of()),
                    attempts.getOrDefault(row.seq(), List.of())))
        .toList();
  }

  OrderPage list(Session session, String tenant, OrderQuery query) throws SQLException {
    long before = Long.MAX_VALUE;
    if (query.after().isPresent()) {
      before = cursors.read(tenant, query.after().get(), 1)[0];
    }
    StringBuilder sql = new StringBuilder(Sql.LIST_ORDERS);
    List<Object> values = new ArrayList<>(List.of(tenant, before));
    query.customer().ifPresent(name -> narrow(sql, values, " AND customer = ?", name));
    query.acceptedFrom().ifPresent(from -> narrow(sql, values, " AND accepted_at >= ?", from));
    query.acceptedBefore().ifPresent(end -> narrow(sql, values, " AND accepted_at < ?", end));
    if (!query.statuses().isEmpty()) {
      List<OrderStatus> statuses = List.copyOf(query.statuses());
      sql.append(Session.withRoom(" AND status IN (?...)", statuses.size()));
      values.addAll(Session.filled(statuses));
    }
    narrow(sql, values, " ORDER BY seq DESC LIMIT ?", query.limit() + 1);
    List<OrderRow> found = OrderRow.list(session, sql.toString(), values);
    List<OrderRow> page = page(found, query.limit());
    String next =
        found.size() > page.size() ? cursors.write(tenant, page.get(page.size() - 1).seq()) : null;
    return new OrderPage(orders(session, page), next);
  }

  private static void narrow(StringBuilder sql, List<Object> values, String by, Object value) {
    sql.append(by);
    values.add(value);
  }

  /** The first rows, as many as make a page of bounded size. */
  private static List<OrderRow> page(List<OrderRow> found, int limit) {
    int images = 0;
    int size = 0;
    while (size < Math.min(found.size(), limit) && (size == 0 || images < MOST_IMAGES_OF_PAGE)) {
      images += found.get(size).images();
      size++;
    }
    return found.subList(0, size);
  }

  int ahead(Session session, String tenant, OrderId id) throws SQLException {
    Instant now = session.now();
    Optional<OrderRow> order = OrderRow.find(session, tenant, id);
    if (order.isEmpty()) {
      throw absent(session, tenant, id);
    }
    Map<String, TaskRow> next = new HashMap<>();
    session
        .list(Sql.DUE_TASKS, TaskRow::read, order.get().seq(), now)
        .forEach(task -> next.putIfAbsent(task.queue(), task));
    int ahead = Integer.MAX_VALUE;
    for (TaskRow task : next.values()) {
      ahead = Math.min(ahead, claimedBefore(session, task, now));
    }
    return next.isEmpty() ? 0 : ahead;
  }

  private static int claimedBefore(Session session, TaskRow task, Instant now) throws SQLException {
    return session.only(
        Sql.CLAIMED_BEFORE,
        row -> row.integer("earlier"),
        task.queue(),
        task.rank(),
        task.orderSeq(),
        task.number(),
        task.queue(),
        now,
        task.rank(),
        task.orderSeq(),
        task.number());
  }

  Map<String, Duration> untilNextTasks(Session session) throws SQLException {
    Instant now = session.now();
    Map<String, Duration> next = new TreeMap<>();
    session.list(
        Sql.NEXT_TASKS,
        row -> {
          Instant alarm = row.bool("ready") ? now : row.optionalInstant("alarm");
          if (alarm != null) {
            next.put(row.text("name"), until(alarm, now));
          }
          return true;
        },
        now);
    return next;
  }

  Optional<Duration> untilNextDeadline(Session session) throws SQLException {
    Instant now = session.now();
    return session
        .list(Sql.NEXT_DEADLINE, row -> Optional.ofNullable(row.optionalInstant("next")))
        .get(0)
        .map(deadline -> until(deadline, now));
  }

  private static Duration until(Instant then, Instant now) {
    return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
  }
}
