package org.imageorders.store.jdbc;

/** The statements of the feed, as {@link Sql} has the others. */
final class FeedSql {

  static final String FEED = "SELECT id FROM imageorders_feed";
  static final String PARTITIONS =
      "SELECT number, position FROM imageorders_partitions ORDER BY number";

  /** Locks partitions by number, and moves them on. */
  static final Rows ADVANCE_PARTITIONS =
      new Rows(
          """
          UPDATE imageorders_partitions AS p SET position = p.position + told.events,
            open_tasks = p.open_tasks + told.open_tasks,
            at = CASE WHEN p.at > told.at THEN p.at ELSE told.at END
          FROM (
            SELECT number, v.events, v.open_tasks, v.at
            FROM imageorders_partitions JOIN {rows} ON number = v.part AND number{among}
            ORDER BY number FOR UPDATE) told
          WHERE p.number = told.number\
          """,
          "part int4",
          "events int4",
          "open_tasks int4",
          "at int8");

  /**
   * Adds events to partitions that were advanced, so many places before the last of each. Refused,
   * for want of a tenant, if an order is not there any more.
   */
  static final Rows ADD_EVENTS =
      new Rows(
          """
          INSERT INTO imageorders_events (part, position, at, tenant, order_id, event)
          SELECT number, position - v.after, at,
            (SELECT tenant FROM imageorders_orders WHERE id = v.order_id), v.order_id, v.event
          FROM {rows} JOIN imageorders_partitions ON number = v.part\
          """,
          "part int4",
          "after int8",
          "order_id text",
          "event text");

  static final String EVENTS_OF_PARTITION =
      """
      SELECT * FROM (SELECT part, position, at, event FROM imageorders_events
        WHERE tenant = ? AND part = ? AND position > ? ORDER BY position LIMIT ?) p\
      """;
  static final String CHANGED_ORDERS =
      """
      SELECT DISTINCT tenant, order_id FROM imageorders_events
      WHERE part = ? AND position > ? AND position <= ?\
      """;

  /** Those of an order: so many, after a position. What others told in between is passed over. */
  static final String DELETE_EVENTS =
      """
      DELETE FROM imageorders_events WHERE part = ? AND position IN (
        SELECT position FROM imageorders_events
        WHERE part = ? AND position > ? AND order_id = ? ORDER BY position LIMIT ?)\
      """;

  private FeedSql() {}
}
