package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.testkit.OrdersClauses.refused;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.imageorders.ErrorCode;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Pauses;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contracts over a real PostgreSQL. */
class PostgresStoresTest {

  private static final String LOCK =
      """
      SELECT 1 FROM imageorders_tasks WHERE order_seq =
        (SELECT seq FROM imageorders_orders WHERE id = '%s') FOR UPDATE\
      """;
  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND query LIKE '%imageorders_tasks%'\
      """;

  private static final String OPEN =
      "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'";

  private HikariDataSource pool;
  private TestDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(12);
    database = new TestDatabase(pool);
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  @Nested
  class Orders implements OrderStoreContract {
    @Override
    public OrderStore orderStore() {
      return database.orderStore();
    }

    @Override
    public void advance(Duration time) {
      database.advance(time);
    }
  }

  @Nested
  class State implements StateStoreContract {
    @Override
    public StateStore stateStore() {
      return database.stateStore();
    }
  }

  @Nested
  class Sharing implements SharedDatabaseContract {
    @Override
    public TestDatabase database() {
      return database;
    }

    @Test
    void whoExtendsLocksTasksInTheOrderOfThoseWhoSettle() throws Exception {
      OrderStore store = database.orderStore();
      OrderId first = StoreOrders.place(store, StoreOrders.order("ada", "cart-1", 1)).id();
      NewOrder later = StoreOrders.order("bob", "cart-1", 1);
      for (int i = 2; later.id().value().compareTo(first.value()) > 0; i++) {
        later = StoreOrders.order("customer-" + i, "cart-1", 1);
      }
      OrderId second = StoreOrders.place(store, later).id();
      List<Claim> claims = store.claim(StoreOrders.WORKER, 2);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(LOCK.formatted(first));
        FutureTask<Map<Claim, Lapse>> extended =
            new FutureTask<>(() -> store.extend(claims, StoreOrders.LEASE));
        new Thread(extended).start();
        while (database.number(WAITING) == 0) {
          Thread.onSpinWait();
        }
        statement.execute(LOCK.formatted(second) + " NOWAIT");
        connection.rollback();
        assertThat(extended.get()).isEmpty();
      }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsAreGivenBackAsTheyWereFoundAndOutsideOfATransaction(boolean autoCommit)
        throws Exception {
      try (HikariDataSource single = Postgres.pool(pool, 1, autoCommit);
          JdbcDatabase own = JdbcDatabase.open(single);
          JdbcOrderStore store = new JdbcOrderStore(own)) {
        OrderId order = StoreOrders.place(store, StoreOrders.order("ada", "cart-1", 1)).id();
        assertThat(store.claim(StoreOrders.WORKER, 1)).hasSize(1);
        assertThat(store.claim(StoreOrders.WORKER, 1)).isEmpty(); // a transaction that is undone
        database.execute("ALTER TABLE imageorders_events RENAME TO away");
        assertThatThrownBy(() -> store.cancel(StoreOrders.TENANT, order))
            .hasMessageContaining("imageorders_events");
        assertThat(database.number(OPEN)).isZero();
        try (Connection connection = single.getConnection()) {
          assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
        }
      }
    }

    @Test
    void aConnectionThatListenedIsLentToNobodyElse() throws Exception {
      CountDownLatch failed = new CountDownLatch(1);
      Pauses pauses =
          (delay, action) -> {
            failed.countDown();
            return () -> {};
          };
      try (HikariDataSource two = Postgres.pool(pool, 2, true);
          JdbcDatabase own = JdbcDatabase.builder(two).pauses(pauses).build();
          JdbcOrderStore store = new JdbcOrderStore(own)) {
        database.execute("ALTER TABLE imageorders_partitions RENAME TO away"); // no look succeeds
        store.onChange(change -> {});
        failed.await();
        try (Connection one = two.getConnection();
            Connection another = two.getConnection()) {
          assertThat(channels(one) + channels(another)).isZero();
        }
      }
    }

    private static long channels(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_listening_channels()")) {
        rows.next();
        return rows.getLong(1);
      }
    }

    @Test
    void theServerCompilesNothingForASingleOrder() {
      database.execute("CREATE TABLE seen (jit TEXT)");
      database.execute(
          """
          CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO seen VALUES (current_setting('jit')); RETURN NEW; END $$\
          """);
      database.execute(
          "CREATE TRIGGER see AFTER INSERT ON imageorders_orders FOR EACH ROW EXECUTE FUNCTION see()");
      StoreOrders.place(database.orderStore(), StoreOrders.order("ada", "cart-1", 1));
      assertThat(database.number("SELECT count(*) FROM seen WHERE jit = 'off'")).isOne();
    }
  }

  @Nested
  class WithinTransactions implements CallersTransactionContract {
    @Override
    public TestDatabase database() {
      return database;
    }

    @Test
    void aTransactionThatCannotSeeWhatOthersCommitIsRefused() throws Exception {
      try (Shop shop = shop();
          Connection connection = shop.begin()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        OrderRequest request = OrderRequest.builder("ada").prompt("answer").build();
        assertThat(refused(ErrorCode.INVALID_REQUEST, () -> shop.place(connection, request)))
            .hasMessageContaining("read committed");
      }
    }

    @Test
    void openTransactionsOfOtherCustomersAndPartitionsDoNotWaitForEachOther() throws Exception {
      try (Shop shop = shop();
          Connection one = shop.begin();
          Connection other = shop.begin()) {
        shop.ended(shop.orders.place(OrderRequests.of("cy", "answer")).id()); // the queue is known
        OrderRequest first = OrderRequests.of("ada", "answer");
        OrderRequest second = OrderRequests.of("bob", "answer");
        while (partition(shop.idOf(second)) == partition(shop.idOf(first))) {
          second = OrderRequests.of("bob", "answer");
        }
        shop.place(one, first);
        shop.place(other, second);
        other.commit();
        assertThat(shop.ended(shop.idOf(second)).status()).isEqualTo(OrderStatus.COMPLETED);
        shop.assertAbsent(first);
        one.commit();
        assertThat(shop.ended(shop.idOf(first)).status()).isEqualTo(OrderStatus.COMPLETED);
      }
    }

    private static int partition(OrderId id) {
      return Integer.parseInt(id.value().substring(0, 4), 16) % 64;
    }

    @Test
    void theCommitWakesAWorkerWhileLookingIsADayAway() throws Exception {
      try (Shop shop =
              new Shop(
                  database, JdbcDatabase.builder(pool).pollEvery(Duration.ofDays(1)), 2, 10_000);
          Connection connection = shop.begin()) {
        shop.ended(shop.orders.place(OrderRequests.of("ada", "answer")).id());
        OrderId id = shop.place(connection, OrderRequests.of("ada", "answer")).id();
        connection.commit();
        assertThat(shop.ended(id).status()).isEqualTo(OrderStatus.COMPLETED);
      }
    }
  }
}
