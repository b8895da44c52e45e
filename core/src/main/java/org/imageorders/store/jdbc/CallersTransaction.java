package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.imageorders.ImageOrderException;
import org.imageorders.store.jdbc.JdbcDatabase.Work;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that somebody else began and will end. Work in it leaves nothing behind if it
 * fails, so that its owner can go on. Of one thread.
 */
final class CallersTransaction {

  private static final String BEGIN = "SAVEPOINT imageorders";
  private static final String UNDO = "ROLLBACK TO SAVEPOINT imageorders";
  private static final String END = "RELEASE SAVEPOINT imageorders";

  private static final int MOST_TRIES = 5;

  private final Connection connection;
  private final JdbcDatabase database;
  private boolean asked;

  private CallersTransaction(Connection connection, JdbcDatabase database) {
    this.connection = connection;
    this.database = database;
  }

  /** The transaction that is open on this connection. */
  static CallersTransaction open(Connection connection, JdbcDatabase database) {
    try {
      if (connection.getAutoCommit()) {
        throw ImageOrderException.invalid(
            "connection",
            "autocommit",
            "call setAutoCommit(false): the end of the transaction decides about the order");
      }
    } catch (SQLException e) {
      throw SqlErrors.translate(e);
    }
    return new CallersTransaction(connection, database);
  }

  /** Refuses a transaction of another database, or one that cannot see what others commit. */
  void check(Session session, String feed) throws SQLException {
    if (!database.fits(session)) {
      throw ImageOrderException.invalid("connection", connection, "let it be read committed");
    }
    if (!session.only(FeedSql.FEED, row -> row.text("id")).equals(feed)) {
      throw ImageOrderException.invalid(
          "connection", connection, "use one of the database that the orders are kept in");
    }
  }

  /** Notes that an order was asked for in it. */
  void asked() {
    asked = true;
  }

  boolean isAsked() {
    return asked;
  }

  /**
   * Does all of the work or nothing of it. It is tried again if somebody else was first, and for no
   * other reason: what failed may be its owner's.
   */
  <T extends @Nullable Object> T run(Work<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (tries == MOST_TRIES || !SqlErrors.isOvertaken(e)) {
          throw SqlErrors.translate(e);
        }
      }
    }
  }

  private <T extends @Nullable Object> T once(Work<T> work) throws SQLException {
    Session session = Session.limited(connection, database);
    session.update(BEGIN);
    try {
      T result = work.run(session);
      session.send();
      if (session.isDiscarded()) {
        session.update(UNDO);
      }
      session.update(END);
      return result;
    } catch (SQLException | RuntimeException e) {
      session.drop();
      undo(session, e);
      throw e;
    }
  }

  private static void undo(Session session, Exception why) {
    try {
      session.update(UNDO);
      session.update(END);
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }
}
