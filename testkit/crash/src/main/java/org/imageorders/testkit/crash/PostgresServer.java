package org.imageorders.testkit.crash;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of its own, which keeps what it has committed: {@code fsync} and {@code
 * synchronous_commit} are on. It ends with the JVM at the latest. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

  private static final Map<String, String> SETTINGS =
      Map.of("fsync", "on", "synchronous_commit", "on", "max_connections", "200");

  private final int port;
  private final AutoCloseable running;
  private final AtomicInteger schemas = new AtomicInteger();

  private PostgresServer(int port, AutoCloseable running) {
    this.port = port;
    this.running = running;
  }

  /**
   * Starts one on a free port. PostgreSQL refuses to be run by root: where this process belongs to
   * root, it is run in a user namespace of its own or, where none may be made, by the user nobody.
   *
   * @throws UncheckedIOException if it does not start
   */
  public static PostgresServer start() {
    try {
      if (System.getProperty("user.name").equals("root") && !LinuxUtils.isUnshareAvailable()) {
        NobodysPostgres server = NobodysPostgres.start(SETTINGS);
        return new PostgresServer(server.port(), server);
      }
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      SETTINGS.forEach(builder::setServerConfig);
      EmbeddedPostgres server = builder.start();
      return new PostgresServer(server.getPort(), server);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  /** The port that it listens on, at 127.0.0.1. */
  public int port() {
    return port;
  }

  /** A connection of its own, as the administrator. */
  public Connection administrator() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
  }

  /** Makes an empty schema, and returns its name. */
  public String newSchema() {
    String schema = "schema_" + schemas.incrementAndGet();
    try (Connection connection = administrator();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
      return schema;
    } catch (SQLException e) {
      throw new IllegalStateException("no schema could be made", e);
    }
  }

  /** A pool of so many connections to a schema. */
  public HikariDataSource pool(String schema, int connections) {
    return pool(port, schema, connections);
  }

  /**
   * A pool of so many connections to a schema of the server behind a port.
   *
   * @param port the server's own, or that of a proxy in front of it
   */
  public static HikariDataSource pool(int port, String schema, int connections) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(dataSource(port, schema));
    pool.setMaximumPoolSize(connections);
    pool.setConnectionTimeout(5_000);
    return pool;
  }

  private static PGSimpleDataSource dataSource(int port, String schema) {
    PGSimpleDataSource server = new PGSimpleDataSource();
    server.setServerNames(new String[] {"127.0.0.1"});
    server.setPortNumbers(new int[] {port});
    server.setDatabaseName("postgres");
    server.setUser("postgres");
    server.setCurrentSchema(schema);
    server.setConnectTimeout(5);
    return server;
  }

  @Override
  public void close() {
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL could not be stopped", e);
    }
  }
}
