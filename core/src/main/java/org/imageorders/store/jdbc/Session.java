package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction. What need not be answered at once waits, and is sent together
 * with the next question, or with the commit: most of what a transaction costs is the number of
 * times that it waits for the database. Not thread-safe.
 */
final class Session {

  private static final int MOST_ALIKE = 8;
  private static final int ROWS_AT_A_TIME = 1_000;

  private final Connection connection;
  private final Statements statements;
  private final JdbcDatabase database;
  private final List<Later<?>> waiting = new ArrayList<>();
  private boolean begun;
  private boolean discarded;

  /** A session on a connection that the database has set up. */
  Session(Connection connection, JdbcDatabase database) {
    this(connection, Statements.of(connection), database);
  }

  Session(Connection connection, Statements statements, JdbcDatabase database) {
    this.connection = connection;
    this.statements = statements;
    this.database = database;
  }

  /** A session on a connection that is as others have set it up, and left so. */
  static Session limited(Connection connection, JdbcDatabase database) {
    Statements limited = Statements.within(database.statementTimeout, connection);
    return new Session(connection, limited, database);
  }

  /** Makes a value of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /** A statement, and what it returned once it was sent. Equal only to itself. */
  final class Later<T> {
    private final String sql;
    private final Reader<T> reader;
    private final boolean hasAnswer;
    private final @Nullable Object[] values;
    private final List<T> rows = new ArrayList<>();
    private int changed;
    private boolean sent;

    private Later(String sql, Reader<T> reader, boolean hasAnswer, @Nullable Object... values) {
      this.sql = sql;
      this.reader = reader;
      this.hasAnswer = hasAnswer;
      this.values = values;
    }

    private boolean isLike(Later<?> other) {
      return !hasAnswer && !other.hasAnswer && sql.equals(other.sql);
    }

    /** Its rows; sends what waits, unless that was sent. */
    List<T> rows() throws SQLException {
      if (!sent) {
        send();
      }
      return rows;
    }

    private void take(PreparedStatement statement, boolean hasRows) throws SQLException {
      sent = true;
      if (!hasRows) {
        changed = statement.getUpdateCount();
        return;
      }
      try (ResultSet results = statement.getResultSet()) {
        Row row = new Row(results);
        while (results.next()) {
          rows.add(reader.read(row));
        }
      }
    }
  }

  /** Asks a question whose answer is waited for later. */
  <T> Later<T> later(String sql, Reader<T> reader, @Nullable Object... values) {
    Later<T> later = new Later<>(sql, reader, true, values);
    waiting.add(later);
    return later;
  }

  /** The rows of a query, or of what a statement returns. */
  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    return later(sql, reader, values).rows();
  }

  /** Hands on the rows of a query one by one: however many there are, only some are in memory. */
  <T> void each(String sql, Reader<T> reader, Consumer<T> taker, @Nullable Object... values)
      throws SQLException {
    send();
    use(
        List.of(sql),
        statement -> {
          statement.setFetchSize(ROWS_AT_A_TIME);
          bind(statement, values);
          try (ResultSet results = statement.executeQuery()) {
            Row row = new Row(results);
            while (results.next()) {
              taker.accept(reader.read(row));
            }
          }
        });
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

  /** Runs a statement before the next question is answered, and before the commit. */
  void write(String sql, @Nullable Object... values) {
    waiting.add(new Later<>(sql, row -> true, false, values));
  }

  /** Runs a statement about some rows, likewise; none, if there are none. */
  void write(Rows statement, List<@Nullable Object[]> rows) {
    if (rows.size() > 1 && database.takesArrays()) {
      write(statement.many(), statement.columns(rows));
    } else {
      rows.forEach(row -> write(one(statement), row));
    }
  }

  /** Asks a question about some rows, in no order. */
  <T> Later<T> later(Rows question, Reader<T> reader, List<@Nullable Object[]> rows)
      throws SQLException {
    if (rows.size() == 1) {
      return later(one(question), reader, rows.get(0));
    } else if (database.takesArrays()) {
      return later(question.many(), reader, question.columns(rows));
    }
    Later<T> all = new Later<>(question.one(), reader, true);
    for (@Nullable Object[] row : rows) {
      all.rows.addAll(list(question.one(), reader, row));
    }
    all.sent = true;
    return all;
  }

  private String one(Rows statement) {
    return database.takesArrays() ? statement.oneTyped() : statement.one();
  }

  /** Runs a statement at once, and tells how many rows it changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    Later<Boolean> update = later(sql, row -> true, values);
    send();
    return update.changed;
  }

  /** Sends what waits. */
  void send() throws SQLException {
    while (!waiting.isEmpty()) {
      send(next());
    }
  }

  /** Sends what waits, and a commit with the last of it. */
  void sendAndCommit() throws SQLException {
    List<Later<?>> last = next();
    while (!waiting.isEmpty()) {
      send(last);
      last = next();
    }
    try {
      if (last.isEmpty() || isBatch(last)) {
        send(last);
        sendTogether(List.of(), "COMMIT");
      } else {
        sendTogether(last, "COMMIT");
      }
    } catch (SQLException e) {
      throw SqlErrors.ofCommit(e);
    }
  }

  /** Undoes what was sent, if anything was, and forgets what waits. */
  void rollBack() throws SQLException {
    drop();
    if (begun) {
      sendTogether(List.of(), "ROLLBACK");
    }
  }

  /** Forgets what waits. */
  void drop() {
    waiting.clear();
  }

  /** Takes what is sent next: many times the same statement, or different ones up to such a run. */
  private List<Later<?>> next() {
    int end = run(0);
    while (end < waiting.size()
        && !isBatch(waiting.subList(0, end))
        && !isBatch(waiting.subList(end, end + run(end)))
        && end + run(end) <= database.mostTogether()) {
      end += run(end);
    }
    List<Later<?>> next = List.copyOf(waiting.subList(0, end));
    waiting.subList(0, end).clear();
    return next;
  }

  /** How often a statement that has no answer is written in a row from there on. */
  private int run(int from) {
    int end = Math.min(from + 1, waiting.size());
    while (end < waiting.size() && waiting.get(end).isLike(waiting.get(from))) {
      end++;
    }
    return end - from;
  }

  private boolean isBatch(List<Later<?>> steps) {
    return steps.size() > Math.min(MOST_ALIKE, database.mostTogether())
        && steps.stream().allMatch(step -> step.isLike(steps.get(0)));
  }

  private void send(List<Later<?>> steps) throws SQLException {
    if (isBatch(steps)) {
      sendBatch(steps);
    } else if (!steps.isEmpty()) {
      sendTogether(steps);
    }
  }

  private void sendBatch(List<Later<?>> steps) throws SQLException {
    use(
        List.of(steps.get(0).sql),
        statement -> {
          for (Later<?> step : steps) {
            bind(statement, step.values);
            statement.addBatch();
          }
          statement.executeBatch();
        });
  }

  private void sendTogether(List<Later<?>> steps, String... end) throws SQLException {
    List<String> all = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Later<?> step : steps) {
      all.add(step.sql);
      Collections.addAll(values, step.values);
    }
    Collections.addAll(all, end);
    use(
        all,
        statement -> {
          bind(statement, values.toArray());
          boolean hasRows = statement.execute();
          for (Later<?> step : steps) {
            step.take(statement, hasRows);
            hasRows = statement.getMoreResults();
          }
        });
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

  private void use(List<String> all, Statements.Use use) throws SQLException {
    begun = true;
    statements.use(database.text(all), use);
  }

  private void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = plain(values[i]);
      int place = i + 1;
      if (value == null) {
        statement.setNull(place, Types.NULL);
      } else if (value instanceof Rows.Column column) {
        Object[] plain = column.values().stream().map(Session::plain).toArray();
        statement.setArray(place, connection.createArrayOf(column.type(), plain));
      } else {
        statement.setObject(place, value);
      }
    }
  }

  /** A value as the driver takes it. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof String text) {
      return text.replace('\0', '\uFFFD'); // neither database keeps this character in a text
    } else if (value instanceof Instant instant) {
      return Row.micros(instant);
    } else if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    return value;
  }
}
