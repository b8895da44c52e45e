package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imageorders.Money;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;

/** What one order costs when the answer comes after the client has given up on it. */
final class DoublePay implements Benchmark {

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int HEAP = 256;

  @Override
  public String name() {
    return "double-pay";
  }

  @Override
  public String summary() {
    return "calls and money for one order whose answers outlast the client's time-out";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Duration timeout = Duration.ofMillis(bench.options().pick(1_000, 2_000));
    List<ImageSystem> systems = new ArrayList<>(bench.options().systems());
    if (systems.contains(ImageSystem.IMAGE_ORDERS)) {
      systems.add(1, ImageSystem.IMAGE_ORDERS_REPEATING);
    }
    for (ImageSystem system : systems) {
      bench.progress(name() + ": " + system);
      try (FakeImageApi api =
              Bench.api()
                  .latency(timeout.multipliedBy(3))
                  .pricePerImage(Money.usd("0.05"))
                  .start();
          SubjectProcess subject = bench.start(system, api, 1, Optional.of(timeout), HEAP)) {
        subject.ready();
        subject.draw(new Ask(Ask.MODEL, 1, 0), 1, LONGEST);
        report.figure("calls", system, api.calls(), "calls");
        report.figure("charged", system, api.charged().amount().doubleValue(), "USD");
      }
    }
  }
}
