package org.imageorders.examples.benchmarks;

import java.time.Duration;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;

/** How many platform threads a system needs while orders wait. */
final class WaitingThreads implements Benchmark {

  private static final int CALLS = 8;
  private static final Ask ONE = new Ask(Ask.MODEL, 1, 0);

  @Override
  public String name() {
    return "threads";
  }

  @Override
  public String summary() {
    return "platform threads while 10,000 orders wait, for a closed gate or a server that stalls";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    for (ImageSystem system : bench.options().systems()) {
      bench.progress(name() + ": " + system);
      measure("stalling", Fault.stall(), system, bench, report);
      measure("refused", Fault.rateLimited(Duration.ofHours(1)), system, bench, report);
    }
  }

  private static void measure(
      String figure, Fault fault, ImageSystem system, Bench bench, Report report) throws Exception {
    try (FakeImageApi api = Bench.api().percent(100, fault).start();
        SubjectProcess subject = bench.start(system, api, CALLS)) {
      subject.ready();
      subject.begin(ONE, bench.options().pick(100, 9_990));
      api.awaitCalls(1);
      report.figure(figure, system, subject.count("threads"), "threads");
    }
  }
}
