package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.store.OrderStore.Change;
import org.jspecify.annotations.Nullable;

/**
 * The database that {@link JdbcOrderStore} and {@link JdbcStateStore} keep everything in:
 * PostgreSQL 14 or later, shared by any number of processes, or an SQLite file on one machine
 * (SQLite 3.42 or later, in WAL mode). Which one it is, the connections of the {@link DataSource}
 * say.
 *
 * <p>Connections are borrowed for one transaction and given back. Two are kept: on PostgreSQL the
 * one that listens for what other processes tell, for as long as an order store has a listener; on
 * SQLite the one that writes. All writes to an SQLite file go through one thread, which commits
 * what waits together.
 *
 * <p>Thread-safe. Close the stores first, then the database; the data source stays open.
 */
public abstract sealed class JdbcDatabase implements AutoCloseable
    permits PostgresDatabase, SqliteDatabase {

  private static final int MOST_TEXTS = 1_000; // of a few kilobytes; there can be many more

  private final DatabaseClock clock = new DatabaseClock(this);
  private final Map<List<String>, String> texts = new ConcurrentHashMap<>();
  private final Map<Thread, CallersTransaction> callers = new ConcurrentHashMap<>();
  final DataSource dataSource;
  final Duration statementTimeout;
  final Duration pollEvery;
  final Pauses pauses;

  JdbcDatabase(Builder builder) {
    dataSource = builder.dataSource;
    statementTimeout = builder.statementTimeout;
    pollEvery = builder.pollEvery;
    pauses = builder.pauses;
  }

  /** A database with every setting at its default. */
  public static JdbcDatabase open(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /**
   * Starts a database.
   *
   * @param dataSource where its connections come from; if that is a pool, let it hold at least
   *     three
   */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Applies what is missing of the schema. Several processes may do so at once. Who migrates with
   * another tool applies the same files, {@code org/imageorders/store/jdbc/postgresql/*.sql} or
   * {@code .../sqlite/*.sql}, in the order of their numbers.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the database cannot be reached, or
   *     has the schema of a later major version, or one whose files were changed
   */
  public void createSchema() {
    new Schema(this).create();
  }

  @Override
  public abstract void close();

  /** Waits until a thread of the library has ended, unless it is the caller's own. */
  static void awaitEnd(Thread thread) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One transaction. It may run several times, until it is committed. */
  interface Work<T extends @Nullable Object> {
    T run(Session session) throws SQLException;
  }

  /** Commits what the work did, or does nothing. Within a caller's transaction that one decides. */
  final <T extends @Nullable Object> T write(Work<T> work) {
    CallersTransaction transaction = callers();
    return transaction == null ? commit(work) : transaction.run(work);
  }

  /** Lets the work read the database as it stands at one moment, or as a caller's transaction. */
  final <T extends @Nullable Object> T read(Work<T> work) {
    CallersTransaction transaction = callers();
    return transaction == null ? look(work) : transaction.run(work);
  }

  /** The caller's transaction that this thread works in; null if it works in ones of its own. */
  final @Nullable CallersTransaction callers() {
    return callers.get(Thread.currentThread());
  }

  /** Lets all that a work does in this database, on this thread, be part of a transaction. */
  final <T> T within(CallersTransaction transaction, Work<T> work) {
    callers.put(Thread.currentThread(), transaction);
    try {
      return transaction.run(work);
    } finally {
      callers.remove(Thread.currentThread());
    }
  }

  /** Commits what the work did, or does nothing; works that wait for each other's rows do not. */
  abstract <T extends @Nullable Object> T commit(Work<T> work);

  /** Commits likewise, but fails rather than wait long for a row that somebody else holds. */
  abstract <T extends @Nullable Object> T hurry(Work<T> work);

  /** Lets the work read the database as it stands at one moment. */
  abstract <T extends @Nullable Object> T look(Work<T> work);

  /** The folder of its schema files. */
  abstract String folder();

  /** A query for whether it has the table of schema versions. */
  abstract String hasSchema();

  /** A query for the microseconds since 1970-01-01T00:00:00Z. */
  abstract String now();

  /** Whether orders can be placed in a caller's transaction as it is isolated from others. */
  abstract boolean fits(Session session) throws SQLException;

  /** Statements as they are sent, as one; nearly always the same object for the same ones. */
  final String text(List<String> statements) {
    String known = texts.get(statements);
    if (known != null) {
      return known;
    }
    String text = statements.stream().map(this::adapt).collect(Collectors.joining("; "));
    if (texts.size() < MOST_TEXTS) {
      texts.put(statements, text);
    }
    return text;
  }

  /** PostgreSQL's SQL in the words of this database. */
  abstract String adapt(String sql);

  /** Whether one statement can take the values of many rows: then many are best done together. */
  abstract boolean takesArrays();

  /** How many statements may be sent as one. */
  abstract int mostTogether();

  /** Makes other transactions that call this wait until this one ends. */
  abstract void serialize(Session session, long lock) throws SQLException;

  /** Tells other processes what changed, if they can be told. Never blocks. */
  abstract void tell(Collection<Change> changes);

  /** Tells what a caller's transaction changed, when it commits, also to this process. */
  abstract void tellAtCommit(Collection<Change> changes);

  /**
   * Starts to hear of changes by other processes.
   *
   * @param heard takes what they told, and what a look found
   * @param look is asked when something may have been missed, and now and then
   */
  abstract Hearing hear(Consumer<Collection<Change>> heard, Look look);

  /** Finds what changed since the last look. */
  interface Look {
    /**
     * The orders that changed, to be told to those who listen.
     *
     * @param byOthers false if this process alone has changed anything: there is nothing to tell
     */
    List<Change> look(Session session, boolean byOthers) throws SQLException;
  }

  /** What hears until it is closed. */
  interface Hearing extends AutoCloseable {
    @Override
    void close();
  }

  /** What time it is by the database's clock. */
  Instant time(Session session) throws SQLException {
    return clock.now(session);
  }

  /** What time it is by the database's clock. */
  Instant time() {
    return clock.now();
  }

  /** Collects the settings. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private Duration statementTimeout = Duration.ofSeconds(30);
    private Duration pollEvery = Duration.ofSeconds(5);
    private Pauses pauses = Pauses.system();

    private Builder(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    /**
     * How long one statement may take, whatever the server or the role has for that: on SQLite, how
     * long it may wait for another process that writes. In a transaction of the caller's, whole
     * seconds count. 30 seconds unless set.
     */
    public Builder statementTimeout(Duration longest) {
      statementTimeout = longest;
      return this;
    }

    /**
     * How often to look for what other processes changed and did not tell. 5 seconds unless set. On
     * SQLite it is the longest pause: while something changes, it looks more often.
     */
    public Builder pollEvery(Duration pause) {
      pollEvery = pause;
      return this;
    }

    /** How the database waits between two looks; really, unless set. */
    public Builder pauses(Pauses howToWait) {
      pauses = howToWait;
      return this;
    }

    /**
     * Connects, to see which database it is.
     *
     * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if it cannot be reached; {@link
     *     ErrorCode#INVALID_REQUEST} if it is none that is supported, or a setting is out of range
     */
    public JdbcDatabase build() {
      if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0
          || statementTimeout.compareTo(Duration.ofHours(1)) > 0) {
        throw ImageOrderException.invalid(
            "statementTimeout", statementTimeout, "use one second to one hour");
      }
      if (pollEvery.compareTo(Duration.ofMillis(100)) < 0
          || pollEvery.compareTo(Duration.ofDays(1)) > 0) {
        throw ImageOrderException.invalid("pollEvery", pollEvery, "use 100 ms to one day");
      }
      String product;
      try (Connection connection = dataSource.getConnection()) {
        product = connection.getMetaData().getDatabaseProductName();
      } catch (SQLException e) {
        throw SqlErrors.unavailable("the database cannot be reached", e);
      }
      return switch (product) {
        case "PostgreSQL" -> new PostgresDatabase(this);
        case "SQLite" -> new SqliteDatabase(this);
        default ->
            throw ImageOrderException.invalid("dataSource", product, "use PostgreSQL or SQLite");
      };
    }
  }
}
