package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.imageorders.ImageOrderException;
import org.imageorders.store.OrderStore.Change;
import org.jspecify.annotations.Nullable;

/** SQLite: one thread writes, anybody reads beside it. */
final class SqliteDatabase extends JdbcDatabase {

  private static final Pattern LOCKED_TABLE = Pattern.compile(" FOR UPDATE OF \\w+");
  private static final Pattern ANY = Pattern.compile("= ANY\\(ARRAY\\((.*?)\\)\\)", Pattern.DOTALL);

  private final SqliteWriter writer;

  SqliteDatabase(Builder builder) {
    super(builder);
    writer = new SqliteWriter(this);
    try {
      write(
          session -> {
            session.discard();
            return true;
          });
    } catch (ImageOrderException e) {
      writer.close();
      throw e;
    }
  }

  @Override
  <T extends @Nullable Object> T commit(Work<T> work) {
    return writer.run(work);
  }

  @Override
  <T extends @Nullable Object> T hurry(Work<T> work) {
    return commit(work); // whoever writes is alone
  }

  @Override
  <T extends @Nullable Object> T look(Work<T> work) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN DEFERRED");
      try {
        return work.run(new Session(connection, this));
      } finally {
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      throw SqlErrors.translate(e);
    }
  }

  /** A connection outside of any transaction, which waits for other processes a while. */
  Connection connect() throws SQLException {
    Connection connection = dataSource.getConnection();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute("PRAGMA busy_timeout = " + statementTimeout.toMillis());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  String folder() {
    return "sqlite";
  }

  @Override
  String hasSchema() {
    return "SELECT count(*) AS found FROM sqlite_master WHERE name = 'imageorders_schema'";
  }

  @Override
  String now() {
    return "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS now";
  }

  /** Makes it the one that writes before it reads: it cannot become that once it has read. */
  @Override
  boolean fits(Session session) throws SQLException {
    return session.update("UPDATE imageorders_feed SET id = id WHERE false") == 0;
  }

  /** Takes out what locks, for whoever writes is alone, and arrays. */
  @Override
  String adapt(String sql) {
    return LOCKED_TABLE
        .matcher(ANY.matcher(sql).replaceAll("IN ($1)"))
        .replaceAll("")
        .replace(" FOR UPDATE SKIP LOCKED", "")
        .replace(" FOR UPDATE", "")
        .replace("pg_advisory_xact_lock_shared(v.room)", "v.room");
  }

  @Override
  boolean takesArrays() {
    return false;
  }

  @Override
  int mostTogether() {
    return 1; // and it is at hand
  }

  @Override
  void serialize(Session session, long lock) {
    // Whoever writes is alone.
  }

  @Override
  void tell(Collection<Change> changes) {
    // Other processes look at the file's version.
  }

  @Override
  void tellAtCommit(Collection<Change> changes) {
    // The connection that watches the file's version sees any other's commit.
  }

  @Override
  Hearing hear(Consumer<Collection<Change>> heard, Look look) {
    return new SqliteWatch(this, heard, look);
  }

  @Override
  public void close() {
    writer.close();
  }
}
