package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.imageorders.testkit.crash.PostgresServer;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL server, which keeps what it has committed: one for each JVM of tests. */
final class Postgres {

  private Postgres() {}

  /** Started when first asked for; its process ends with the JVM. */
  private static final class Server {
    static final PostgresServer RUNNING = PostgresServer.start();
  }

  /** A connection of its own. */
  static Connection administrator() throws SQLException {
    return Server.RUNNING.administrator();
  }

  /** An empty schema in it, and a pool of so many connections. */
  static HikariDataSource pool(int connections) {
    return Server.RUNNING.pool(Server.RUNNING.newSchema(), connections);
  }

  /** An empty schema, for an outbox. */
  static OutboxDatabase outbox() {
    PGSimpleDataSource schema = Server.RUNNING.dataSource(Server.RUNNING.newSchema());
    return new OutboxDatabase(schema, schema.getUrl() + "&user=postgres");
  }

  /** Where another process finds what a pool leads to. */
  static String url(HikariDataSource pool) {
    return ((PGSimpleDataSource) pool.getDataSource()).getURL() + "&user=postgres";
  }
}
