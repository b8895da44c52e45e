package org.imageorders.store.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.threads.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes what changed, by NOTIFY. Not within the store's own transactions that
 * change something: PostgreSQL commits those that notify one after the other. What changed while it
 * sends goes out together; what cannot be sent is dropped, for the others look now and then.
 * Thread-safe.
 */
final class PostgresSender implements AutoCloseable {

  static final String CHANNEL = "imageorders";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSender.class);
  private static final int MOST_WAITING = 100_000;
  private static final Duration PAUSE = Duration.ofMillis(10); // so that busy ones tell together
  private static final Duration LONGEST_END = Duration.ofSeconds(5);
  private static final int LONGEST_PAYLOAD = 7_000; // of the 8,000 bytes that PostgreSQL takes

  private final String self = UUID.randomUUID().toString();
  private final PostgresDatabase database;
  private final BlockingQueue<Change> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::run, "image-orders-notify");
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  PostgresSender(PostgresDatabase database) {
    this.database = database;
    thread.setDaemon(true);
  }

  void tell(Collection<Change> changes) {
    if (closed || changes.isEmpty()) {
      return;
    }
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
    changes.forEach(waiting::offer);
  }

  private void run() {
    try {
      Daemons.takeTurns(() -> closed, database.pauses, this::turn);
    } finally {
      closed = true;
      ended.countDown();
    }
  }

  private void turn() throws InterruptedException {
    Set<Change> changes = new LinkedHashSet<>();
    changes.add(waiting.take());
    waiting.drainTo(changes);
    send(payloads(self, changes));
    database.pauses.pause(PAUSE);
  }

  private void send(List<String> payloads) {
    try {
      database.write(
          session -> {
            session.write("SET LOCAL synchronous_commit = off"); // there is nothing to lose
            return send(session, payloads);
          });
    } catch (ImageOrderException e) {
      if (!closed) {
        LOG.atWarn().setCause(e).log("Other processes could not be told of changes");
      }
    }
  }

  /** Sends when the session's transaction commits. */
  static boolean send(Session session, List<String> payloads) {
    for (String payload : payloads) {
      session.write("SELECT pg_notify(?, ?)", CHANNEL, payload);
    }
    return true;
  }

  /**
   * The sender's name, then a line for each order and tenant.
   *
   * @param sender who need not hear of it; empty if everybody is to
   */
  static List<String> payloads(String sender, Collection<Change> changes) {
    List<String> payloads = new ArrayList<>();
    StringBuilder payload = new StringBuilder(sender);
    for (Change change : changes) {
      String line = "\n" + change.order() + " " + change.tenant();
      if (payload.length() + line.length() > LONGEST_PAYLOAD / 3) { // 3 bytes a character at most
        payloads.add(payload.toString());
        payload = new StringBuilder(sender);
      }
      payload.append(line);
    }
    if (payload.length() > sender.length()) {
      payloads.add(payload.toString());
    }
    return payloads;
  }

  /** What a payload tells, unless it is this sender's own. */
  List<Change> changes(String payload) {
    List<String> lines = payload.lines().toList();
    if (lines.isEmpty() || lines.get(0).equals(self)) {
      return List.of();
    }
    return lines.stream()
        .skip(1)
        .filter(line -> line.matches("[0-9a-f]{40} .*"))
        .map(line -> new Change(line.substring(41), new OrderId(line.substring(0, 40))))
        .toList();
  }

  /**
   * Lets it end what it is sending: whoever lends connections may be closed next. A database that
   * is silent is not waited for.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (!started.get() || thread == Thread.currentThread()) {
      return;
    }
    Pauses.Pending limit = database.pauses.after(LONGEST_END, ended::countDown);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      limit.cancel();
    }
  }
}
