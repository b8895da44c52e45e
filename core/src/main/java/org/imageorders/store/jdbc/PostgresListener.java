package org.imageorders.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.imageorders.ImageOrderException;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears by LISTEN what other processes changed. JDBC has no word for it: PostgreSQL's own driver is
 * asked by reflection, and with any other driver the listener just looks now and then.
 */
final class PostgresListener implements JdbcDatabase.Hearing {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);

  private final PostgresDatabase database;
  private final Consumer<String> heard;
  private final Runnable look;
  private final Thread thread;
  private volatile @Nullable Connection listening;
  private volatile boolean closed;

  PostgresListener(PostgresDatabase database, Consumer<String> heard, Runnable look) {
    this.database = database;
    this.heard = heard;
    this.look = look;
    thread =
        new Thread(
            () -> Daemons.takeTurns(() -> closed, database.pauses, this::turn),
            "image-orders-listen");
    thread.setDaemon(true);
    thread.start();
  }

  private void turn() throws InterruptedException {
    try (Connection connection = database.dataSource.getConnection()) {
      listening = connection;
      listen(connection);
    } catch (SQLException | ReflectiveOperationException | ImageOrderException e) {
      if (!closed) {
        LOG.atWarn().setCause(e).log("Changes by other processes are looked for, not heard of");
        database.pauses.pause(database.pollEvery);
        lookAnyway();
      }
    }
  }

  private void listen(Connection connection) throws SQLException, ReflectiveOperationException {
    Notifications notifications = Notifications.of(connection);
    try {
      connection.setAutoCommit(true);
      hear(Session.limited(connection, database), notifications);
    } finally {
      PostgresDatabase.abort(connection); // or whoever borrowed it next would be told, and keep it
    }
  }

  private void hear(Session session, Notifications notifications)
      throws SQLException, ReflectiveOperationException {
    session.update("LISTEN " + PostgresSender.CHANNEL);
    while (!closed) {
      look.run(); // first for what was told before this connection listened
      Instant next = session.now().plus(database.pollEvery);
      for (long left = left(session, next); left > 0 && !closed; left = left(session, next)) {
        notifications.await(left).forEach(heard);
      }
      session.only("SELECT 1 AS one", row -> true); // fails on a connection that died in silence
    }
  }

  private static long left(Session session, Instant next) throws SQLException {
    return session.now().until(next, ChronoUnit.MILLIS);
  }

  private void lookAnyway() {
    try {
      look.run();
    } catch (ImageOrderException e) {
      LOG.atDebug().setCause(e).log("The database does not answer");
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection connection = listening;
    if (connection != null) {
      PostgresDatabase.abort(connection);
    }
    thread.interrupt();
  }

  /** What {@code org.postgresql.PGConnection} has to say. */
  private record Notifications(Object connection, Method get, Method payload) {

    static Notifications of(Connection borrowed) throws SQLException, ReflectiveOperationException {
      Connection own =
          borrowed.unwrap(Connection.class); // the driver's, whatever a pool put around it
      ClassLoader driver = own.getClass().getClassLoader();
      Class<?> connection = Class.forName("org.postgresql.PGConnection", false, driver);
      Class<?> notification = Class.forName("org.postgresql.PGNotification", false, driver);
      return new Notifications(
          borrowed.unwrap(connection),
          connection.getMethod("getNotifications", int.class),
          notification.getMethod("getParameter"));
    }

    /** The payloads that came; empty if none did in so many milliseconds. */
    List<String> await(long millis) throws SQLException, ReflectiveOperationException {
      try {
        List<String> payloads = new ArrayList<>();
        Object[] came = (Object[]) get.invoke(connection, (int) millis);
        for (Object each : came == null ? new Object[0] : came) {
          payloads.add((String) payload.invoke(each));
        }
        return payloads;
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof SQLException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
