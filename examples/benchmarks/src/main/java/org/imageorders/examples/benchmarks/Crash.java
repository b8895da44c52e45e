package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.crash.CrashCounts;
import org.imageorders.testkit.crash.CrashRun;

/**
 * Workers killed with SIGKILL, and connections to the database cut, while they work on orders.
 * {@link CrashCounts} says what each count is.
 */
final class Crash implements Benchmark {

  private static final long SEED = 1;

  @Override
  public String name() {
    return "crash";
  }

  @Override
  public String summary() {
    return "what 100 kills of 3 workers do to 2,000 orders on one PostgreSQL";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ImageSystem.IMAGE_ORDERS.toString());
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Options options = bench.options();
    CrashRun.Outcome outcome =
        CrashRun.run(
            new CrashRun.Settings(
                options.pick(40, 2_000),
                options.pick(3, 100),
                options.pick(2, 3),
                SEED,
                Duration.ofMinutes(15)),
            bench.directory(name()),
            line -> bench.progress(name() + ": " + line));
    report.figure("accepted", ImageSystem.IMAGE_ORDERS, outcome.accepted(), "orders");
    report.figure("kills", ImageSystem.IMAGE_ORDERS, outcome.kills(), "processes");
    report.figure("cuts", ImageSystem.IMAGE_ORDERS, outcome.cuts(), "connections");
    report.figure("calls", ImageSystem.IMAGE_ORDERS, outcome.calls(), "calls");
    outcome
        .counts()
        .byName()
        .forEach(
            (name, count) ->
                report.figure(
                    name, ImageSystem.IMAGE_ORDERS, count.longValue(), CrashCounts.unit(name)));
    outcome.counts().details().forEach(line -> bench.progress(name() + ": " + line));
  }
}
