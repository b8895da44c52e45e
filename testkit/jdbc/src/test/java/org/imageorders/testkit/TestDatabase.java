package org.imageorders.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;

/** An empty database with the schema, and the stores that were opened in it; closed together. */
final class TestDatabase implements AutoCloseable {

  private static final List<String> INSTANTS =
      List.of(
          "orders SET accepted_at = accepted_at - ?, started_at = started_at - ?,"
              + " ended_at = ended_at - ?, deadline = deadline - ?",
          "tasks SET alarm = alarm - ?, deadline = deadline - ?",
          "attempts SET started_at = started_at - ?, ended_at = ended_at - ?",
          "events SET at = at - ?",
          "partitions SET at = at - ?");

  private static final List<String> TABLES =
      List.of(
          "schema",
          "orders",
          "tombstones",
          "tasks",
          "queues",
          "ranks",
          "attempts",
          "sums",
          "images",
          "partitions",
          "events",
          "feed",
          "documents");

  private final DataSource dataSource;
  private final Deque<Runnable> opened = new ConcurrentLinkedDeque<>();

  TestDatabase(DataSource dataSource) {
    this.dataSource = dataSource;
    open().createSchema();
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** Another process's view of it, as it were. */
  JdbcDatabase open() {
    return open(JdbcDatabase.builder(dataSource));
  }

  JdbcDatabase open(JdbcDatabase.Builder builder) {
    JdbcDatabase database = builder.build();
    opened.push(database::close);
    return database;
  }

  JdbcOrderStore orderStore() {
    return orderStore(dataSource);
  }

  JdbcOrderStore orderStore(DataSource itsOwn) {
    return orderStore(JdbcDatabase.builder(itsOwn));
  }

  JdbcOrderStore orderStore(JdbcDatabase.Builder builder) {
    JdbcOrderStore store = new JdbcOrderStore(open(builder));
    opened.push(store::close);
    return store;
  }

  JdbcStateStore stateStore() {
    return new JdbcStateStore(open());
  }

  /** Lets so much time pass, as far as what is kept can tell. */
  void advance(Duration time) {
    long micros = time.toNanos() / 1_000;
    for (String instants : INSTANTS) {
      execute("UPDATE imageorders_" + instants.replace("?", Long.toString(micros)));
    }
  }

  void dropSchema() {
    for (String table : TABLES) {
      execute("DROP TABLE imageorders_" + table);
    }
  }

  void execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  int count(String table) {
    return number("SELECT count(*) FROM " + table);
  }

  int number(String query) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  @Override
  public void close() {
    opened.forEach(Runnable::run);
  }
}
