package org.imageorders.testkit;

import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.OrderId;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a real PostgreSQL is waited for. */
class PostgresPatienceTest {

  private HikariDataSource pool;
  private TestDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(8);
    database = new TestDatabase(pool);
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  private JdbcDatabase.Builder impatient(DataSource dataSource) {
    return JdbcDatabase.builder(dataSource).statementTimeout(Duration.ofSeconds(1));
  }

  /** Somebody who lets nobody else touch the orders. */
  private Connection holder() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE imageorders_orders IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  @Test
  void whatWaitsForALockIsGivenUpAndGoesOnLater() throws Exception {
    JdbcOrderStore store = database.orderStore(impatient(pool));
    OrderId known = place(store, "ada", "cart-1", 1);
    try (Connection holder = holder()) {
      refused(ErrorCode.UNAVAILABLE, () -> store.get(TENANT, known));
      refused(ErrorCode.UNAVAILABLE, () -> store.place(order("ada", "cart-2", 1), PLENTY));
      refused(ErrorCode.UNAVAILABLE, () -> store.cancel(TENANT, known));
      holder.rollback();
    }

    store.get(TENANT, known);
    place(store, "ada", "cart-2", 1);
  }

  @Test
  void aCallersTransactionThatWaitsForALockCanGoOn() throws Exception {
    JdbcOrderStore store = database.orderStore(impatient(pool));
    try (EmbeddedImageOrders orders =
            EmbeddedImageOrders.builder(ScriptedProvider.answering()).orderStore(store).build();
        Connection own = pool.getConnection()) {
      own.setAutoCommit(false);
      try (Connection holder = holder()) {
        refused(
            ErrorCode.UNAVAILABLE,
            () -> store.place(own, orders, StoreOrders.request("ada", "cart-1", 1).build()));
        holder.rollback();
      }

      store.place(own, orders, StoreOrders.request("ada", "cart-1", 1).build());
      own.commit();
    }
  }

  @Test
  void closingDoesNotWaitForADatabaseThatIsSilent() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch silence = new CountDownLatch(1);
    DataSource silent =
        WatchedCommits.lending(
            pool,
            () -> {
              if (Thread.currentThread().getName().equals("image-orders-notify")) {
                asked.countDown();
                awaitInSpiteOfInterrupts(silence);
              }
            });
    try {
      JdbcDatabase opened = impatient(silent).build();
      JdbcOrderStore store = new JdbcOrderStore(opened);
      place(store, "ada", "cart-1", 1);
      asked.await();

      CompletableFuture.runAsync(
              () -> {
                store.close();
                opened.close();
              })
          .get(60, TimeUnit.SECONDS);
    } finally {
      silence.countDown();
    }
  }

  /** As a thread that reads from a socket. */
  private static void awaitInSpiteOfInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // It does not hear.
      }
    }
  }
}
