package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.crash.SharedLimit;

/** How much of a limit three workers over one PostgreSQL use together, by the server's own log. */
final class Sharing implements Benchmark {

  @Override
  public String name() {
    return "sharing";
  }

  @Override
  public String summary() {
    return "use of a limit of 600 images a minute that 3 workers share, in real time";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ImageSystem.IMAGE_ORDERS.toString());
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Duration length = bench.options().pacing();
    Duration uncounted = length.dividedBy(4);
    bench.progress(name() + ": " + length.toSeconds() + " s");
    SharedLimit.Outcome outcome =
        SharedLimit.run(600, uncounted, length.minus(uncounted), bench.directory(name()));
    report.figure("used", ImageSystem.IMAGE_ORDERS, outcome.used(), "share");
    report.figure("refused", ImageSystem.IMAGE_ORDERS, outcome.refused(), "calls");
    report.figure("most-in-a-minute", ImageSystem.IMAGE_ORDERS, outcome.mostInMinute(), "images");
  }
}
