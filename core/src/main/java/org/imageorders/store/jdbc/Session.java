package org.imageorders.store.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements of one transaction. Not thread-safe. */
final class Session {

  private final Connection connection;
  private final JdbcDatabase database;
  private boolean discarded;

  Session(Connection connection, JdbcDatabase database) {
    this.connection = connection;
    this.database = database;
  }

  /** Makes a value of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /** The rows of a query, or of what a statement returns. */
  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql)) {
      bind(statement, values);
      try (ResultSet results = statement.executeQuery()) {
        Row row = new Row(results);
        List<T> list = new ArrayList<>();
        while (results.next()) {
          list.add(reader.read(row));
        }
        return list;
      }
    }
  }

  /** The first row. */
  <T> Optional<T> first(String sql, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    return list(sql, reader, values).stream().findFirst();
  }

  /** The only row of a query that always has one. */
  <T> T only(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    return first(sql, reader, values).orElseThrow(() -> new SQLException("no row from: " + sql));
  }

  /** Runs a statement and tells how many rows it changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /** Runs a statement once for each of these rows of values. */
  void batch(String sql, Collection<@Nullable Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = prepare(sql)) {
      for (@Nullable Object[] values : rows) {
        bind(statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Undoes the transaction when it ends, instead of committing it. */
  void discard() {
    discarded = true;
  }

  boolean isDiscarded() {
    return discarded;
  }

  /** What time it is by the database's clock. */
  Instant now() throws SQLException {
    return database.time(this);
  }

  /**
   * A statement whose list {@code (?...)} has room for so many values. The room is a power of two,
   * so that few different statements are prepared.
   */
  static String withRoom(String sql, int values) {
    return sql.replace(
        "(?...)", "(" + String.join(", ", Collections.nCopies(room(values), "?")) + ")");
  }

  /** Values that fill the room, the last one repeated. */
  static List<Object> filled(List<?> values) {
    List<Object> filled = new ArrayList<>(values);
    while (filled.size() < room(values.size())) {
      filled.add(values.get(values.size() - 1));
    }
    return filled;
  }

  private static int room(int values) {
    return values <= 1 ? 1 : Integer.highestOneBit(values - 1) << 1;
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(database.adapt(sql));
    statement.setQueryTimeout((int) database.statementTimeout.toSeconds());
    return statement;
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      int place = i + 1;
      if (value == null) {
        statement.setNull(place, Types.NULL);
      } else if (value instanceof String text) {
        // Neither database keeps this character in a text.
        statement.setString(place, text.replace('\0', '\uFFFD'));
      } else if (value instanceof Instant instant) {
        statement.setLong(place, Row.micros(instant));
      } else if (value instanceof BigDecimal decimal) {
        statement.setBigDecimal(place, decimal);
      } else if (value instanceof Enum<?> constant) {
        statement.setString(place, constant.name());
      } else {
        statement.setObject(place, value);
      }
    }
  }
}
