package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server, which keeps what it has committed: one for each JVM of tests. */
final class Postgres {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private Postgres() {}

  /** Started when first asked for; its process ends with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new AssertionError("PostgreSQL did not start", e);
      }
    }
  }

  /** A connection of its own. */
  static Connection administrator() throws SQLException {
    return Server.RUNNING.getPostgresDatabase().getConnection();
  }

  /** An empty schema in it, and a pool of so many connections. */
  static HikariDataSource pool(int connections) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(emptySchema());
    pool.setMaximumPoolSize(connections);
    return pool;
  }

  /** An empty schema, for an outbox. */
  static OutboxDatabase outbox() {
    PGSimpleDataSource schema = emptySchema();
    return new OutboxDatabase(schema, schema.getUrl() + "&user=postgres");
  }

  private static PGSimpleDataSource emptySchema() {
    String schema = "test_" + SCHEMAS.incrementAndGet();
    try (Connection connection = administrator();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new AssertionError("no schema could be made", e);
    }
    PGSimpleDataSource server = new PGSimpleDataSource();
    server.setUrl(Server.RUNNING.getJdbcUrl("postgres", "postgres"));
    server.setCurrentSchema(schema);
    return server;
  }

  /** Where another process finds what a pool leads to. */
  static String url(HikariDataSource pool) {
    return ((PGSimpleDataSource) pool.getDataSource()).getURL() + "&user=postgres";
  }
}
