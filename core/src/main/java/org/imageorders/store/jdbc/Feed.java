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
import org.jspecify.annotations.Nullable;

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
  void append(Session session, Collection<OrderRow> orders, Instant now) throws SQLException {
    SortedMap<Integer, List<OrderRow>> byPartition = new TreeMap<>();
    for (OrderRow order : orders) {
      if (!order.told().isEmpty() || order.endedTasks() > 0) {
        byPartition.computeIfAbsent(partition(order.id()), p -> new ArrayList<>()).add(order);
      }
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (var entry : byPartition.entrySet()) {
      int partition = entry.getKey();
      List<OrderRow> told = entry.getValue();
      long events = told.stream().mapToLong(order -> order.told().size()).sum();
      long ended = told.stream().mapToLong(OrderRow::endedTasks).sum();
      Place last = advance(session, partition, events, -ended, now);
      long position = last.position() - events;
      for (OrderRow order : told) {
        for (OrderEvent event : order.told()) {
          rows.add(row(partition, ++position, last.at(), order.tenant(), order.seq(), event));
        }
      }
    }
    session.batch(Sql.ADD_EVENT, rows);
  }

  /** Adds the first event of a new order, and counts its tasks. */
  void begin(Session session, String tenant, long orderSeq, OrderEvent accepted, int tasks)
      throws SQLException {
    int partition = partition(accepted.order());
    Place last = advance(session, partition, 1, tasks, accepted.at());
    session.update(
        Sql.ADD_EVENT, row(partition, last.position(), last.at(), tenant, orderSeq, accepted));
  }

  private record Place(long position, Instant at) {}

  private static Place advance(
      Session session, int partition, long events, long openTasks, Instant now)
      throws SQLException {
    return session.only(
        Sql.ADVANCE_PARTITION,
        row -> new Place(row.number("position"), row.instant("at")),
        events,
        openTasks,
        now,
        now,
        partition);
  }

  private static @Nullable Object[] row(
      int partition, long position, Instant at, String tenant, long orderSeq, OrderEvent event) {
    return new @Nullable Object[] {
      partition,
      position,
      at,
      tenant,
      orderSeq,
      event.order().value(),
      Json.text(EventJson.write(event))
    };
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
