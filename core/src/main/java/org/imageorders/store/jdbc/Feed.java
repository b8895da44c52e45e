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
    id = session.only(FeedSql.FEED, row -> row.text("id"));
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
    return session.list(FeedSql.PARTITIONS, row -> row.number("position")).stream()
        .mapToLong(Long::longValue)
        .toArray();
  }

  /** The partition of an order's events. */
  int partition(OrderId order) {
    return Integer.parseInt(order.value().substring(0, 4), 16) % partitions;
  }

  /** What a transaction tells of an order, and how many more of its tasks are open afterwards. */
  record News(OrderId order, List<OrderEvent> events, int openTasks) {

    boolean isEmpty() {
      return events.isEmpty() && openTasks == 0;
    }
  }

  /**
   * Adds what is told of orders: the last that a transaction does, because everybody else waits for
   * the partitions' rows from now on.
   */
  void append(Session session, Collection<News> told, Instant now) {
    SortedMap<Integer, List<News>> byPartition = new TreeMap<>();
    for (News news : told) {
      if (!news.isEmpty()) {
        byPartition.computeIfAbsent(partition(news.order()), p -> new ArrayList<>()).add(news);
      }
    }
    List<@Nullable Object[]> partitions = new ArrayList<>();
    List<@Nullable Object[]> events = new ArrayList<>();
    byPartition.forEach(
        (partition, all) -> {
          int after = all.stream().mapToInt(news -> news.events().size()).sum();
          int openTasks = all.stream().mapToInt(News::openTasks).sum();
          partitions.add(Rows.row(partition, after, openTasks, now));
          for (News news : all) {
            for (OrderEvent event : news.events()) {
              String text = Json.text(EventJson.write(event));
              events.add(Rows.row(partition, --after, news.order().value(), text));
            }
          }
        });
    session.write(FeedSql.ADVANCE_PARTITIONS, partitions);
    session.write(FeedSql.ADD_EVENTS, events);
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
        parts.add(FeedSql.EVENTS_OF_PARTITION);
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
                FeedSql.CHANGED_ORDERS,
                row -> new Change(row.text("tenant"), new OrderId(row.text("order_id"))),
                partition,
                from[partition],
                to[partition]));
      }
    }
    return changes;
  }
}
