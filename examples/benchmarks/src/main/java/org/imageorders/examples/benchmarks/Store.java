package org.imageorders.examples.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.imageorders.examples.benchmarks.queue.DbSchedulerQueue;
import org.imageorders.examples.benchmarks.queue.OrderQueue;
import org.imageorders.examples.benchmarks.queue.WorkQueue;
import org.imageorders.testkit.crash.PostgresServer;
import org.sqlite.SQLiteDataSource;

/**
 * How many orders of one image a store takes, hands out and finishes in a second, beside a
 * scheduler that keeps its tasks in the same PostgreSQL: all committed to disk before the next
 * step.
 */
final class Store implements Benchmark {

  private static final String ORDERS = "image-orders";
  private static final String SQLITE = "image-orders-sqlite";
  private static final String SCHEDULER = "db-scheduler";
  private static final String LOCKING = "db-scheduler-locking";
  private static final int[] WIDTHS = {1, 4, 16};
  private static final int WARM_UP_ROUNDS = 3;
  private static final int WARM_UP_PIECES = 50; // of each thread: until its statements are prepared
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "store";
  }

  @Override
  public String summary() {
    return "orders a second, kept, claimed and finished, on PostgreSQL and SQLite";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ORDERS, SCHEDULER, LOCKING, SQLITE);
  }

  /** Pieces a second, and commits of the database for each. */
  private record Run(double placed, double done, double rate, double commits) {}

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Options options = bench.options();
    int pieces = options.pick(64, 4_000);
    try (PostgresServer server = PostgresServer.start()) {
      if (!options.quick()) {
        bench.progress(name() + ": warming up");
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
          for (String system : systems(options)) {
            measure(bench, server, system, WIDTHS[1], pieces);
          }
        }
      }
      for (int width : WIDTHS) {
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < options.pick(1, 5); round++) {
          bench.progress(name() + ": " + width + " threads, round " + (round + 1));
          for (String system : shuffled(systems(options), round)) {
            runs.computeIfAbsent(system, s -> new ArrayList<>())
                .add(measure(bench, server, system, width, width == 1 ? pieces / 2 : pieces));
          }
        }
        for (String system : systems(options)) {
          report(report, system, width, runs.getOrDefault(system, List.of()));
        }
        ratio(
            report,
            "ratio-" + width,
            runs.getOrDefault(ORDERS, List.of()),
            runs.getOrDefault(SCHEDULER, List.of()));
        ratio(
            report,
            "ratio-locking-" + width,
            runs.getOrDefault(ORDERS, List.of()),
            runs.getOrDefault(LOCKING, List.of()));
      }
    }
  }

  /** In an order of its own for each round, always the same: what one leaves burdens the next. */
  private static List<String> shuffled(List<String> systems, int round) {
    List<String> shuffled = new ArrayList<>(systems);
    Collections.shuffle(shuffled, new Random(round));
    return shuffled;
  }

  private static void report(Report report, String system, int width, List<Run> runs) {
    report.figure("rate-" + width, system, median(runs.stream().map(Run::rate)), "orders/s");
    report.figure("place-" + width, system, median(runs.stream().map(Run::placed)), "orders/s");
    report.figure("work-" + width, system, median(runs.stream().map(Run::done)), "orders/s");
    if (!system.equals(SQLITE)) {
      report.figure(
          "commits-" + width, system, median(runs.stream().map(Run::commits)), "commits/order");
    }
  }

  /** The median of what neighbouring runs show, one beside the other. */
  private static void ratio(Report report, String figure, List<Run> ours, List<Run> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.size(); round++) {
      ratios.add(ours.get(round).rate() / theirs.get(round).rate());
    }
    report.figure(figure, ORDERS, median(ratios.stream()), "times");
  }

  private static double median(Stream<Double> values) {
    List<Double> sorted = values.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static Run measure(
      Bench bench, PostgresServer server, String system, int width, int pieces) throws Exception {
    if (system.equals(SQLITE)) {
      Path directory = bench.directory(SQLITE);
      SQLiteDataSource file = new SQLiteDataSource();
      file.setUrl("jdbc:sqlite:" + directory.resolve("orders.db"));
      try (WorkQueue queue = new OrderQueue(file)) {
        return measure(queue, width, pieces);
      }
    }
    Run run;
    long before = commits(server);
    String schema = server.newSchema();
    try (HikariDataSource pool = server.pool(schema, width + 4);
        WorkQueue queue =
            system.equals(ORDERS)
                ? new OrderQueue(pool)
                : new DbSchedulerQueue(pool, system.equals(LOCKING))) {
      run = measure(queue, width, pieces);
    }
    try (Connection connection = server.administrator();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA " + schema + " CASCADE"); // or it is vacuumed beside the next
    }
    int all = (pieces / width + WARM_UP_PIECES) * width;
    double commits = (double) (commits(server) - before) / all;
    return new Run(run.placed(), run.done(), run.rate(), commits);
  }

  private static Run measure(WorkQueue queue, int width, int pieces) throws Exception {
    place(queue, "warm-up", width, WARM_UP_PIECES);
    queue.drain(WARM_UP_PIECES * width, width);
    int each = pieces / width;
    long begun = System.nanoTime();
    place(queue, "cart", width, each);
    long placed = System.nanoTime();
    queue.drain(each * width, width);
    long done = System.nanoTime();
    double count = each * width * NANOS;
    return new Run(count / (placed - begun), count / (done - placed), count / (done - begun), 0);
  }

  private static void place(WorkQueue queue, String key, int threads, int each)
      throws InterruptedException, ExecutionException {
    ExecutorService shop = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> placing = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String customer = "customer-" + thread;
        placing.add(
            shop.submit(
                () -> {
                  for (int cart = 0; cart < each; cart++) {
                    queue.place(customer, key + "-" + cart);
                  }
                  return each;
                }));
      }
      for (Future<?> one : placing) {
        one.get();
      }
    } finally {
      shop.shutdownNow();
    }
  }

  /** Of the whole server so far; what a backend did is counted when it ends. */
  private static long commits(PostgresServer server) throws SQLException, InterruptedException {
    long last = -1;
    while (true) { // until nothing more is reported
      Thread.sleep(600);
      try (Connection connection = server.administrator();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery("SELECT sum(xact_commit) FROM pg_stat_database")) {
        rows.next();
        long now = rows.getLong(1);
        if (now - last <= 20) { // its own and the server's housekeeping
          return now;
        }
        last = now;
      }
    }
  }
}
