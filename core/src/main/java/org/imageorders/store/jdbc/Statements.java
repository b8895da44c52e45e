package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prepares the statements of a connection. Not thread-safe. */
final class Statements implements AutoCloseable {

  private static final int MOST_KEPT = 200; // more than there are different ones, nearly always

  private final Connection connection;
  private final int mostKept;
  private final @Nullable Duration longest;
  private final Map<String, PreparedStatement> kept = new HashMap<>();

  private Statements(Connection connection, int mostKept, @Nullable Duration longest) {
    this.connection = connection;
    this.mostKept = mostKept;
    this.longest = longest;
  }

  /** Those of a connection that is borrowed for a while, and limits how long they take itself. */
  static Statements of(Connection connection) {
    return new Statements(connection, 0, null);
  }

  /** Those of a connection that does not limit how long they take. */
  static Statements within(Duration longest, Connection connection) {
    return new Statements(connection, 0, longest);
  }

  /** Those of a connection that is used over and over: they are prepared once. */
  static Statements kept(Connection connection) {
    return new Statements(connection, MOST_KEPT, null);
  }

  /** What is done with a statement. */
  interface Use {
    void with(PreparedStatement statement) throws SQLException;
  }

  /** Uses a statement, of which another is made if it is in use. What fails is not used again. */
  void use(String sql, Use use) throws SQLException {
    PreparedStatement known = kept.remove(sql);
    PreparedStatement statement = known == null ? prepare(sql) : known;
    try {
      use.with(statement);
    } catch (SQLException | RuntimeException | Error e) {
      try (statement) { // if that fails too, the first reason stands
        throw e;
      }
    }
    if (kept.size() >= mostKept || kept.putIfAbsent(sql, statement) != null) {
      statement.close();
    }
  }

  /** Closes what is kept: not every pool does when it is given a connection back. */
  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : kept.values()) {
      statement.close();
    }
    kept.clear();
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    if (longest != null) {
      statement.setQueryTimeout((int) longest.toSeconds());
    }
    return statement;
  }
}
