package org.imageorders.testkit.crash;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.openai.OpenAiImageProvider;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;

/**
 * What a process needs to work on orders with others.
 *
 * @param port of the database, or of the proxy in front of it
 * @param schema of the database
 * @param api the provider's base URL
 * @param images the directory of the image store that all share
 * @param lease after what time a worker that is not heard of is replaced
 * @param pollEvery how often it looks for changes that it was not told of
 * @param concurrency how many calls it makes at the same time; with 0 it places orders and reads
 */
record WorkerSetup(
    int port,
    String schema,
    URI api,
    Path images,
    Duration lease,
    Duration pollEvery,
    int concurrency) {

  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  WorkerSetup at(int otherPort, int otherConcurrency) {
    return new WorkerSetup(otherPort, schema, api, images, lease, pollEvery, otherConcurrency);
  }

  List<String> arguments() {
    return List.of(
        Integer.toString(port),
        schema,
        api.toString(),
        images.toString(),
        lease.toString(),
        pollEvery.toString(),
        Integer.toString(concurrency));
  }

  static WorkerSetup parse(String[] arguments) {
    return new WorkerSetup(
        Integer.parseInt(arguments[0]),
        arguments[1],
        URI.create(arguments[2]),
        Path.of(arguments[3]),
        Duration.parse(arguments[4]),
        Duration.parse(arguments[5]),
        Integer.parseInt(arguments[6]));
  }

  void createSchema() {
    try (HikariDataSource pool = PostgresServer.pool(port, schema, 3);
        JdbcDatabase database = JdbcDatabase.open(pool)) {
      database.createSchema();
    }
  }

  /** An engine over the shared database, and everything under it. */
  Open open() {
    return open(provider -> {}, engine -> {});
  }

  /** The same with a provider and an engine that are set up further. */
  Open open(
      Consumer<OpenAiImageProvider.Builder> provider,
      Consumer<EmbeddedImageOrders.Builder> engine) {
    HikariDataSource pool = PostgresServer.pool(port, schema, concurrency + 6);
    JdbcDatabase database = JdbcDatabase.builder(pool).pollEvery(pollEvery).build();
    JdbcOrderStore store = new JdbcOrderStore(database);
    OpenAiImageProvider.Builder calling =
        OpenAiImageProvider.builder().apiKey("sk-crash").baseUrl(api).callTimeout(LONGEST_CALL);
    provider.accept(calling);
    OpenAiImageProvider calls = calling.build();
    EmbeddedImageOrders.Builder working =
        EmbeddedImageOrders.builder(calls)
            .orderStore(store)
            .stateStore(new JdbcStateStore(database))
            .imageStore(FileImageStore.in(images))
            .lease(lease)
            .concurrency(concurrency)
            .mostOpenTasks(1_000_000);
    engine.accept(working);
    EmbeddedImageOrders orders = working.build();
    return new Open(
        orders,
        store,
        () -> {
          orders.close();
          calls.close();
          store.close();
          database.close();
          pool.close();
        });
  }

  /** An engine, and what it stands on. */
  record Open(EmbeddedImageOrders orders, JdbcOrderStore store, Runnable closing)
      implements AutoCloseable {
    @Override
    public void close() {
      closing.run();
    }
  }
}
