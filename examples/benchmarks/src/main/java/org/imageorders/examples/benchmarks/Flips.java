package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.crash.SwitchCounts;
import org.imageorders.testkit.crash.SwitchRun;

/**
 * A migration whose stage jumps while one of two shops is killed. {@link SwitchCounts} explains.
 */
final class Flips implements Benchmark {

  private static final long SEED = 1;

  @Override
  public String name() {
    return "flips";
  }

  @Override
  public String summary() {
    return "what 50 changes of the stage and 10 kills of a shop do to 20,000 orders";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ImageSystem.IMAGE_ORDERS.toString());
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Options options = bench.options();
    SwitchCounts counts =
        SwitchRun.run(
            new SwitchRun.Settings(
                options.pick(200, 20_000),
                options.pick(20, 2_000),
                options.pick(5, 50),
                options.pick(1, 10),
                SEED),
            bench.directory(name()),
            Duration.ofMinutes(15),
            line -> bench.progress(name() + ": " + line));
    report.figure("legacy", ImageSystem.IMAGE_ORDERS, counts.done().legacy(), "orders");
    report.figure("candidate", ImageSystem.IMAGE_ORDERS, counts.done().candidate(), "orders");
    report.figure("flips", ImageSystem.IMAGE_ORDERS, counts.done().flips(), "changes");
    report.figure("kills", ImageSystem.IMAGE_ORDERS, counts.done().kills(), "processes");
    report.figure("lost", ImageSystem.IMAGE_ORDERS, counts.lost(), "orders");
    report.figure("doubled", ImageSystem.IMAGE_ORDERS, counts.doubled(), "orders");
    report.figure("charged-twice", ImageSystem.IMAGE_ORDERS, counts.chargedTwice(), "charges");
    report.figure("off-pin", ImageSystem.IMAGE_ORDERS, counts.offPin(), "orders");
    counts.details().forEach(line -> bench.progress(name() + ": " + line));
  }
}
