package org.imageorders.store.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.imageorders.ImageOrderException;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.jdbc.JdbcDatabase.Look;
import org.imageorders.threads.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether another process has written to an SQLite file: often while one does, and else ever
 * less.
 */
final class SqliteWatch implements JdbcDatabase.Hearing {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteWatch.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  private final SqliteDatabase database;
  private final Consumer<Collection<Change>> heard;
  private final Look look;
  private final Thread thread = new Thread(this::run, "image-orders-sqlite-watch");
  private volatile boolean closed;
  private Duration pause = SHORTEST_PAUSE; // of the thread alone, as the next
  private long fileVersion;

  SqliteWatch(SqliteDatabase database, Consumer<Collection<Change>> heard, Look look) {
    this.database = database;
    this.heard = heard;
    this.look = look;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Daemons.takeTurns(() -> closed, database.pauses, this::turn);
  }

  private void turn() throws InterruptedException {
    boolean changed = look();
    Duration longer = pause.multipliedBy(2);
    pause =
        changed
            ? SHORTEST_PAUSE
            : longer.compareTo(database.pollEvery) < 0 ? longer : database.pollEvery;
    database.pauses.pause(pause);
  }

  private boolean look() {
    long before = fileVersion;
    try {
      // Within a transaction that writes nothing, for the writer's connection does not see its own
      // writes as a new version.
      List<Change> changes =
          database.write(
              session -> {
                session.discard();
                fileVersion =
                    session.only("PRAGMA data_version", row -> row.number("data_version"));
                return look.look(session, fileVersion != before);
              });
      heard.accept(changes);
    } catch (ImageOrderException e) {
      LOG.atWarn().setCause(e).log("Changes by other processes could not be looked for");
    }
    return fileVersion != before;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    JdbcDatabase.awaitEnd(thread);
  }
}
