package org.imageorders.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.imageorders.Attempt;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What several processes over one PostgreSQL do for each other. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedWorkTest {

  private static final Duration LEASE = Duration.ofSeconds(6);
  private static final Duration HEARTBEAT = LEASE.dividedBy(3);
  private static final Duration SLACK = Duration.ofSeconds(10); // of a busy machine

  private static PostgresServer server;

  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private FakeImageApi api;
  private WorkerSetup setup;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    api = FakeImageApi.start();
    setup =
        new WorkerSetup(
            server.port(),
            server.newSchema(),
            api.baseUrl(),
            directory.resolve("images"),
            LEASE,
            Duration.ofHours(1),
            4);
    setup.createSchema();
  }

  @AfterEach
  void close() throws Exception {
    api.release();
    for (AutoCloseable each : opened) {
      each.close();
    }
    api.close();
  }

  private WorkerSetup.Open opened(WorkerSetup.Open open) {
    opened.add(0, open);
    return open;
  }

  private WorkerSetup.Open shop() {
    return opened(setup.at(server.port(), 0).open());
  }

  private static OrderRequest request(String key) {
    return OrderRequest.builder("ada").idempotencyKey(key).prompt("a lighthouse").build();
  }

  @Test
  void aWorkerThatDiesIsReplacedWithinOneLease() throws Exception {
    WorkerSetup.Open shop = shop();
    api.next(Fault.stall());
    OrderId order = shop.orders().place(request("cart-1")).id();
    WorkerProcess first =
        new WorkerProcess(CrashWorker.class, setup.arguments(), directory.resolve("first.log"));
    opened.add(first);
    api.awaitCalls(1);
    opened(setup.open());

    long died = System.nanoTime();
    first.close();

    ImageOrder ended = shop.orders().completion(order).get(60, TimeUnit.SECONDS);
    Duration took = Duration.ofNanos(System.nanoTime() - died);
    assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(ended.attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Attempt.Outcome.UNKNOWN, Attempt.Outcome.SUCCEEDED);
    assertThat(took).isLessThan(LEASE.plus(SLACK));
  }

  @Test
  void processesWhoseClocksAreAMinuteOffDisturbNobody() throws Exception {
    api.close();
    api = FakeImageApi.builder().latency(LEASE.plus(HEARTBEAT)).start(); // calls outlast a lease
    setup =
        new WorkerSetup(
            setup.port(),
            setup.schema(),
            api.baseUrl(),
            setup.images(),
            LEASE,
            Duration.ofHours(1),
            4);
    WorkerSetup.Open shop = shop();
    for (int minutes : List.of(-1, 0, 1)) {
      InstantSource off = () -> InstantSource.system().instant().plus(Duration.ofMinutes(minutes));
      opened(setup.open(provider -> {}, engine -> engine.clock(off)));
    }
    List<CompletableFuture<ImageOrder>> ends = new ArrayList<>();
    for (int cart = 0; cart < 12; cart++) {
      ends.add(shop.orders().completion(shop.orders().place(request("cart-" + cart)).id()));
    }
    for (CompletableFuture<ImageOrder> end : ends) {
      ImageOrder ended = end.get(60, TimeUnit.SECONDS);
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts()).hasSize(1);
    }
    assertThat(api.calls()).isEqualTo(12);
  }

  @Test
  void aCancelledOrderStopsItsCallInAnotherProcessWithinAHeartbeat() throws Exception {
    WorkerSetup.Open shop = shop();
    api.next(Fault.stall());
    OrderId order = shop.orders().place(request("cart-1")).id();
    WorkerProcess worker =
        new WorkerProcess(CrashWorker.class, setup.arguments(), directory.resolve("worker.log"));
    opened.add(worker);
    api.awaitCalls(1);

    long cancelled = System.nanoTime();
    assertThat(shop.orders().cancel(order).status()).isEqualTo(OrderStatus.CANCELLED);
    api.awaitClientLeft(1);

    long left = api.received().get(0).clientLeftNanos().orElseThrow();
    assertThat(Duration.ofNanos(left - cancelled)).isLessThan(HEARTBEAT.plus(SLACK));
    assertThat(worker.isAlive()).isTrue();
  }

  @Test
  void anIdleWorkerIsWokenByANotificationThoughItsNextLookIsAnHourAway() throws Exception {
    WorkerSetup.Open shop = shop();
    opened(setup.open());
    // The first may be found by the look with which listening begins.
    for (String cart : List.of("cart-1", "cart-2", "cart-3")) {
      OrderId order = shop.orders().place(request(cart)).id();
      assertThat(shop.orders().completion(order).get(60, TimeUnit.SECONDS).status())
          .isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void threeWorkersShareALimitAndFillIt() throws Exception {
    // A call every half second: what a busy machine adds to one is little of that.
    SharedLimit.Outcome outcome =
        SharedLimit.run(
            120, Duration.ofSeconds(5), Duration.ofSeconds(25), directory.resolve("limit"));

    assertThat(outcome.refused()).isZero();
    assertThat(outcome.mostInMinute()).isLessThanOrEqualTo(120);
    assertThat(outcome.used()).isBetween(0.9, 1.02); // 1.02: one call more than 50
  }
}
