package org.imageorders.http.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.imageorders.Pauses;

/**
 * Closes connections on which no request comes in time: a header may come byte by byte, each within
 * the idle time-out, and so never end. Thread-safe.
 */
final class HeaderDeadline implements Connection.Listener {

  private static final Pauses.Pending NONE = () -> {};

  private final Duration first;
  private final Duration next;
  private final Pauses pauses;
  private final Map<Connection, Pauses.Pending> deadlines = new ConcurrentHashMap<>();

  /**
   * @param first the most time from a connection's opening to the end of its first request's header
   * @param next the most time from the end of an answer to the end of the next request's header
   */
  HeaderDeadline(Duration first, Duration next, Pauses pauses) {
    this.first = first;
    this.next = next;
    this.pauses = pauses;
  }

  @Override
  public void onOpened(Connection connection) {
    deadlines.put(connection, pauses.after(first, () -> connection.getEndPoint().close()));
  }

  @Override
  public void onClosed(Connection connection) {
    Pauses.Pending deadline = deadlines.remove(connection);
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** A request's header is there. */
  void met(Connection connection) {
    Pauses.Pending deadline = deadlines.replace(connection, NONE);
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** A request is answered. */
  void restart(Connection connection) {
    Pauses.Pending deadline = pauses.after(next, () -> connection.getEndPoint().close());
    if (deadlines.replace(connection, deadline) == null) {
      deadline.cancel();
    }
  }
}
