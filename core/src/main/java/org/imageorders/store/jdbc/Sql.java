package org.imageorders.store.jdbc;

/**
 * The statements, in PostgreSQL's SQL; {@link JdbcDatabase#adapt} turns them into SQLite's.
 *
 * <p>Rows are locked in one order, so that no two transactions wait for each other: the tasks of an
 * order by number, then orders, then ranks and queues, then partitions by number. Claiming waits
 * for no task: it skips those that are locked.
 */
final class Sql {

  static final String SCHEMA = "SELECT version, major, checksum FROM imageorders_schema";
  static final String SET_CHECKSUM = "UPDATE imageorders_schema SET checksum = ? WHERE version = ?";

  // Documents

  static final String READ_DOCUMENT =
      "SELECT name, version, text FROM imageorders_documents WHERE name = ?";
  static final String LIST_DOCUMENTS =
      "SELECT name, version, text FROM imageorders_documents WHERE name BETWEEN ? AND ?";
  static final String ADD_DOCUMENT =
      """
      INSERT INTO imageorders_documents (name, text) VALUES (?, ?)
      ON CONFLICT (name) DO NOTHING RETURNING version\
      """;
  static final String DELETE_DOCUMENT =
      "DELETE FROM imageorders_documents WHERE name = ? AND version = ?";

  // Orders

  private static final String ORDER =
      """
      SELECT seq, tenant, id, customer, fingerprint, request, status, version, images, remaining,
        events, currency, spent, reserved, at_risk, failure_code, failure_message, accepted_at,
        started_at, ended_at, deadline
      FROM imageorders_orders\
      """;
  static final String FIND_ORDER = ORDER + " WHERE id = ? AND tenant = ?";
  static final String LOCK_ORDER = FIND_ORDER + " FOR UPDATE";
  static final String LOCK_ORDERS = ORDER + " WHERE seq IN (?...) ORDER BY seq FOR UPDATE";
  static final String LIST_ORDERS = ORDER + " WHERE tenant = ? AND seq < ?";
  static final String ORDER_SEQ = "SELECT seq FROM imageorders_orders WHERE id = ? AND tenant = ?";
  static final String ADD_ORDER =
      """
      INSERT INTO imageorders_orders (tenant, id, customer, fingerprint, request, status, version,
        images, remaining, events, currency, spent, reserved, at_risk, accepted_at, deadline)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  static final String SAVE_ORDER =
      """
      UPDATE imageorders_orders SET status = ?, version = ?, remaining = ?, events = ?, spent = ?,
        reserved = ?, at_risk = ?, failure_code = ?, failure_message = ?, started_at = ?,
        ended_at = ?, deadline = ?
      WHERE seq = ?\
      """;
  static final String TOUCH_ORDER =
      "UPDATE imageorders_orders SET version = version + 1 WHERE seq = ?";
  static final String OVERDUE_ORDERS =
      "SELECT tenant, id FROM imageorders_orders WHERE deadline <= ? ORDER BY deadline LIMIT 100";
  static final String NEXT_DEADLINE =
      "SELECT min(deadline) AS next FROM imageorders_orders WHERE deadline IS NOT NULL";
  static final String DELETE_ORDER = "DELETE FROM imageorders_orders WHERE seq = ?";

  static final String FIND_TOMBSTONE =
      "SELECT fingerprint FROM imageorders_tombstones WHERE id = ? AND tenant = ?";

  /** In the order of acceptance, so that no index by end is needed: what was removed is past. */
  static final String ENDED =
      "SELECT tenant, id FROM imageorders_orders WHERE ended_at <= ? ORDER BY seq LIMIT ?";

  static final String ADD_TOMBSTONE =
      "INSERT INTO imageorders_tombstones (id, tenant, fingerprint) VALUES (?, ?, ?)";

  // Placing

  /** Held by who places: with others while there is plenty of room, and else alone. */
  static final long ROOM_LOCK = 0x696d616765726f6dL; // "imagerom"

  static final String BEFORE_PLACING =
      """
      SELECT pg_advisory_xact_lock_shared(?) IS NULL AS beside,
        (SELECT fingerprint FROM imageorders_orders WHERE id = ?) AS known,
        (SELECT count(*) FROM imageorders_tombstones WHERE id = ?) AS gone\
      """;
  static final String OPEN_TASKS =
      "SELECT sum(open_tasks) AS open_tasks FROM imageorders_partitions";
  static final String ADD_QUEUE =
      "INSERT INTO imageorders_queues (name, rank) VALUES (?, 0) ON CONFLICT (name) DO NOTHING";

  /** Moves a customer's last rank on by a cost. */
  static final String ADD_RANK =
      """
      INSERT INTO imageorders_ranks AS known (tenant, customer, queue, rank)
      SELECT ?, ?, queue.name,
        ? + CASE WHEN claimed.rank > queue.rank THEN claimed.rank ELSE queue.rank END
      FROM imageorders_queues queue,
        (SELECT coalesce(max(rank), 0) AS rank FROM imageorders_tasks
          WHERE queue = ? AND attempts > 0) claimed
      WHERE queue.name = ?
      ON CONFLICT (tenant, customer, queue) DO UPDATE SET
        rank = CASE WHEN known.rank + ? > excluded.rank THEN known.rank + ? ELSE excluded.rank END\
      """;

  /** Refused, for want of a number, if the order was placed and removed by others meanwhile. */
  static final String ADD_TASK =
      """
      INSERT INTO imageorders_tasks (order_seq, number, queue, rank, spec, first_image, images,
        estimate, state, attempts, deadline)
      VALUES (
        (SELECT seq FROM imageorders_orders WHERE id = ?
          AND NOT EXISTS (SELECT 1 FROM imageorders_tombstones gone WHERE gone.id = ?)),
        ?, ?,
        (SELECT rank FROM imageorders_ranks WHERE tenant = ? AND customer = ? AND queue = ?) + ?,
        ?, ?, ?, ?, 'READY', 0, ?)\
      """;

  // Tasks

  private static final String TASK =
      "order_seq, number, queue, rank, spec, first_image, images, estimate, state, attempts, alarm";

  /** What can be claimed, as the index has it. */
  private static final String CLAIMABLE = "queue = ? AND state <> 'ENDED' AND alarm IS NULL";

  /**
   * Makes what has come up claimable: its due time, or the end of its lease. What was stopped ends:
   * nobody will settle it.
   */
  private static final String WAKE =
      """
      WITH due AS MATERIALIZED (
        SELECT order_seq AS due_seq, number AS due_number FROM imageorders_tasks
        WHERE alarm <= ?{queue} LIMIT 1000 FOR UPDATE SKIP LOCKED)
      UPDATE imageorders_tasks
      SET alarm = NULL, state = CASE state WHEN 'STOPPED' THEN 'ENDED' ELSE state END
      FROM due WHERE order_seq = due_seq AND number = due_number
      RETURNING {task}\
      """;

  static final String WAKE_QUEUE = filled(WAKE.replace("{queue}", " AND queue = ?"));
  static final String WAKE_ALL = filled(WAKE.replace("{queue}", ""));
  static final String CLAIM =
      filled(
          """
          WITH next AS MATERIALIZED (
            SELECT order_seq AS next_seq, number AS next_number FROM imageorders_tasks
            WHERE {claimable} AND (deadline IS NULL OR deadline > ?)
            ORDER BY rank, order_seq, number LIMIT ? FOR UPDATE SKIP LOCKED)
          UPDATE imageorders_tasks SET state = 'RUNNING', attempts = attempts + 1, alarm = ?
          FROM next WHERE order_seq = next_seq AND number = next_number
          RETURNING {task}\
          """);
  static final String LOCK_TASK =
      filled(
          """
          SELECT {task} FROM imageorders_tasks
          WHERE order_seq = ({order}) AND number = ? FOR UPDATE\
          """);
  static final String LOCK_TASKS =
      filled(
          """
          SELECT {task} FROM imageorders_tasks
          WHERE order_seq = ({order}) ORDER BY number FOR UPDATE\
          """);
  static final String SAVE_TASK =
      "UPDATE imageorders_tasks SET state = ?, alarm = ? WHERE order_seq = ? AND number = ?";
  static final String EXTEND_TASK =
      filled(
          """
          UPDATE imageorders_tasks SET alarm = ?
          WHERE order_seq = ({order}) AND number = ? AND attempts = ?
            AND state IN ('RUNNING', 'STOPPED')
          RETURNING state, deadline\
          """);
  static final String STOP_TASKS =
      """
      UPDATE imageorders_tasks
      SET state = CASE state WHEN 'RUNNING' THEN 'STOPPED' ELSE 'ENDED' END,
        alarm = CASE state WHEN 'RUNNING' THEN coalesce(alarm, ?) END
      WHERE order_seq = ? AND state <> 'ENDED'\
      """;
  static final String DELETE_TASKS = "DELETE FROM imageorders_tasks WHERE order_seq = ?";
  static final String RAISE_QUEUE =
      "UPDATE imageorders_queues SET rank = ? WHERE name = ? AND rank < ?";
  static final String NEXT_TASKS =
      """
      SELECT name,
        EXISTS (SELECT 1 FROM imageorders_tasks WHERE queue = name AND state <> 'ENDED'
          AND alarm IS NULL AND (deadline IS NULL OR deadline > ?)) AS ready,
        (SELECT min(alarm) FROM imageorders_tasks WHERE queue = name AND alarm IS NOT NULL) AS alarm
      FROM imageorders_queues ORDER BY name\
      """;
  static final String DUE_TASKS =
      filled(
          """
          SELECT {task} FROM imageorders_tasks
          WHERE order_seq = ? AND state IN ('READY', 'RUNNING') AND (alarm IS NULL OR alarm <= ?)
          ORDER BY rank, number\
          """);
  static final String CLAIMED_BEFORE =
      filled(
          """
          SELECT (SELECT count(*) FROM imageorders_tasks
              WHERE {claimable} AND (rank, order_seq, number) < (?, ?, ?))
            + (SELECT count(*) FROM imageorders_tasks
              WHERE queue = ? AND alarm <= ? AND state <> 'STOPPED'
                AND (rank, order_seq, number) < (?, ?, ?)) AS earlier\
          """);

  // Attempts

  private static final String ATTEMPT =
      """
      SELECT order_seq, task, number, provider, model, outcome, attempts.images, cost, currency,
        attempts.failure_code, attempts.failure_message, attempts.started_at, attempts.ended_at
      FROM imageorders_attempts attempts JOIN imageorders_orders ON seq = order_seq\
      """;
  static final String ATTEMPTS_OF_CLAIM =
      ATTEMPT + " WHERE id = ? AND tenant = ? AND task = ? ORDER BY number";
  static final String ATTEMPTS_OF_TASK =
      ATTEMPT + " WHERE order_seq = ? AND task = ? ORDER BY number";
  static final String ATTEMPTS_OF_ORDERS =
      ATTEMPT + " WHERE order_seq IN (?...) ORDER BY order_seq, task, number";
  static final String ADD_ATTEMPT =
      """
      INSERT INTO imageorders_attempts (order_seq, task, number, provider, model, outcome, images,
        cost, started_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  static final String SAVE_ATTEMPT =
      """
      UPDATE imageorders_attempts SET provider = ?, model = ?, outcome = ?, images = ?, cost = ?,
        failure_code = ?, failure_message = ?, ended_at = ?
      WHERE order_seq = ? AND task = ? AND number = ?\
      """;
  static final String DELETE_ATTEMPTS = "DELETE FROM imageorders_attempts WHERE order_seq = ?";

  // Images

  static final String IMAGES_OF_ORDERS =
      """
      SELECT order_seq, result FROM imageorders_images
      WHERE order_seq IN (?...) ORDER BY order_seq, place\
      """;
  static final String IMAGES_OF_TASK =
      """
      SELECT order_seq, result FROM imageorders_images
      WHERE order_seq = ? AND place >= ? AND place < ? ORDER BY place\
      """;
  static final String SAVE_IMAGE =
      """
      INSERT INTO imageorders_images (order_seq, place, result) VALUES (?, ?, ?)
      ON CONFLICT (order_seq, place) DO UPDATE SET result = excluded.result\
      """;
  static final String DELETE_IMAGES = "DELETE FROM imageorders_images WHERE order_seq = ?";

  // Feed

  static final String FEED = "SELECT id FROM imageorders_feed";
  static final String PARTITIONS =
      "SELECT number, position FROM imageorders_partitions ORDER BY number";
  static final String ADVANCE_PARTITION =
      """
      UPDATE imageorders_partitions SET position = position + ?, open_tasks = open_tasks + ?,
        at = CASE WHEN at > ? THEN at ELSE ? END
      WHERE number = ?\
      """;

  /** Adds an event to a partition that was advanced, so many places before its last. */
  static final String ADD_EVENT =
      """
      INSERT INTO imageorders_events (part, position, at, tenant, order_seq, order_id, event)
      SELECT number, position - ?, at, ?,
        (SELECT seq FROM imageorders_orders WHERE imageorders_orders.id = ?), ?, ?
      FROM imageorders_partitions WHERE number = ?\
      """;

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
  static final String DELETE_EVENTS = "DELETE FROM imageorders_events WHERE order_seq = ?";

  private Sql() {}

  /** Names for what several statements say alike. */
  private static String filled(String statement) {
    return statement
        .replace("{task}", TASK)
        .replace("{claimable}", CLAIMABLE)
        .replace("{order}", ORDER_SEQ);
  }
}
