package org.imageorders.testkit.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.imageorders.testkit.FaultyProxy;

/**
 * Worker processes over one PostgreSQL and one image store, against a fake provider that goes wrong
 * now and then. While a client places orders, workers are killed with SIGKILL and replaced, and
 * connections to the database are cut, at random moments; then everything comes to rest, and what
 * is left is counted.
 */
public final class CrashRun {

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration POLL_EVERY = Duration.ofSeconds(1);
  private static final int CALLS_OF_WORKER = 6;
  private static final int CUSTOMERS = 20;
  private static final long LOOK_NANOS = 10_000_000;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Random random;
  private final Set<OrderId> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger kills = new AtomicInteger();

  private CrashRun(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.random = new Random(settings.seed());
  }

  /**
   * What is done.
   *
   * @param orders how many are placed
   * @param kills how many workers are killed at least
   * @param workers how many processes work at the same time
   * @param seed decides what is killed and cut, and when
   * @param longest how long it may take until everything has come to rest
   */
  public record Settings(int orders, int kills, int workers, long seed, Duration longest) {}

  /**
   * What came out.
   *
   * @param kills how many workers were killed
   * @param cuts how many connections to the database were cut
   * @param calls how many calls the provider received
   */
  public record Outcome(CrashCounts counts, int accepted, int kills, int cuts, int calls) {}

  /**
   * Runs it.
   *
   * @param directory an empty one, for images and the workers' logs
   * @param progress is told what goes on
   */
  public static Outcome run(Settings settings, Path directory, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new CrashRun(settings, progress).run(directory);
  }

  private Outcome run(Path directory) throws IOException, InterruptedException {
    Path images = Files.createDirectories(directory.resolve("images"));
    try (PostgresServer server = PostgresServer.start();
        FaultyProxy proxy =
            new FaultyProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                settings.seed());
        FakeImageApi api = api(settings.seed())) {
      WorkerSetup direct =
          new WorkerSetup(
              server.port(),
              server.newSchema(),
              api.baseUrl(),
              images,
              LEASE,
              POLL_EVERY,
              CALLS_OF_WORKER);
      direct.createSchema();
      List<WorkerProcess> workers = new ArrayList<>();
      try (WorkerSetup.Open reading = direct.at(server.port(), 0).open()) {
        for (int number = 0; number < settings.workers(); number++) {
          workers.add(
              new WorkerProcess(
                  CrashWorker.class,
                  direct.at(proxy.port(), CALLS_OF_WORKER).arguments(),
                  directory.resolve("worker-" + number + ".log")));
        }
        proxy.lifeInBytes(20_000, 5_000_000);
        Thread client = placing(direct.at(proxy.port(), 0));
        kill(workers, proxy, client);
        client.join();
        progress.accept(kills + " kills, " + accepted.size() + " orders accepted; coming to rest");
        awaitRest(reading.orders());
        workers.forEach(WorkerProcess::close);
        api.awaitIdle();
        CrashCounts counts =
            new CrashCheck(reading.orders(), FileImageStore.in(images), api.received())
                .count(accepted);
        return new Outcome(counts, accepted.size(), kills.get(), proxy.cuts(), api.calls());
      } finally {
        workers.forEach(WorkerProcess::close);
      }
    }
  }

  private static FakeImageApi api(long seed) {
    return FakeImageApi.builder()
        .seed(seed)
        .latency(Duration.ofMillis(250), Duration.ofMillis(900))
        .percent(2, Fault.resetInBase64())
        .percent(1, Fault.status(500))
        .start();
  }

  /** Places orders one after the other, each until it is accepted, and some of them twice. */
  private Thread placing(WorkerSetup setup) {
    Thread thread =
        new Thread(
            () -> {
              try (WorkerSetup.Open shop = setup.open()) {
                for (int number = 0; number < settings.orders(); number++) {
                  awaitKills(number);
                  OrderRequest request = request(number);
                  place(shop.orders(), request);
                  if (number % 10 == 0) {
                    place(shop.orders(), request);
                  }
                }
              }
            },
            "crash-shop");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Spreads the orders over the kills, so that each kill finds work that is under way. */
  private void awaitKills(int placed) {
    while ((long) placed * settings.kills() > (long) (kills.get() + 1) * settings.orders()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static OrderRequest request(int number) {
    OrderRequest.Builder request =
        OrderRequest.builder("customer-" + number % CUSTOMERS)
            .idempotencyKey("cart-" + number)
            .spec(
                ImageSpec.builder("a lighthouse, number " + number)
                    .count(1 + number % 3 / 2)
                    .build());
    if (number % 5 == 0) {
      request.spec(ImageSpec.of("the same lighthouse at night"));
    }
    return request.build();
  }

  private void place(ImageOrders shop, OrderRequest request) {
    while (true) {
      try {
        accepted.add(shop.place(request).id());
        return;
      } catch (ImageOrderException e) {
        if (!e.retryable()) {
          throw e;
        }
      }
    }
  }

  /** Kills and cuts until there were enough kills and everything is placed. */
  private void kill(List<WorkerProcess> workers, FaultyProxy proxy, Thread client)
      throws InterruptedException {
    long end = System.nanoTime() + settings.longest().toNanos();
    while (kills.get() < settings.kills() || client.isAlive()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "after " + settings.longest() + " only " + accepted.size() + " orders are accepted");
      }
      TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(2_000));
      workers.get(random.nextInt(workers.size())).replace();
      if (kills.incrementAndGet() % 10 == 0) {
        progress.accept(kills + " kills, " + accepted.size() + " orders accepted");
      }
      if (random.nextInt(3) == 0) {
        proxy.cut(0.3);
      }
    }
  }

  /** Reads the feed until as many orders have ended as were accepted, or time is up. */
  private void awaitRest(ImageOrders orders) {
    long end = System.nanoTime() + settings.longest().toNanos();
    Set<OrderId> left = ConcurrentHashMap.newKeySet();
    left.addAll(accepted);
    String cursor = EventPage.START;
    while (!left.isEmpty() && System.nanoTime() < end) {
      EventPage page = orders.events(cursor, 1_000, Duration.ofSeconds(1));
      cursor = page.cursor();
      for (OrderEvent event : page.events()) {
        switch (event.type()) {
          case ORDER_COMPLETED, ORDER_PARTIALLY_COMPLETED, ORDER_FAILED, ORDER_CANCELLED ->
              left.remove(event.order());
          default -> {}
        }
      }
    }
  }
}
