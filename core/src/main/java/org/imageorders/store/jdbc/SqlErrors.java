package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/** What the errors of a database mean. SQLSTATE as in SQL:2016 and PostgreSQL's appendix A. */
final class SqlErrors {

  private static final int SQLITE_ERROR = 1;
  private static final int SQLITE_CONSTRAINT = 19;
  private static final int SQLITE_MISMATCH = 20;
  private static final int SQLITE_MISUSE = 21;
  private static final int SQLITE_RANGE = 25;
  private static final Set<Integer> SQLITE_FAULTS =
      Set.of(SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE);
  private static final Set<String> FAULTS = Set.of("0A", "21", "22", "23", "42", "54");

  private static final Set<String> OVERTAKEN =
      Set.of("23505", "23502", "22P02"); // the last by Sql.SAVE_ORDERS alone

  private SqlErrors() {}

  static ImageOrderException unavailable(String what, SQLException e) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, what + ": " + e.getMessage() + "; try again later", e);
  }

  /** What a caller hears. */
  static ImageOrderException translate(SQLException e) {
    if (e instanceof UnknownCommit) {
      return unavailable("the database did not say whether it committed", e);
    }
    return isFault(e)
        ? new ImageOrderException(
            ErrorCode.INTERNAL, "the database refused a statement: " + e.getMessage(), e)
        : unavailable("the database did not answer", e);
  }

  /** Whether the statement itself is wrong, so that it would never be taken. */
  private static boolean isFault(SQLException e) {
    String state = e.getSQLState();
    return state == null
        ? SQLITE_FAULTS.contains(e.getErrorCode() & 0xff)
        : state.length() == 5 && FAULTS.contains(state.substring(0, 2));
  }

  /**
   * Whether the same transaction can be tried again at once: another was chosen, or first, or its
   * connection broke before it was committed.
   */
  static boolean isRepeatable(SQLException e) {
    String state = e.getSQLState();
    if (state == null || e instanceof UnknownCommit) {
      return false;
    }
    return isOvertaken(e)
        || state.equals("40001")
        || state.equals("40P01")
        || state.startsWith("08")
        || state.equals("57P01") // the administrator, or a fail-over, closed the connection
        || state.equals("57P02");
  }

  /**
   * Whether someone else has just placed, or removed, what this transaction was to place, or
   * changed what it was to change.
   */
  static boolean isOvertaken(SQLException e) {
    String state = e.getSQLState();
    return state != null && OVERTAKEN.contains(state);
  }

  /** Whether somebody else holds a row, for longer than was to be waited. */
  static boolean isHeldByOthers(RuntimeException e) {
    return e.getCause() instanceof SQLException cause && "55P03".equals(cause.getSQLState());
  }

  /** Whether the database did not say if it committed. */
  static boolean mayBeCommitted(RuntimeException e) {
    return e.getCause() instanceof UnknownCommit;
  }

  /**
   * What a commit that failed means, or a statement that was sent with it: it may have happened,
   * unless the database says otherwise.
   */
  static SQLException ofCommit(SQLException e) {
    String state = e.getSQLState();
    boolean refused =
        state != null
            && (state.startsWith("40")
                || state.startsWith("55")
                || FAULTS.contains(state.substring(0, 2)));
    return refused ? e : new UnknownCommit(e);
  }

  private static final class UnknownCommit extends SQLException {
    private static final long serialVersionUID = 1L;

    UnknownCommit(SQLException e) {
      super(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
    }
  }
}
