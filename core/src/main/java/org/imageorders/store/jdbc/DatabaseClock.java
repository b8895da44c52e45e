package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The database's clock, read now and then and carried on by the JVM's timer in between, which no
 * one sets. It never goes back, unless the database's goes back by more than a minute. Thread-safe.
 */
final class DatabaseClock {

  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration LARGEST_WAIT = Duration.ofMinutes(1);

  /** What the database said when the timer stood where. */
  private record Reading(Instant time, long nanos) {

    Instant at(long later) {
      return time.plusNanos(later - nanos);
    }

    boolean isFresh(long later) {
      return later - nanos < FRESH_NANOS;
    }
  }

  private final JdbcDatabase database;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.EPOCH);
  private volatile @Nullable Reading reading;

  DatabaseClock(JdbcDatabase database) {
    this.database = database;
  }

  Instant now() {
    Reading known = reading;
    return known != null && known.isFresh(System.nanoTime())
        ? forward(known)
        : database.read(this::now);
  }

  /** The time, asked for within a session if need be. */
  Instant now(Session session) throws SQLException {
    Reading known = reading;
    if (known != null && (known.isFresh(System.nanoTime()) || !lock.tryLock())) {
      return forward(known);
    }
    if (known == null) {
      lock.lock();
    }
    try {
      long asked = System.nanoTime();
      Instant time = session.only(database.now(), row -> row.instant("now"));
      long answered = System.nanoTime();
      Reading read = new Reading(time, asked + (answered - asked) / 2);
      reading = read;
      return forward(read);
    } finally {
      lock.unlock();
    }
  }

  private Instant forward(Reading known) {
    Instant now = known.at(System.nanoTime()).truncatedTo(ChronoUnit.MICROS); // as it is kept
    return latest.updateAndGet(
        last -> last.isAfter(now) && last.isBefore(now.plus(LARGEST_WAIT)) ? last : now);
  }
}
