package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.testkit.crash.PostgresServer;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server, which keeps what it has committed: one for each JVM of tests. */
final class Postgres {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private Postgres() {}

  /** Started when first asked for; its process ends with the JVM. */
  private static final class Server {
    static final PostgresServer RUNNING = PostgresServer.start();
  }

  /** A connection of its own. */
  static Connection administrator() throws SQLException {
    return Server.RUNNING.administrator();
  }

  /**
   * An empty schema in it, and a pool of at most so many connections. They are made when they are
   * needed: each is a process of the server's, whose start costs as much as dozens of statements.
   */
  static HikariDataSource pool(int connections) {
    String schema = "test_" + SCHEMAS.incrementAndGet();
    HikariDataSource pool = Server.RUNNING.pool(schema, connections);
    pool.setMinimumIdle(1);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
      return pool;
    } catch (SQLException e) {
      throw new AssertionError("no schema could be made", e);
    }
  }

  /** A pool of so many connections to where another leads, lent with autocommit on or off. */
  static HikariDataSource pool(HikariDataSource other, int connections, boolean autoCommit) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(other.getDataSource());
    pool.setMaximumPoolSize(connections);
    pool.setAutoCommit(autoCommit);
    return pool;
  }

  /** Where another process finds what a pool leads to. */
  static String url(HikariDataSource pool) {
    return ((PGSimpleDataSource) pool.getDataSource()).getURL() + "&user=postgres";
  }
}
