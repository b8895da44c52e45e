package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.imageorders.Money;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;

/** What one order costs when the answer comes after the client has given up on it. */
final class DoublePay implements Benchmark {

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int HEAP = 256;
  private static final int MANY = 20;
  private static final Money PRICE = Money.usd("0.05");
  private static final Ask ONE = new Ask(Ask.MODEL, 1, 0);

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
      measure(system, timeout, bench, report);
    }
  }

  private static void measure(ImageSystem system, Duration timeout, Bench bench, Report report)
      throws Exception {
    try (FakeImageApi api = Bench.api().pricePerImage(PRICE).start();
        SubjectProcess subject = bench.start(system, api, 1, Optional.of(timeout), HEAP)) {
      subject.ready();
      warmUp(subject);
      int before = api.calls();
      Money charged = api.charged();
      api.next(
          Collections.nCopies(MANY, Fault.stall(timeout.multipliedBy(3))).toArray(Fault[]::new));
      String failure = subject.draw(ONE, 1, LONGEST).failure();
      api.awaitIdle();
      report.figure("calls", system, api.calls() - before, "calls");
      report.figure(
          "charged",
          system,
          api.charged().amount().subtract(charged.amount()).doubleValue(),
          "USD");
      report.note(system, failure == null ? "the order succeeded" : failure);
    }
  }

  /** A JVM's first call may outlast a short time-out by loading classes. */
  private static void warmUp(SubjectProcess subject) throws Exception {
    String failure = "";
    for (int round = 0; round < MANY && failure != null; round++) {
      failure = subject.draw(ONE, 1, LONGEST).failure();
    }
  }
}
