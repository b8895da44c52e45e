package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.jdbc.JdbcDatabase.Work;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes to an SQLite file. What waits is committed together, each work within
 * a savepoint of its own: one disk flush serves them all. Thread-safe.
 */
final class SqliteWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
  private static final int MOST_TOGETHER = 64;

  private final SqliteDatabase database;
  private final BlockingQueue<Job<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "image-orders-sqlite-writer");
  private volatile boolean closed;
  private @Nullable Writing writing; // of the thread alone

  SqliteWriter(SqliteDatabase database) {
    this.database = database;
    thread.setDaemon(true);
    thread.start();
  }

  /** The connection that writes, and its statements. */
  private record Writing(Connection connection, Statements statements) {

    Session session(SqliteDatabase database) {
      return new Session(connection, statements, database);
    }
  }

  /** A work and what becomes of it. Equal only to itself. */
  private static final class Job<T extends @Nullable Object> {
    private final Work<T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable Runnable answer;

    Job(Work<T> work) {
      this.work = work;
    }

    /** Runs the work, and keeps its answer until the commit. */
    void run(Session session) throws SQLException {
      T result = work.run(session);
      session.send();
      answer = () -> outcome.complete(result);
    }

    void fail(Throwable e) {
      answer = () -> outcome.completeExceptionally(e);
    }

    /** Answers, of what was committed or has failed by itself. */
    void answer() {
      if (answer != null) {
        answer.run();
      }
    }

    /** Answers that nothing was committed. */
    void refuse(Throwable why) {
      outcome.completeExceptionally(why);
    }
  }

  <T extends @Nullable Object> T run(Work<T> work) {
    Job<T> job = new Job<>(work);
    waiting.add(job);
    if (closed && waiting.remove(job)) {
      throw closed();
    }
    try {
      return job.outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw SqlErrors.translate(failure);
      } else if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void run() {
    try {
      Daemons.takeTurns(() -> closed, database.pauses, this::turn);
    } finally {
      closed = true;
      disconnect();
      for (Job<?> left = waiting.poll(); left != null; left = waiting.poll()) {
        left.refuse(closed());
      }
    }
  }

  private void turn() throws InterruptedException {
    List<Job<?>> jobs = new ArrayList<>(MOST_TOGETHER);
    jobs.add(waiting.take());
    waiting.drainTo(jobs, MOST_TOGETHER - 1);
    try {
      commitTogether(jobs, connected());
    } catch (SQLException | RuntimeException | Error e) {
      try {
        disconnect();
      } finally {
        jobs.forEach(job -> job.refuse(e));
      }
      return;
    }
    jobs.forEach(Job::answer);
  }

  private static ImageOrderException closed() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "the database is closed; open another one");
  }

  private Writing connected() throws SQLException {
    Writing known = writing;
    if (known != null) {
      return known;
    }
    Connection connection = database.connect();
    Writing opened = new Writing(connection, Statements.kept(connection));
    writing = opened;
    Session session = opened.session(database);
    String mode = session.only("PRAGMA journal_mode = WAL", row -> row.text("journal_mode"));
    if (!mode.equals("wal")) {
      throw new SQLException("its journal mode is " + mode + "; use a file on a local disk");
    }
    session.update("PRAGMA synchronous = FULL");
    return opened;
  }

  private void disconnect() {
    Writing known = writing;
    writing = null;
    if (known != null) {
      Connection connection = known.connection();
      try (connection) {
        known.statements().close();
      } catch (SQLException e) {
        LOG.atWarn().setCause(e).log("The connection that writes could not be closed");
      }
    }
  }

  private void commitTogether(List<Job<?>> jobs, Writing connected) throws SQLException {
    try (Statement statement = connected.connection().createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (Job<?> job : jobs) {
        Session session = connected.session(database);
        statement.execute("SAVEPOINT work");
        try {
          job.run(session);
        } catch (SQLException | RuntimeException | Error e) {
          job.fail(e);
          undo(statement, e);
        }
        if (session.isDiscarded()) {
          statement.execute("ROLLBACK TO work");
        }
        statement.execute("RELEASE work");
      }
      statement.execute("COMMIT");
    }
  }

  /**
   * Undoes one work. Where the disk is full, everything is undone already, and the reason stands.
   */
  private static void undo(Statement statement, Throwable why) throws SQLException {
    try {
      statement.execute("ROLLBACK TO work");
    } catch (SQLException e) {
      SQLException reason = why instanceof SQLException known ? known : e;
      if (reason != why) {
        reason.addSuppressed(why);
      }
      throw reason;
    }
  }

  /** Lets what is being committed be committed, and closes the connection. */
  @Override
  public void close() {
    closed = true;
    waiting.add(new Job<>(session -> true)); // wakes the thread
    JdbcDatabase.awaitEnd(thread);
  }
}
