package org.imageorders.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/** Statements on a connection, in SQL that PostgreSQL, MariaDB and SQLite understand alike. */
final class Statements {

  private static final int SQLITE_CONSTRAINT = 19; // its driver gives no SQLSTATE

  private final Connection connection;

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** What is done with a connection. */
  interface Work<T extends @Nullable Object> {
    T run(Statements statements) throws SQLException;
  }

  /** Makes a value of the row at which a result stands. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Does the work in a transaction of its own; undone if it fails. */
  static <T extends @Nullable Object> T transaction(DataSource dataSource, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      boolean asFound = connection.getAutoCommit();
      boolean done = false;
      connection.setAutoCommit(false);
      try {
        T result = work.run(new Statements(connection));
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(asFound);
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** Does all of the work in the connection's transaction, or nothing of it. */
  static <T extends @Nullable Object> T within(Connection connection, Work<T> work) {
    Statements statements = new Statements(connection);
    try {
      statements.update("SAVEPOINT imageorders_outbox");
      try {
        T result = work.run(statements);
        statements.update("RELEASE SAVEPOINT imageorders_outbox");
        return result;
      } catch (SQLException | RuntimeException e) {
        statements.undo(e);
        throw e;
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** Undoes what came after the savepoint, unless the database has undone more than that. */
  private void undo(Exception why) {
    try {
      update("ROLLBACK TO SAVEPOINT imageorders_outbox");
      update("RELEASE SAVEPOINT imageorders_outbox");
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  /** Whether this is because a row with the same key is there. */
  static boolean isOfDuplicate(ImageOrderException e) {
    if (!(e.getCause() instanceof SQLException cause)) {
      return false;
    }
    String state = cause.getSQLState();
    return state == null ? cause.getErrorCode() == SQLITE_CONSTRAINT : state.startsWith("23");
  }

  static ImageOrderException unavailable(SQLException e) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE,
        "the outbox's database did not do it: " + e.getMessage() + "; try again later",
        e);
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(reader.read(rows));
        }
        return found;
      }
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null) {
        statement.setNull(i + 1, Types.NULL);
      } else if (value instanceof Instant instant) {
        statement.setLong(i + 1, micros(instant));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
