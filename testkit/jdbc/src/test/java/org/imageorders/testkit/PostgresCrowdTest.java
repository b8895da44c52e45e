package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.place;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real PostgreSQL does to many who write at once, and when it closes their connections. */
class PostgresCrowdTest {

  private static final int WRITERS = 16;
  private static final int STORES = 4;
  private static final List<OrderEvent.Type> STORY =
      List.of(
          OrderEvent.Type.ORDER_ACCEPTED,
          OrderEvent.Type.ORDER_STARTED,
          OrderEvent.Type.IMAGE_READY,
          OrderEvent.Type.ORDER_COMPLETED);

  private HikariDataSource pool;
  private TestDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(WRITERS + 6);
    database = new TestDatabase(pool);
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  @Test
  @Timeout(300)
  void aReaderBesideSixteenWritersMissesNothingAndANaiveOneDoes() throws Exception {
    int ordersOfEach = 5_000 / WRITERS + 1; // four events each: 20,000 and some
    WatchedCommits.Watch late = new LateCommits();
    List<OrderStore> stores = // in one of them, transactions follow each other
        Stream.generate(() -> (OrderStore) database.orderStore(WatchedCommits.watching(pool, late)))
            .limit(STORES)
            .toList();
    OrderStore feed = database.orderStore();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    List<OrderEvent> read = new ArrayList<>();
    NaiveReader naive = new NaiveReader();
    Crowd.of(WRITERS + 2)
        .each(
            worker -> {
              if (worker < WRITERS) {
                write(stores.get(worker % STORES), "customer-" + worker, ordersOfEach);
                writing.decrementAndGet();
                return;
              }
              String cursor = EventPage.START;
              while (writing.get() > 0) {
                if (worker == WRITERS) {
                  cursor = follow(feed, cursor, read);
                } else {
                  naive.follow();
                }
              }
              if (worker == WRITERS) {
                while (!feed.events(TENANT, cursor, 1).events().isEmpty()) {
                  cursor = follow(feed, cursor, read);
                }
              } else {
                naive.follow();
              }
            });
    assertThat(read).hasSize(4 * WRITERS * ordersOfEach);
    assertThat(read).map(OrderEvent::id).doesNotHaveDuplicates();
    Map<OrderId, List<OrderEvent.Type>> stories = new HashMap<>();
    read.forEach(
        event -> stories.computeIfAbsent(event.order(), id -> new ArrayList<>()).add(event.type()));
    assertThat(stories).hasSize(WRITERS * ordersOfEach);
    assertThat(stories.values()).allSatisfy(story -> assertThat(story).isEqualTo(STORY));
    assertThat(naive.read).as("numbers seen by a naive reader").hasSizeLessThan(stories.size());
  }

  private static void write(OrderStore store, String customer, int orders) {
    for (int cart = 0; cart < orders; cart++) {
      place(store, customer, "cart-" + cart, 1);
      store.claim(WORKER, 1).forEach(claim -> store.finish(claim, drawn(claim)));
    }
    store.claim(WORKER, 50).forEach(claim -> store.finish(claim, drawn(claim)));
  }

  private static String follow(OrderStore store, String cursor, List<OrderEvent> read) {
    EventPage page = store.events(TENANT, cursor, 500);
    read.addAll(page.events());
    return page.cursor();
  }

  /** Lets now and then a transaction commit after one that began later. */
  private static final class LateCommits implements WatchedCommits.Watch {
    private final AtomicInteger commits = new AtomicInteger();
    private final Semaphore later = new Semaphore(0);

    @Override
    public void before() throws InterruptedException {
      if (commits.incrementAndGet() % 100 == 0) {
        later.drainPermits();
        later.tryAcquire(3, 200, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void after() {
      later.release();
    }
  }

  /** Goes by the numbers that a sequence gave, as if they became visible in their order. */
  private final class NaiveReader {
    private final List<Long> read = new ArrayList<>();
    private long last;

    void follow() throws SQLException {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT seq FROM imageorders_orders WHERE seq > " + last + " ORDER BY seq")) {
        while (rows.next()) {
          last = rows.getLong(1);
          read.add(last);
        }
      }
    }
  }

  @Test
  void aNotificationIsHeardWhileLookingIsADayAway() throws Exception {
    JdbcOrderStore here =
        database.orderStore(JdbcDatabase.builder(pool).pollEvery(Duration.ofDays(1)));
    OrderStore elsewhere = database.orderStore();
    BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    here.onChange(heard::add);
    // The listener looks once when it begins to listen: what is heard after that was told.
    OrderId first = place(elsewhere, "ada", "cart-1", 1);
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(new Change(TENANT, first));
    Claim claim = elsewhere.claim(WORKER, 1).get(0);
    elsewhere.preview(
        claim, 0, claim.image(1, 0).preview(1)); // tells no event, so no look finds it
    for (Change change = heard.poll(60, TimeUnit.SECONDS);
        here.get(TENANT, first).images().get(0).preview().isEmpty();
        change = heard.poll(60, TimeUnit.SECONDS)) {
      assertThat(change).isEqualTo(new Change(TENANT, first));
    }
    heard.clear();
    elsewhere.cancel(TENANT, first);
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(new Change(TENANT, first));
  }

  @Test
  @Timeout(120)
  void connectionsThatAreClosedInTheMiddleLoseAndDoubleNothing() throws Exception {
    OrderStore store = database.orderStore();
    BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    database.orderStore().onChange(heard::add);
    AtomicInteger working = new AtomicInteger(4);
    AtomicInteger killed = new AtomicInteger();
    Crowd.of(5)
        .each(
            worker -> {
              if (worker == 4) {
                while (working.get() > 0) {
                  killed.addAndGet(killAll());
                  Thread.onSpinWait();
                }
                return;
              }
              for (int cart = 0; cart < 50; cart++) {
                int number = cart;
                persist(
                    () -> store.place(StoreOrders.order("c" + worker, "cart-" + number, 1), 999));
                for (Claim claim : persist(() -> store.claim(WORKER, 1))) {
                  persist(() -> store.finish(claim, drawn(claim)));
                }
              }
              working.decrementAndGet();
            });
    assertThat(killed).hasPositiveValue();
    pool.getHikariPoolMXBean().softEvictConnections(); // some were closed while nobody used them
    database.advance(Duration.ofMinutes(5)); // what was claimed in a commit whose answer was lost
    StoreOrders.finishAll(store);
    for (int worker = 0; worker < 4; worker++) {
      for (int cart = 0; cart < 50; cart++) {
        OrderId order = OrderId.of(TENANT, "c" + worker, "cart-" + cart);
        assertThat(store.get(TENANT, order).status()).isEqualTo(OrderStatus.COMPLETED);
      }
    }
    List<OrderEvent> events = StoreOrders.feed(store, TENANT, 300);
    assertThat(events).map(OrderEvent::id).doesNotHaveDuplicates();
    assertThat(events.stream().filter(event -> event.type() == OrderEvent.Type.IMAGE_READY))
        .hasSize(200);
    heard.clear();
    OrderId late = place(store, "late", "cart-1", 1);
    for (Change change = heard.poll(60, TimeUnit.SECONDS);
        !new Change(TENANT, late).equals(change);
        change = heard.poll(60, TimeUnit.SECONDS)) {
      assertThat(change).as("a change that is heard of after the connection broke").isNotNull();
    }
  }

  private int killAll() throws SQLException {
    try (Connection connection = Postgres.administrator();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    + " AND random() < 0.3")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private interface Call<T> {
    T call();
  }

  /** As a caller does: what is unavailable is asked for again. */
  private static <T> T persist(Call<T> call) {
    while (true) {
      try {
        return call.call();
      } catch (ImageOrderException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.UNAVAILABLE);
      }
    }
  }
}
