package org.imageorders.testkit;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/**
 * A shop's database with the tables of an outbox.
 *
 * @param dataSource for this process
 * @param url for another one
 */
record OutboxDatabase(DataSource dataSource, String url) {

  static OutboxDatabase sqlite(Path directory) {
    String url =
        "jdbc:sqlite:"
            + directory.resolve("shop.db")
            + "?journal_mode=WAL&synchronous=OFF&busy_timeout=30000"; // processes die, no machine
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl(url);
    OutboxDatabase database = new OutboxDatabase(dataSource, url);
    database.execute(
        "SELECT 1"); // the first connection changes the file's journal: alone, for none waits for
    // that
    return database;
  }

  /** A new connection each time, by a URL alone. */
  static DataSource connecting(String url) {
    return (DataSource)
        Proxy.newProxyInstance(
            OutboxDatabase.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return DriverManager.getConnection(url);
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  Connection begin() throws SQLException {
    Connection connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  void execute(String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  int count(String tableAndCondition) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + tableAndCondition)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(tableAndCondition, e);
    }
  }
}
