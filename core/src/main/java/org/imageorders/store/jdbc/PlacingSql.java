package org.imageorders.store.jdbc;

/** The statements that place orders, as {@link Sql} has the others. */
final class PlacingSql {

  /** Held by who places: with others while there is plenty of room, and else alone. */
  static final long ROOM_LOCK = 0x696d616765726f6dL; // "imagerom"

  static final String SHARE_ROOM = "SELECT pg_advisory_xact_lock_shared(?) IS NULL AS beside";
  static final Rows BEFORE_PLACING =
      new Rows(
          """
          SELECT v.id AS id, pg_advisory_xact_lock_shared(v.room) IS NULL AS beside,
            (SELECT fingerprint FROM imageorders_orders o WHERE o.id = v.id) AS known,
            (SELECT count(*) FROM imageorders_tombstones t WHERE t.id = v.id) AS gone
          FROM {rows}\
          """,
          "id text",
          "room int8");
  static final String OPEN_TASKS =
      "SELECT sum(open_tasks) AS open_tasks FROM imageorders_partitions";
  static final String ADD_QUEUE =
      "INSERT INTO imageorders_queues (name, rank) VALUES (?, 0) ON CONFLICT (name) DO NOTHING";

  /** Moves customers' last ranks on by a cost each. */
  static final Rows ADD_RANKS =
      new Rows(
          """
          INSERT INTO imageorders_ranks AS known (tenant, customer, queue, cost, rank)
          SELECT v.tenant, v.customer, v.queue, v.cost, v.cost + rank
          FROM {rows} JOIN imageorders_queues ON name = v.queue
          WHERE true ORDER BY v.tenant, v.customer, v.queue
          ON CONFLICT (tenant, customer, queue) DO UPDATE SET
            cost = excluded.cost,
            rank = CASE WHEN known.rank + excluded.cost > excluded.rank
              THEN known.rank + excluded.cost ELSE excluded.rank END\
          """,
          "tenant text",
          "customer text",
          "queue text",
          "cost float8");

  /** Refused, for want of a number, if an order was placed and removed by others meanwhile. */
  static final Rows ADD_TASKS =
      new Rows(
          """
          INSERT INTO imageorders_tasks (order_seq, number, queue, rank, spec, first_image, images,
            estimate, state, attempts, deadline)
          SELECT
            (SELECT seq FROM imageorders_orders o WHERE o.id = v.id
              AND NOT EXISTS (SELECT 1 FROM imageorders_tombstones gone WHERE gone.id = v.id)),
            v.number, v.queue,
            v.before + (SELECT rank FROM imageorders_ranks r
              WHERE r.tenant = v.tenant AND r.customer = v.customer AND r.queue = v.queue),
            v.spec, v.first_image, v.images, v.estimate, 'READY', 0, v.deadline
          FROM {rows}\
          """,
          "id text",
          "number int4",
          "queue text",
          "tenant text",
          "customer text",
          "before float8",
          "spec int4",
          "first_image int4",
          "images int4",
          "estimate numeric",
          "deadline int8");

  static final Rows ADD_ORDERS =
      new Rows(
          """
          INSERT INTO imageorders_orders (tenant, id, customer, fingerprint, request, status,
            version, images, remaining, events, told_after, currency, spent, reserved, at_risk,
            accepted_at, deadline)
          SELECT v.tenant, v.id, v.customer, v.fingerprint, v.request, 'ACCEPTED', 1, v.images,
            v.images, 1, position, v.currency, v.zero, v.zero, v.zero, v.accepted_at,
            v.deadline
          FROM {rows} JOIN imageorders_partitions ON number = v.part\
          """,
          "tenant text",
          "id text",
          "customer text",
          "fingerprint text",
          "request text",
          "images int4",
          "part int4",
          "currency text",
          "zero numeric",
          "accepted_at int8",
          "deadline int8");

  private PlacingSql() {}
}
