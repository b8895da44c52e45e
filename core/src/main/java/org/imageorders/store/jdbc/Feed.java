package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.json.EventJson;
import org.imageorders.json.Json;
import org.imageorders.store.OrderStore.Change;

/**
 * The feed of events, in partitions. A reader goes through all of them at once, always to the event
 * that happened first among those that are next in their partitions; a cursor holds where it is in
 * each.
 */
final class Feed {

  private final String id;
  private final Cursors cursors;
  private final int partitions;

  /** The feed as the database was made with it. */
  Feed(Session session) throws SQLException {
    id = session.only(Sql.FEED, row -> row.text("id"));
    cursors = new Cursors("events", id);
    partitions = positions(session).length;
  }

  /** Which feed this is, of all databases. */
  String id() {
    return id;
  }

  /** An event where it stands. */
  private record Entry(int partition, long position, OrderEvent event) {}

  /** The position of the last event of each partition. */
  static long[] positions(Session session) throws SQLException {
    return session.list(Sql.PARTITIONS, row -> row.number("position")).stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  private int partition(OrderId order) {
    return Integer.parseInt(order.value().substring(0, 4), 16) % partitions;
  }

  /**
   * Adds what orders have told, and counts the tasks that they have ended: the last that a
   * transaction does, because everybody else waits for the partitions' rows from now on.
   */
  void append(Session session, Collection<OrderRow> orders, Instant now) {
    SortedMap<Integer, List<OrderRow>> byPartition = new TreeMap<>();
    for (OrderRow order : orders) {
      if (!order.told().isEmpty() || order.endedTasks() > 0) {
        byPartition.computeIfAbsent(partition(order.id()), p -> new ArrayList<>()).add(order);
      }
    }
    for (var entry : byPartition.entrySet()) {
      List<OrderRow> told = entry.getValue();
      int events = told.stream().mapToInt(order -> order.told().size()).sum();
      int ended = told.stream().mapToInt(OrderRow::endedTasks).sum();
      advance(session, entry.getKey(), events, -ended, now);
    }
    for (var entry : byPartition.entrySet()) {
      long after = entry.getValue().stream().mapToLong(order -> order.told().size()).sum();
      for (OrderRow order : entry.getValue()) {
        for (OrderEvent event : order.told()) {
          add(session, entry.getKey(), --after, order.tenant(), event);
        }
      }
    }
  }

  /** Adds the first event of a new order, and counts its tasks. */
  void begin(Session session, String tenant, OrderEvent accepted, int tasks) {
    int partition = partition(accepted.order());
    advance(session, partition, 1, tasks, accepted.at());
    add(session, partition, 0, tenant, accepted);
  }

  private static void advance(
      Session session, int partition, int events, int openTasks, Instant now) {
    session.write(Sql.ADVANCE_PARTITION, events, openTasks, now, now, partition);
  }

  /** Adds an event that so many others of the same partition and transaction come after. */
  private static void add(
      Session session, int partition, long after, String tenant, OrderEvent event) {
    String order = event.order().value();
    session.write(
        Sql.ADD_EVENT, after, tenant, order, order, Json.text(EventJson.write(event)), partition);
  }

  EventPage page(Session session, String tenant, String after, int limit) throws SQLException {
    if (limit < 1) {
      throw ImageOrderException.invalid("limit", limit, "use 1 or more");
    }
    long[] last = positions(session);
    long[] reached = reached(tenant, after, last);
    List<Entry> next = next(session, tenant, reached, last, limit);
    if (next.size() <= limit) {
      reached = last;
    } else {
      next = next.subList(0, limit);
      for (Entry entry : next) {
        reached[entry.partition()] = entry.position();
      }
    }
    return new EventPage(next.stream().map(Entry::event).toList(), cursors.write(tenant, reached));
  }

  private long[] reached(String tenant, String after, long[] last) {
    if (after.equals(EventPage.START)) {
      return new long[partitions];
    }
    long[] reached = cursors.read(tenant, after, partitions);
    for (int partition = 0; partition < partitions; partition++) {
      if (reached[partition] > last[partition]) {
        throw Cursors.refused(after);
      }
    }
    return reached;
  }

  /** The next events, and one more if there are more. */
  private static List<Entry> next(
      Session session, String tenant, long[] reached, long[] last, int limit) throws SQLException {
    List<String> parts = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int partition = 0; partition < last.length; partition++) {
      if (reached[partition] < last[partition]) {
        parts.add(Sql.EVENTS_OF_PARTITION);
        values.addAll(List.of(tenant, partition, reached[partition], limit + 1L));
      }
    }
    if (parts.isEmpty()) {
      return List.of();
    }
    values.add(limit + 1L);
    return session.list(
        String.join(" UNION ALL ", parts) + " ORDER BY at, part, position LIMIT ?",
        row ->
            new Entry(
                row.integer("part"),
                row.number("position"),
                EventJson.read(Json.parse(row.text("event")))),
        values.toArray());
  }

  /** The orders that told something between two sets of positions. */
  static List<Change> changes(Session session, long[] from, long[] to) throws SQLException {
    List<Change> changes = new ArrayList<>();
    for (int partition = 0; partition < to.length; partition++) {
      if (from[partition] < to[partition]) {
        changes.addAll(
            session.list(
                Sql.CHANGED_ORDERS,
                row -> new Change(row.text("tenant"), new OrderId(row.text("order_id"))),
                partition,
                from[partition],
                to[partition]));
      }
    }
    return changes;
  }
}
