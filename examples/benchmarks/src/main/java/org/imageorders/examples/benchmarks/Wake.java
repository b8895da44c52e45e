package org.imageorders.examples.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.examples.benchmarks.jmh.InstantProvider;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.imageorders.testkit.crash.PostgresServer;

/**
 * How long after an order was committed by one process another, which has nothing to do, calls the
 * provider for it. Both have a database of their own in this JVM and look for changes that they
 * were not told of once an hour: it is the notification that wakes.
 */
final class Wake implements Benchmark {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int PAUSE_MILLIS = 50;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "wake";
  }

  @Override
  public String summary() {
    return "ms from an order's commit to the call for it by another, idle process";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ImageSystem.IMAGE_ORDERS.toString());
  }

  /** Notes when it was called for which order. */
  private record Noting(ImageProvider drawing, Map<String, Long> calls) implements ImageProvider {
    @Override
    public String name() {
      return drawing.name();
    }

    @Override
    public ProviderTraits traits() {
      return drawing.traits();
    }

    @Override
    public void generate(ProviderCall call, ImageSink sink)
        throws ProviderException, InterruptedException {
      calls.putIfAbsent(call.spec().prompt(), System.nanoTime());
      drawing.generate(call, sink);
    }
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    int orders = bench.options().pick(5, 300);
    bench.progress(name() + ": " + orders + " orders, one after the other");
    Map<String, Long> calls = new ConcurrentHashMap<>();
    try (PostgresServer server = PostgresServer.start();
        HikariDataSource pool = server.pool(server.newSchema(), 20);
        JdbcDatabase here = JdbcDatabase.builder(pool).pollEvery(HOUR).build();
        JdbcDatabase elsewhere = JdbcDatabase.builder(pool).pollEvery(HOUR).build()) {
      here.createSchema();
      Noting provider = new Noting(new InstantProvider(), calls);
      try (JdbcOrderStore placing = new JdbcOrderStore(here);
          JdbcOrderStore claiming = new JdbcOrderStore(elsewhere);
          ImageOrders shop = engine(here, placing, provider, 0);
          ImageOrders worker = engine(elsewhere, claiming, provider, 4)) {
        double[] millis = new double[orders];
        for (int order = 0; order < orders; order++) {
          String prompt = "lighthouse " + order;
          OrderId placed =
              shop.place(OrderRequest.builder("customer-7").prompt(prompt).build()).id();
          long committed = System.nanoTime();
          if (!Bench.await(LONGEST, () -> calls.containsKey(prompt))) {
            throw new IllegalStateException("nobody woke for " + placed);
          }
          millis[order] =
              Math.max(0, calls.getOrDefault(prompt, committed) - committed) / NANOS_PER_MILLI;
          worker.completion(placed).join();
          TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS));
        }
        Arrays.sort(millis);
        report.figure("median", ImageSystem.IMAGE_ORDERS, millis[orders / 2], "ms");
        report.figure("p95", ImageSystem.IMAGE_ORDERS, millis[orders * 95 / 100], "ms");
      }
    }
  }

  private static ImageOrders engine(
      JdbcDatabase database, JdbcOrderStore store, ImageProvider provider, int calls) {
    return EmbeddedImageOrders.builder(provider)
        .orderStore(store)
        .stateStore(new JdbcStateStore(database))
        .concurrency(calls)
        .build();
  }
}
