package org.imageorders.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;
import org.imageorders.store.jdbc.Claiming.Claimed;
import org.imageorders.store.jdbc.JdbcDatabase.Hearing;
import org.imageorders.store.shared.Listeners;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps orders in a database, durably: what {@link #place} has returned survives the end of the
 * process and of the machine. Any number of processes may share one PostgreSQL, and several on one
 * machine an SQLite file; each hears of what the others change, by notification on PostgreSQL, by
 * looking now and then on SQLite.
 *
 * <p>What several threads place, or settle, at the same time shares a transaction on both; on
 * PostgreSQL at most 16 orders do, and of those that are placed each is another customer's. Each
 * has an answer of its own.
 *
 * <p>A transaction that the database picked as a victim, or whose connection broke before it was
 * committed, is tried again. Where the connection breaks during the commit, the method throws
 * {@link ErrorCode#UNAVAILABLE} and what it says may have happened; a placement is safe to repeat.
 *
 * <p>Thread-safe. Closing it drops its listeners and leaves the database open.
 */
public final class JdbcOrderStore implements OrderStore {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcOrderStore.class);

  private final JdbcDatabase database;
  private final Reading reading;
  private final Feed feed;
  private final Placing placing;
  private final Claiming claiming;
  private final Settling settling;
  private final Stopping stopping;
  private final Listeners listeners = new Listeners();
  private final ReentrantLock hearingLock = new ReentrantLock();
  private @Nullable Hearing hearing;
  private long[] seen; // of the feed, by the thread that looks

  /**
   * A store in this database.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the database cannot be reached, or
   *     its schema is missing or of a later major version
   */
  public JdbcOrderStore(JdbcDatabase database) {
    this.database = database;
    new Schema(database).check();
    reading = database.read(Reading::new);
    feed = database.read(Feed::new);
    placing = new Placing(database, feed);
    claiming = new Claiming(feed);
    settling = new Settling(database, feed);
    stopping = new Stopping(feed);
    seen = database.read(Feed::positions);
  }

  /**
   * Places an order in a transaction that the caller has begun and will end: the order exists if
   * and only if that commits. Everything is checked as ever, and whatever placing keeps in the same
   * {@link JdbcDatabase} (the use of an upload, the pin of a migration) is part of it.
   *
   * <p>The connection is not committed, rolled back, closed or changed. After a refusal the
   * transaction is as it was before and can go on. Until it ends it holds the customer's rank, one
   * of 64 partitions of the feed, and a share of the room: others who place for this customer, and
   * some of those who place or finish other orders, wait for it. So place last, and commit soon.
   * Workers hear of the order at the commit: at once on PostgreSQL, and at their next look at the
   * file on SQLite.
   *
   * @param connection of this store's database, with autocommit off; on PostgreSQL read committed,
   *     on SQLite best begun as {@code IMMEDIATE}
   * @param orders whose orders are kept in this store, handled in this process
   * @return the order as it will stand; if it was placed before, as it stands
   * @throws ImageOrderException what {@link ImageOrders#place} throws; {@link
   *     ErrorCode#INVALID_REQUEST} if the connection is none that fits, or the orders are kept
   *     elsewhere; {@link ErrorCode#UNAVAILABLE} if the transaction was picked as a victim, or
   *     waited too long for another: roll it back and begin again
   */
  public ImageOrder place(Connection connection, ImageOrders orders, OrderRequest request) {
    CallersTransaction transaction = CallersTransaction.open(connection, database);
    return database.within(
        transaction,
        session -> {
          transaction.check(session, feed.id());
          ImageOrder order = orders.place(request);
          if (!transaction.isAsked()) {
            throw ImageOrderException.invalid(
                "orders",
                orders,
                "the order was placed elsewhere, at once; use an outbox for that");
          }
          return order;
        });
  }

  @Override
  public Placement place(NewOrder order, int mostOpenTasks) {
    CallersTransaction callers = database.callers();
    if (callers != null) {
      callers.asked();
    }
    Placement placement = placing.place(order, mostOpenTasks);
    return switch (placement.kind()) {
      case PLACED -> {
        changed(order.tenant(), order.id());
        yield placement;
      }
      case EXISTING, CONFLICT ->
          database
              .read(session -> reading.find(session, order.tenant(), order.id()))
              .map(known -> new Placement(placement.kind(), known))
              .orElseGet(() -> new Placement(Placement.Kind.GONE, null));
      case GONE, OVERLOADED, OVER_BUDGET -> placement;
    };
  }

  /**
   * {@inheritDoc} What runs though its order has ended, and nobody will settle, is closed in a
   * transaction of its own.
   */
  @Override
  public List<Claim> claim(Worker worker, int most) {
    Claimed claimed = database.write(session -> claiming.claim(session, worker, most));
    settling.claimed(claimed.held());
    changed(claimed.changes());
    if (claimed.areAbandoned()) {
      closeAbandoned();
    }
    return List.copyOf(claimed.held().keySet());
  }

  /** Whether that fails or not, what was claimed is. */
  private void closeAbandoned() {
    try {
      changed(database.write(claiming::wakeAll));
    } catch (ImageOrderException e) {
      LOG.atDebug().setCause(e).log("What was left running is closed later");
    }
  }

  @Override
  public Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease) {
    return database.write(session -> settling.extend(session, claims, lease));
  }

  @Override
  public void preview(Claim claim, int index, ImageId preview) {
    if (database.write(session -> settling.preview(session, claim, index, preview))) {
      changed(claim.tenant(), claim.order());
    }
  }

  @Override
  public Settlement release(Claim claim, AttemptResult result, Duration delay) {
    return settle(claim, result, delay);
  }

  @Override
  public Settlement finish(Claim claim, AttemptResult result) {
    return settle(claim, result, null);
  }

  private Settlement settle(Claim claim, AttemptResult result, @Nullable Duration delay) {
    Settlement settlement = settling.settle(claim, result, delay);
    if (settlement != Settlement.LOST) {
      changed(claim.tenant(), claim.order());
    }
    return settlement;
  }

  /** {@inheritDoc} Each order is ended in a transaction of its own. */
  @Override
  public int expire() {
    int expired = 0;
    List<Change> overdue = overdue();
    while (!overdue.isEmpty()) {
      List<Change> ended = new ArrayList<>();
      for (Change order : overdue) {
        if (database.write(session -> stopping.expire(session, order.tenant(), order.order()))) {
          ended.add(order);
        }
      }
      settling.touched(ended);
      changed(ended);
      expired += ended.size();
      overdue = ended.isEmpty() ? List.of() : overdue();
    }
    changed(database.write(claiming::wakeAll));
    return expired;
  }

  private List<Change> overdue() {
    return database.read(
        session ->
            session.list(
                Sql.OVERDUE_ORDERS,
                row -> new Change(row.text("tenant"), new OrderId(row.text("id"))),
                session.now()));
  }

  @Override
  public Map<String, Duration> untilNextTasks() {
    return database.read(reading::untilNextTasks);
  }

  @Override
  public Optional<Duration> untilNextDeadline() {
    return database.read(reading::untilNextDeadline);
  }

  @Override
  public ImageOrder get(String tenant, OrderId id) {
    return database.read(session -> reading.get(session, tenant, id));
  }

  @Override
  public OrderPage list(String tenant, OrderQuery query) {
    return database.read(session -> reading.list(session, tenant, query));
  }

  @Override
  public int ahead(String tenant, OrderId id) {
    return database.read(session -> reading.ahead(session, tenant, id));
  }

  @Override
  public ImageOrder cancel(String tenant, OrderId id) {
    return cancelIf(order -> true, tenant, id);
  }

  @Override
  public ImageOrder withdraw(String tenant, OrderId id) {
    return cancelIf(order -> !order.isStarted(), tenant, id);
  }

  private ImageOrder cancelIf(Predicate<OrderRow> wanted, String tenant, OrderId id) {
    if (database.write(session -> stopping.cancel(session, tenant, id, wanted))) {
      settling.touched(List.of(new Change(tenant, id)));
      changed(tenant, id);
    }
    return get(tenant, id);
  }

  @Override
  public boolean remove(String tenant, OrderId id) {
    boolean removed = database.write(session -> stopping.remove(session, tenant, id));
    if (removed) {
      settling.touched(List.of(new Change(tenant, id)));
      changed(tenant, id);
    }
    return removed;
  }

  @Override
  public List<Change> endedFor(Duration least, int most) {
    return database.read(
        session ->
            session.list(
                Sql.ENDED,
                row -> new Change(row.text("tenant"), new OrderId(row.text("id"))),
                session.now().minus(least),
                most));
  }

  @Override
  public List<LedgerSum> ledger(String tenant, LedgerQuery query) {
    return database.read(session -> Spending.ledger(session, tenant, query));
  }

  @Override
  public void forget(String tenant, String customer) {
    database.write(
        session -> {
          Spending.forget(session, tenant, customer);
          return true;
        });
  }

  @Override
  public EventPage events(String tenant, String after, int limit) {
    return database.read(session -> feed.page(session, tenant, after, limit));
  }

  /**
   * {@inheritDoc} From the first listener on, changes by other processes are heard of too; on
   * PostgreSQL that keeps a connection.
   */
  @Override
  public Subscription onChange(Consumer<Change> listener) {
    Subscription subscription = listeners.add(listener);
    hearingLock.lock();
    try {
      if (hearing == null) {
        hearing = database.hear(this::heard, this::look);
      }
    } finally {
      hearingLock.unlock();
    }
    return subscription;
  }

  private void heard(Collection<Change> changes) {
    settling.touched(changes);
    listeners.tell(changes);
  }

  private List<Change> look(Session session, boolean byOthers) throws SQLException {
    long[] last = Feed.positions(session);
    List<Change> changes = byOthers ? Feed.changes(session, seen, last) : List.of();
    seen = last;
    return changes;
  }

  private void changed(String tenant, OrderId order) {
    changed(List.of(new Change(tenant, order)));
  }

  private void changed(Collection<Change> changes) {
    if (database.callers() != null) {
      database.tellAtCommit(changes);
    } else {
      database.tell(changes);
      listeners.tell(changes);
    }
  }

  @Override
  public void close() {
    listeners.clear();
    hearingLock.lock();
    try {
      if (hearing != null) {
        hearing.close();
        hearing = null;
      }
    } finally {
      hearingLock.unlock();
    }
  }
}
