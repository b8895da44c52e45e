package org.imageorders.testkit.crash;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;

/**
 * What a shop's process needs: legacy and a candidate embedded, each in a schema of its own, and
 * the migration between them, all on one PostgreSQL.
 *
 * @param port of the database
 * @param legacy legacy's schema, which also has the migration's settings and pins
 * @param candidate the candidate's schema
 * @param images the directory of the image stores that all processes share
 * @param customers who order in turn
 */
record ShopSetup(int port, String legacy, String candidate, Path images, int customers) {

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration POLL_EVERY = Duration.ofSeconds(1);
  private static final int CONNECTIONS = 12;
  private static final int CALLS = 6;
  private static final int PIXELS = 16;

  List<String> arguments() {
    return List.of(
        Integer.toString(port), legacy, candidate, images.toString(), Integer.toString(customers));
  }

  static ShopSetup parse(String[] arguments) {
    return new ShopSetup(
        Integer.parseInt(arguments[0]),
        arguments[1],
        arguments[2],
        Path.of(arguments[3]),
        Integer.parseInt(arguments[4]));
  }

  void createSchemas() {
    for (String schema : List.of(legacy, candidate)) {
      try (HikariDataSource pool = PostgresServer.pool(port, schema, 3);
          JdbcDatabase database = JdbcDatabase.open(pool)) {
        database.createSchema();
      }
    }
  }

  /** The order of this number: the same whoever places it. */
  OrderRequest request(int number) {
    return OrderRequest.builder("customer-" + number % customers)
        .idempotencyKey("cart-" + number)
        .spec(ImageSpec.builder("a lighthouse").size(PIXELS, PIXELS).build())
        .build();
  }

  /** The ids of so many orders. */
  Set<OrderId> ids(int orders, Migration migration) {
    Set<OrderId> ids = new HashSet<>();
    for (int number = 0; number < orders; number++) {
      OrderRequest request = request(number);
      ids.add(migration.idOf(request.customer(), request.idempotencyKey()));
    }
    return ids;
  }

  /** A shop whose two sides work, with a candidate that has faults. */
  Shop open() {
    return open(CALLS, new MoodyProvider(painter()));
  }

  /** A shop that places and reads, and leaves the work to others. */
  Shop openToRead() {
    return open(0, painter());
  }

  private Shop open(int calls, ImageProvider candidates) {
    Engine old = new Engine(legacy, painter(), calls);
    Engine young = new Engine(candidate, candidates, calls);
    ImageOrders line = calls == 0 ? young.orders : MoodyLine.to(young.orders);
    return new Shop(old, young, Migration.between(old.orders, line).stateStore(old.state).build());
  }

  private static ImageProvider painter() {
    return OfflineProvider.builder().pricePerImage(Money.usd("0.05")).build();
  }

  /** One side: an engine over its schema. */
  private final class Engine implements AutoCloseable {
    private final HikariDataSource pool;
    private final JdbcDatabase database;
    private final JdbcOrderStore store;
    private final JdbcStateStore state;
    private final EmbeddedImageOrders orders;

    Engine(String schema, ImageProvider provider, int calls) {
      pool = PostgresServer.pool(port, schema, CONNECTIONS);
      database = JdbcDatabase.builder(pool).pollEvery(POLL_EVERY).build();
      store = new JdbcOrderStore(database);
      state = new JdbcStateStore(database);
      orders =
          EmbeddedImageOrders.builder(provider)
              .orderStore(store)
              .stateStore(state)
              .imageStore(FileImageStore.in(images.resolve(schema)))
              .lease(LEASE)
              .concurrency(calls)
              .mostOpenTasks(1_000_000)
              .build();
    }

    @Override
    public void close() {
      orders.close();
      store.close();
      database.close();
      pool.close();
    }
  }

  /** A migration, and the two that it stands between. */
  static final class Shop implements AutoCloseable {
    private final Engine old;
    private final Engine young;
    private final Migration migration;

    private Shop(Engine old, Engine young, Migration migration) {
      this.old = old;
      this.young = young;
      this.migration = migration;
    }

    Migration migration() {
      return migration;
    }

    ImageOrders legacy() {
      return old.orders;
    }

    ImageOrders candidate() {
      return young.orders;
    }

    @Override
    public void close() {
      migration.close();
      young.close();
      old.close();
    }
  }
}
