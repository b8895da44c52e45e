package org.imageorders.store.jdbc;

/**
 * The statements, in PostgreSQL's SQL; {@link JdbcDatabase#adapt} turns them into SQLite's.
 *
 * <p>What is found by a list of keys says so by {@code ANY} too: then an index serves also if the
 * table had few rows when the statement was planned, and all of them seemed worth reading.
 *
 * <p>Rows are locked in one order, so that no two transactions wait for each other: tasks by order
 * and number, then orders, then ranks and queues, then partitions by number. Claiming waits for no
 * task: it skips those that are locked.
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

  private static final String ORDER_FIELDS =
      """
      SELECT seq, tenant, id, customer, fingerprint, request, status, version,
        images, remaining, events, told_after, currency, spent, reserved, at_risk,
        failure_code, failure_message, accepted_at, started_at, ended_at, deadline\
      """;
  private static final String ORDER = ORDER_FIELDS + " FROM imageorders_orders";

  /**
   * The orders that rows name, which are found one by one: by the id alone, whatever the database
   * believes of a table that was small of late.
   */
  private static final String ORDERS_OF_ROWS =
      "{rows} JOIN imageorders_orders ON id = v.its_id AND (tenant = v.its_tenant) IS TRUE";

  static final String FIND_ORDER = ORDER + " WHERE id = ? AND (tenant = ?) IS TRUE";
  static final Rows LOCK_ORDERS_BY_ID =
      new Rows(
          ORDER_FIELDS
              + " FROM "
              + ORDERS_OF_ROWS
              + " ORDER BY seq FOR UPDATE OF imageorders_orders",
          "its_id text",
          "its_tenant text");
  static final String LOCK_ORDERS = ORDER + " WHERE seq IN (?...) ORDER BY seq FOR UPDATE";
  static final String LIST_ORDERS = ORDER + " WHERE tenant = ? AND seq < ?";
  static final String ORDER_SEQ =
      "SELECT seq FROM imageorders_orders WHERE id = ? AND (tenant = ?) IS TRUE";

  /** Fails if others have changed an order since the version before. */
  static final Rows SAVE_ORDERS =
      new Rows(
          """
          UPDATE imageorders_orders SET status = v.status,
            version = CASE imageorders_orders.version WHEN v.version - 1 THEN v.version
              ELSE CAST('changed by others, imageorders tries again: it has version '
                || imageorders_orders.version AS int8) END,
            remaining = v.remaining, events = v.events, spent = v.spent, reserved = v.reserved,
            at_risk = v.at_risk, failure_code = v.failure_code,
            failure_message = v.failure_message, started_at = v.started_at, ended_at = v.ended_at,
            deadline = v.deadline
          FROM {rows} WHERE imageorders_orders.seq = v.seq AND imageorders_orders.seq{among}\
          """,
          "seq int8",
          "status text",
          "version int8",
          "remaining int4",
          "events int4",
          "spent numeric",
          "reserved numeric",
          "at_risk numeric",
          "failure_code text",
          "failure_message text",
          "started_at int8",
          "ended_at int8",
          "deadline int8");

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

  // Tasks

  private static final String TASK =
      "order_seq, number, queue, rank, spec, first_image, imageorders_tasks.images, estimate, state, attempts, alarm";

  /** What can be claimed, as the index has it. */
  private static final String CLAIMABLE = "queue = ? AND alarm IS NULL";

  /**
   * Makes what has come up claimable: its due time, or the end of its lease. What was stopped is to
   * be ended: nobody will settle it.
   */
  private static final String WAKE =
      """
      WITH due AS MATERIALIZED (
        SELECT order_seq AS due_seq, number AS due_number FROM imageorders_tasks
        WHERE alarm <= ?{queue} LIMIT 1000 FOR UPDATE SKIP LOCKED)
      UPDATE imageorders_tasks SET alarm = CASE state WHEN 'STOPPED' THEN alarm END
      FROM due WHERE order_seq = due_seq AND number = due_number
        AND order_seq = ANY(ARRAY(SELECT due_seq FROM due))
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
            AND order_seq = ANY(ARRAY(SELECT next_seq FROM next))
          RETURNING {task}\
          """);

  /**
   * Locks the orders of what was claimed just now: of the tasks whose leases end then. There are
   * others' among them if the clock stood still.
   */
  static final String LOCK_ORDERS_CLAIMED =
      ORDER
          + " WHERE seq = ANY(ARRAY(SELECT order_seq FROM imageorders_tasks"
          + " WHERE queue = ? AND alarm = ? AND state = 'RUNNING')) ORDER BY seq FOR UPDATE";

  /** Says how far a queue has come, unless somebody says so just now. */
  static final String RAISE_QUEUE =
      """
      UPDATE imageorders_queues SET rank = ? WHERE name = (
        SELECT name FROM imageorders_queues WHERE name = ? AND rank < ? FOR UPDATE SKIP LOCKED)\
      """;

  private static final String[] CLAIM_FIELDS = {"its_id text", "its_tenant text", "its_task int4"};
  static final Rows LOCK_TASKS_OF_CLAIMS =
      new Rows(
          filled("SELECT {task} FROM ")
              + ORDERS_OF_ROWS
              + " JOIN imageorders_tasks ON order_seq = seq AND number = v.its_task"
              + " ORDER BY order_seq, number FOR UPDATE OF imageorders_tasks",
          CLAIM_FIELDS);
  static final String LOCK_TASKS =
      filled(
          """
          SELECT {task} FROM imageorders_tasks
          WHERE order_seq = ({order}) ORDER BY number FOR UPDATE\
          """);

  /** Locks tasks in their order, before several of them change. */
  static final Rows HOLD_TASKS =
      new Rows(
          """
          SELECT order_seq FROM imageorders_tasks
          JOIN {rows} ON order_seq = v.seq AND imageorders_tasks.number = v.number
            AND order_seq{among}
          ORDER BY order_seq, imageorders_tasks.number FOR UPDATE OF imageorders_tasks\
          """,
          "seq int8",
          "number int4");

  static final Rows SAVE_TASKS =
      new Rows(
          """
          UPDATE imageorders_tasks SET state = 'READY', alarm = v.alarm
          FROM {rows} WHERE order_seq = v.seq AND imageorders_tasks.number = v.number
            AND order_seq{among}\
          """,
          "seq int8",
          "number int4",
          "alarm int8");
  static final Rows END_TASKS =
      new Rows(
          """
          DELETE FROM imageorders_tasks
          WHERE (order_seq, number) IN (SELECT v.seq, v.number FROM {rows})\
          """,
          "seq int8",
          "number int4");
  static final String EXTEND_TASK =
      filled(
          """
          UPDATE imageorders_tasks SET alarm = ?
          WHERE order_seq = ({order}) AND number = ? AND attempts = ?
            AND state IN ('RUNNING', 'STOPPED')
          RETURNING state, deadline\
          """);
  static final String END_READY_TASKS =
      "DELETE FROM imageorders_tasks WHERE order_seq = ? AND state = 'READY'";
  static final String STOP_TASKS =
      """
      UPDATE imageorders_tasks SET state = 'STOPPED', alarm = coalesce(alarm, ?)
      WHERE order_seq = ?\
      """;
  static final String DELETE_TASKS = "DELETE FROM imageorders_tasks WHERE order_seq = ?";
  static final String NEXT_TASKS =
      """
      SELECT name,
        EXISTS (SELECT 1 FROM imageorders_tasks WHERE queue = name AND alarm IS NULL
          AND (deadline IS NULL OR deadline > ?)) AS ready,
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

  private static final String ATTEMPT_FIELDS =
      """
      SELECT order_seq, task, number, provider, model, outcome, attempts.images, cost, currency,
        attempts.failure_code, attempts.failure_message, attempts.started_at, attempts.ended_at\
      """;
  private static final String ATTEMPT =
      ATTEMPT_FIELDS
          + " FROM imageorders_attempts attempts JOIN imageorders_orders ON seq = order_seq";
  static final Rows ATTEMPTS_OF_CLAIMS =
      new Rows(
          ATTEMPT_FIELDS
              + " FROM "
              + ORDERS_OF_ROWS
              + " JOIN imageorders_attempts attempts ON order_seq = seq AND task = v.its_task"
              + " ORDER BY order_seq, number",
          CLAIM_FIELDS);
  static final String ATTEMPTS_OF_TASK =
      ATTEMPT + " WHERE order_seq = ? AND task = ? ORDER BY number";
  static final String ATTEMPTS_OF_ORDERS =
      ATTEMPT + " WHERE order_seq IN (?...) ORDER BY order_seq, task, number";
  static final Rows ADD_ATTEMPTS =
      new Rows(
          """
          INSERT INTO imageorders_attempts (order_seq, task, number, provider, model, outcome,
            images, cost, started_at)
          SELECT v.seq, v.task, v.number, v.provider, v.model, v.outcome, v.images, v.cost,
            v.started_at
          FROM {rows}\
          """,
          "seq int8",
          "task int4",
          "number int4",
          "provider text",
          "model text",
          "outcome text",
          "images int4",
          "cost numeric",
          "started_at int8");
  static final Rows SAVE_ATTEMPTS =
      new Rows(
          """
          UPDATE imageorders_attempts SET provider = v.provider, model = v.model,
            outcome = v.outcome, images = v.images, cost = v.cost, failure_code = v.failure_code,
            failure_message = v.failure_message, ended_at = v.ended_at
          FROM {rows} WHERE order_seq = v.seq AND imageorders_attempts.task = v.task
            AND imageorders_attempts.number = v.number AND order_seq{among}\
          """,
          "seq int8",
          "task int4",
          "number int4",
          "provider text",
          "model text",
          "outcome text",
          "images int4",
          "cost numeric",
          "failure_code text",
          "failure_message text",
          "ended_at int8");
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
  static final Rows SAVE_IMAGES =
      new Rows(
          """
          INSERT INTO imageorders_images (order_seq, place, result)
          SELECT v.seq, v.place, v.result FROM {rows} WHERE true
          ON CONFLICT (order_seq, place) DO UPDATE SET result = excluded.result\
          """,
          "seq int8",
          "place int4",
          "result text");
  static final String DELETE_IMAGES = "DELETE FROM imageorders_images WHERE order_seq = ?";

  private Sql() {}

  /** Names for what several statements say alike. */
  private static String filled(String statement) {
    return statement
        .replace("{task}", TASK)
        .replace("{claimable}", CLAIMABLE)
        .replace("{order}", ORDER_SEQ);
  }
}
