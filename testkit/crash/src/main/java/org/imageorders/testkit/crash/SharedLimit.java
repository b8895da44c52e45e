package org.imageorders.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imageorders.OrderRequest;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;

/**
 * Three workers, each with a database and a provider of its own, under one limit of images a minute
 * that they are given and share through the state store.
 */
public final class SharedLimit {

  private static final int WORKERS = 3;
  private static final int CALLS_OF_WORKER = 12;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int TOO_MANY = 429;

  private SharedLimit() {}

  /**
   * What the server's own log shows.
   *
   * @param used the share of the limit that was used, of the time that is counted
   * @param refused how many calls were refused
   * @param mostInMinute the most images drawn in any sixty seconds
   */
  public record Outcome(double used, int refused, int mostInMinute) {}

  /**
   * Runs it: there is always work.
   *
   * @param limit how many images a minute
   * @param uncounted how long nothing is counted at first
   * @param counted how long it goes on then
   * @param directory an empty one, for images
   */
  public static Outcome run(int limit, Duration uncounted, Duration counted, Path directory)
      throws IOException, InterruptedException {
    Duration length = uncounted.plus(counted);
    int orders = (int) ((long) limit * (length.toMillis() + 20_000) / MINUTE.toMillis());
    List<WorkerSetup.Open> workers = new ArrayList<>();
    try (PostgresServer server = PostgresServer.start();
        FakeImageApi api =
            FakeImageApi.builder()
                .imagesPerMinute(limit)
                .latency(Duration.ofMillis(400), Duration.ofMillis(1_200))
                .start()) {
      WorkerSetup setup =
          new WorkerSetup(
              server.port(),
              server.newSchema(),
              api.baseUrl(),
              directory,
              Duration.ofSeconds(10),
              Duration.ofSeconds(1),
              CALLS_OF_WORKER);
      setup.createSchema();
      try (WorkerSetup.Open shop = setup.at(server.port(), 0).open()) {
        for (int order = 0; order < orders; order++) {
          shop.orders()
              .place(OrderRequest.builder("customer-" + order % 7).prompt("a lighthouse").build());
        }
        for (int worker = 0; worker < WORKERS; worker++) {
          workers.add(setup.open(provider -> provider.imagesPerMinute(limit), engine -> {}));
        }
        api.awaitCalls(1);
        Instant begin = api.received().get(0).arrived().plus(uncounted);
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        return outcome(limit, api.received(), begin, counted);
      } finally {
        workers.forEach(WorkerSetup.Open::close);
      }
    }
  }

  private static Outcome outcome(int limit, List<ApiCall> calls, Instant begin, Duration counted) {
    Instant end = begin.plus(counted);
    int drawn = 0;
    int refused = 0;
    int most = 0;
    Deque<Instant> minute = new ArrayDeque<>();
    for (ApiCall call : calls) {
      boolean isRefused = call.status().orElse(0) == TOO_MANY;
      refused += isRefused ? 1 : 0;
      if (isRefused) {
        continue;
      }
      if (!call.arrived().isBefore(begin) && call.arrived().isBefore(end)) {
        drawn++;
      }
      minute.addLast(call.arrived());
      while (minute.getFirst().isBefore(call.arrived().minus(MINUTE))) {
        minute.removeFirst();
      }
      most = Math.max(most, minute.size());
    }
    double room = (double) limit * counted.toMillis() / MINUTE.toMillis();
    return new Outcome(drawn / room, refused, most);
  }
}
