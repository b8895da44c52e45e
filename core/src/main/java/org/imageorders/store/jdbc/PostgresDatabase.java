package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.OrderStore.Change;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: each transaction on a connection of its own, side by side. */
final class PostgresDatabase extends JdbcDatabase {

  private static final int MOST_TRIES = 5;

  /**
   * The planner goes by statistics that are minutes old. Without this it takes a backlog that came
   * since for a few rows, and sorts all of it for each claim. Nor is anything to be compiled:
   * whatever takes a way that is switched off seems dear enough for that, which costs a tenth of a
   * second.
   */
  private static final String BY_INDEX =
      "SELECT set_config('enable_seqscan', 'off', true),"
          + " set_config('enable_bitmapscan', 'off', true),"
          + " set_config('jit', 'off', true)";

  /**
   * Every statement that writes finds a few rows by their keys: it need not be planned anew for
   * each key, nor for what statistics say of tables that were small of late.
   */
  private static final String PLANNED_ONCE =
      ", set_config('plan_cache_mode', 'force_generic_plan', true),"
          + " set_config('enable_hashjoin', 'off', true),"
          + " set_config('enable_mergejoin', 'off', true),"
          + " set_config('join_collapse_limit', '1', true)";

  private final String toRead;
  private final String toWrite;
  private final String toHurry;
  private final PostgresSender sender = new PostgresSender(this);

  PostgresDatabase(Builder builder) {
    super(builder);
    String limit = ", set_config('statement_timeout', '" + statementTimeout.toMillis() + "', true)";
    toRead = BY_INDEX + limit;
    toWrite = toRead + PLANNED_ONCE;
    toHurry = toWrite + ", set_config('lock_timeout', '100ms', true)";
    String objection = read(PostgresDatabase::objection);
    if (!objection.isEmpty()) {
      throw new ImageOrderException(
          ErrorCode.INVALID_REQUEST, "the data source is refused: " + objection);
    }
  }

  /** Why it cannot be used; empty if it can. */
  private static String objection(Session session) throws SQLException {
    return session.only(
        "SELECT current_setting('default_transaction_isolation') AS isolation,"
            + " current_setting('server_encoding') AS encoding,"
            + " CAST(current_setting('server_version_num') AS INT) AS version",
        row -> {
          if (row.integer("version") < 140_000) {
            return "its server is older than PostgreSQL 14; use a later one";
          } else if (!row.text("encoding").equals("UTF8")) {
            return "its database's encoding is " + row.text("encoding") + "; use UTF8";
          } else if (!row.text("isolation").equals("read committed")) {
            return "its connections are " + row.text("isolation") + "; use read committed";
          }
          return "";
        });
  }

  @Override
  <T extends @Nullable Object> T commit(Work<T> work) {
    return writing(toWrite, work);
  }

  @Override
  <T extends @Nullable Object> T hurry(Work<T> work) {
    return writing(toHurry, work);
  }

  /**
   * Begins the transaction by a statement that is sent with the others: the driver's own is
   * answered by itself, and wakes this thread once more.
   */
  private <T extends @Nullable Object> T writing(String settings, Work<T> work) {
    return transaction(
        true,
        session -> {
          session.write("BEGIN");
          session.write(settings);
          return work.run(session);
        });
  }

  @Override
  <T extends @Nullable Object> T look(Work<T> work) {
    return transaction(
        false, // or the driver would read all rows at once
        session -> {
          session.write("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          session.write(toRead);
          session.discard();
          return work.run(session);
        });
  }

  /**
   * Runs a transaction, several times if need be.
   *
   * @param begins whether the work begins it, and not the driver
   */
  private <T extends @Nullable Object> T transaction(boolean begins, Work<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return once(begins, work);
      } catch (SQLException e) {
        if (tries == MOST_TRIES || !SqlErrors.isRepeatable(e)) {
          throw SqlErrors.translate(e);
        }
      }
    }
  }

  private <T extends @Nullable Object> T once(boolean begins, Work<T> work) throws SQLException {
    try (Connection connection = borrow()) {
      boolean asFound = connection.getAutoCommit();
      Session session = new Session(connection, this);
      boolean ended = false;
      try {
        connection.setAutoCommit(begins);
        T result = work.run(session);
        if (!session.isDiscarded()) {
          session.sendAndCommit();
          ended = true;
        }
        return result;
      } finally {
        giveBack(connection, session, ended, asFound);
      }
    }
  }

  /** Whoever lends connections has waited for one already: this is not tried again. */
  private Connection borrow() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw SqlErrors.unavailable("the database cannot be reached", e);
    }
  }

  private static void giveBack(
      Connection connection, Session session, boolean ended, boolean autoCommit) {
    try {
      if (!ended) {
        session.rollBack();
      }
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      abort(connection); // so that nobody goes on with what was begun
    }
  }

  /** Ends a connection, so that nobody else is lent it. */
  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is broken: whoever lent it will notice, and what it did is undone.
    }
  }

  @Override
  String folder() {
    return "postgresql";
  }

  @Override
  String hasSchema() {
    return "SELECT to_regclass('imageorders_schema') IS NOT NULL AS found";
  }

  @Override
  String now() {
    return "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS now";
  }

  @Override
  boolean fits(Session session) throws SQLException {
    return session.only(
        "SELECT current_setting('transaction_isolation') = 'read committed' AS fits",
        row -> row.bool("fits"));
  }

  @Override
  String adapt(String sql) {
    return sql;
  }

  @Override
  boolean takesArrays() {
    return true;
  }

  @Override
  int mostTogether() {
    return 64;
  }

  @Override
  void serialize(Session session, long lock) throws SQLException {
    session.only("SELECT pg_advisory_xact_lock(?) IS NULL AS locked", row -> true, lock);
  }

  @Override
  void tell(Collection<Change> changes) {
    sender.tell(changes);
  }

  @Override
  void tellAtCommit(Collection<Change> changes) {
    write(session -> PostgresSender.send(session, PostgresSender.payloads("", changes)));
  }

  @Override
  Hearing hear(Consumer<Collection<Change>> heard, Look look) {
    return new PostgresListener(
        this,
        payload -> heard.accept(sender.changes(payload)),
        () -> heard.accept(read(session -> look.look(session, true))));
  }

  @Override
  public void close() {
    sender.close();
  }
}
