package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.png;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.junit.jupiter.api.Test;

/** Placing within a transaction that the shop has begun. */
interface CallersTransactionContract {

  /** An empty database with the schema. */
  TestDatabase database();

  /** A shop over the database: its engine, and a table of its own. */
  final class Shop implements AutoCloseable {
    final TestDatabase database;
    final JdbcOrderStore store;
    final StateStore state;
    final EmbeddedImageOrders orders;

    Shop(TestDatabase database, JdbcDatabase.Builder settings, int workers, int room) {
      this.database = database;
      JdbcDatabase opened = database.open(settings);
      store = new JdbcOrderStore(opened);
      state = new JdbcStateStore(opened);
      orders =
          EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
              .orderStore(store)
              .stateStore(state)
              .concurrency(workers)
              .mostOpenTasks(room)
              .drain(Duration.ZERO)
              .build();
      database.execute("CREATE TABLE carts (name VARCHAR(40) PRIMARY KEY)");
    }

    Connection begin() throws SQLException {
      Connection connection = database.dataSource().getConnection();
      connection.setAutoCommit(false);
      return connection;
    }

    ImageOrder place(Connection connection, OrderRequest request) {
      return store.place(connection, orders, request);
    }

    void buy(Connection connection, String cart) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO carts (name) VALUES ('" + cart + "')");
      }
    }

    OrderId idOf(OrderRequest request) {
      return orders.idOf(request.customer(), request.idempotencyKey());
    }

    void assertAbsent(OrderRequest request) {
      refused(ErrorCode.NOT_FOUND, () -> orders.get(idOf(request)));
      assertThat(orders.list(OrderQuery.ofCustomer(request.customer())).orders()).isEmpty();
    }

    ImageOrder ended(OrderId id) throws Exception {
      return OrdersClauses.get(orders.completion(id));
    }

    @Override
    public void close() {
      orders.close();
      store.close();
    }
  }

  private Shop shop(int workers, int room) {
    return new Shop(database(), JdbcDatabase.builder(database().dataSource()), workers, room);
  }

  default Shop shop() {
    return shop(2, 10_000);
  }

  private static OrderRequest request() {
    return OrderRequests.keyed(OrderRequests.someCustomer(), "cart", "answer");
  }

  @Test
  default void anOrderOfACommittedTransactionIsDrawn() throws Exception {
    try (Shop shop = shop()) {
      OrderRequest request = request();
      ImageOrder placed;
      try (Connection connection = shop.begin()) {
        shop.buy(connection, "cart");
        placed = shop.place(connection, request);
        assertThat(placed.id()).isEqualTo(shop.idOf(request));
        assertThat(placed.status()).isEqualTo(OrderStatus.ACCEPTED);
        assertThat(placed.waiting()).isPresent();
        shop.assertAbsent(request);
        assertThat(connection.getAutoCommit()).isFalse();
        connection.commit();
      }
      ImageOrder ended = shop.ended(placed.id());
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.acceptedAt()).isEqualTo(placed.acceptedAt());
    }
  }

  @Test
  default void anOrderOfATransactionThatWasRolledBackNeverWas() throws Exception {
    try (Shop shop = shop()) {
      OrderRequest request = request();
      try (Connection connection = shop.begin()) {
        shop.place(connection, request);
        connection.rollback();
      }
      shop.assertAbsent(request);
      assertThat(shop.orders.events("", 10, Duration.ZERO).events()).isEmpty();
      // And its key is free, its queue as new.
      assertThat(shop.ended(shop.orders.place(request).id()).status())
          .isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void aRefusalLeavesTheTransactionUsable() throws Exception {
    try (Shop shop = shop()) {
      OrderRequest known = request();
      shop.ended(shop.orders.place(known).id());
      OrderRequest other =
          OrderRequests.keyed(known.customer(), known.idempotencyKey(), "answer otherwise");
      OrderRequest deadlined =
          OrderRequest.builder("ada").prompt("answer").deadline(Duration.ofMillis(1)).build();
      OrderRequest good = request();
      try (Connection connection = shop.begin()) {
        shop.buy(connection, "before");
        refused(ErrorCode.IDEMPOTENCY_CONFLICT, () -> shop.place(connection, other));
        refused(ErrorCode.INVALID_REQUEST, () -> shop.place(connection, deadlined));
        shop.buy(connection, "after");
        shop.place(connection, good);
        connection.commit();
      }
      assertThat(shop.database.count("carts")).isEqualTo(2);
      assertThat(shop.ended(shop.idOf(good)).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void aRepeatFindsTheOrderWithinAndAfterItsTransaction() throws Exception {
    try (Shop shop = shop()) {
      OrderRequest request = request();
      OrderId id;
      try (Connection connection = shop.begin()) {
        id = shop.place(connection, request).id();
        assertThat(shop.place(connection, request).id()).isEqualTo(id);
        connection.commit();
      }
      shop.ended(id);
      try (Connection connection = shop.begin()) {
        assertThat(shop.place(connection, request).status()).isEqualTo(OrderStatus.COMPLETED);
        connection.rollback();
      }
      assertThat(shop.orders.get(id).status()).isEqualTo(OrderStatus.COMPLETED);
      shop.store.remove("default", id);
      try (Connection connection = shop.begin()) {
        refused(ErrorCode.GONE, () -> shop.place(connection, request));
        connection.commit();
      }
    }
  }

  @Test
  default void whereThereIsNoRoomTheOrderIsRefused() throws Exception {
    try (Shop shop = shop(0, 2)) {
      OrderRequest third = request();
      try (Connection connection = shop.begin()) {
        shop.place(connection, request());
        shop.place(connection, request());
        ImageOrderException full =
            refused(ErrorCode.OVERLOADED, () -> shop.place(connection, third));
        assertThat(full.retryAfter()).isPresent();
        connection.commit();
      }
      assertThat(shop.orders.list(OrderQuery.builder().build()).orders()).hasSize(2);
      shop.assertAbsent(third);
    }
  }

  @Test
  default void anUploadIsUsedIfAndOnlyIfTheTransactionCommits() throws Exception {
    try (Shop shop = shop()) {
      ImageId upload = shop.orders.upload("ada", new ByteArrayInputStream(png(0)));
      OrderRequest request =
          OrderRequest.builder("ada")
              .spec(OrderRequests.spec("answer").sourceImage(upload).build())
              .build();
      try (Connection connection = shop.begin()) {
        shop.place(connection, request);
        connection.rollback();
      }
      assertThat(used(shop, upload)).isFalse();
      try (Connection connection = shop.begin()) {
        shop.place(connection, request);
        connection.commit();
      }
      assertThat(used(shop, upload)).isTrue();
      assertThat(shop.ended(shop.idOf(request)).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  private static boolean used(Shop shop, ImageId upload) {
    return shop.state.read("upload/default/" + upload).orElseThrow().text().contains("true");
  }

  @Test
  default void aMigrationsPinIsPartOfTheTransaction() throws Exception {
    try (Shop shop = shop()) {
      Migration migration =
          Migration.between(shop.orders.forTenant("default"), shop.orders)
              .stateStore(shop.state)
              .initialStage(Stage.ALL_NEW)
              .build();
      int before = shop.state.list("").size();
      OrderRequest request = request();
      try (Connection connection = shop.begin()) {
        shop.store.place(connection, migration, request);
        connection.rollback();
      }
      assertThat(shop.state.list("")).hasSize(before);
      try (Connection connection = shop.begin()) {
        shop.store.place(connection, migration, request);
        connection.commit();
      }
      assertThat(OrdersClauses.get(migration.completion(shop.idOf(request))).status())
          .isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void whatStaysOpenHoldsUpNobodyForGood() throws Exception {
    try (Shop shop = shop()) {
      OrderRequest slow = request();
      OrderRequest quick = request();
      CompletableFuture<Void> beside;
      try (Connection connection = shop.begin()) {
        shop.buy(connection, "cart");
        // The engine's own writes may have to wait for this transaction, but not it for them.
        beside = Calls.start(() -> shop.orders.place(quick));
        shop.place(connection, slow);
        connection.commit();
      }
      beside.get(60, TimeUnit.SECONDS);
      assertThat(shop.ended(shop.idOf(slow)).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.ended(shop.idOf(quick)).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void autocommitIsRefused() throws Exception {
    try (Shop shop = shop();
        Connection connection = database().dataSource().getConnection()) {
      OrderRequest request = request();
      ImageOrderException refusal =
          refused(ErrorCode.INVALID_REQUEST, () -> shop.place(connection, request));
      assertThat(refusal).hasMessageContaining("setAutoCommit(false)");
      shop.assertAbsent(request);
    }
  }

  @Test
  default void ordersThatAreKeptElsewhereAreRefused() throws Exception {
    try (Shop shop = shop();
        EmbeddedImageOrders inMemory =
            EmbeddedImageOrders.builder(ScriptedProvider.byPrompt()).build();
        Connection connection = shop.begin()) {
      ImageOrderException refusal =
          refused(
              ErrorCode.INVALID_REQUEST, () -> shop.store.place(connection, inMemory, request()));
      assertThat(refusal.field()).contains("orders");
    }
  }
}
