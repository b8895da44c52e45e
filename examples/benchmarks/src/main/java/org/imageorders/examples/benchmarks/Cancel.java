package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;

/**
 * How long it takes from a cancel until the server sees the connection closed: while the answer is
 * awaited, and while it is read. The way of the cancel to the system's JVM is part of it.
 */
final class Cancel implements Benchmark {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TRIES_OF_THE_DEAF = 2;
  private static final Ask ONE = new Ask(Ask.MODEL, 1, 0);
  private static final long LARGE = 4 << 20;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "cancel";
  }

  @Override
  public String summary() {
    return "ms from a cancel until the server sees the connection closed";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    for (ImageSystem system : bench.options().systems()) {
      bench.progress(name() + ": " + system);
      measure("awaited", Fault.stall(), system, bench, report);
      measure("read", Fault.trickle(1_024, Duration.ofMillis(5)), system, bench, report);
    }
  }

  private static void measure(
      String figure, Fault fault, ImageSystem system, Bench bench, Report report) throws Exception {
    List<Double> millis = new ArrayList<>();
    int deaf = 0;
    try (FakeImageApi api = Bench.api().imageBytes(LARGE).percent(100, fault).start();
        SubjectProcess subject = bench.start(system, api, 2 * TRIES_OF_THE_DEAF)) {
      subject.ready();
      int rounds = bench.options().pick(2, 20);
      for (int round = 0; round <= rounds && deaf < TRIES_OF_THE_DEAF; round++) {
        OptionalLong nanos = cancelOne(api, subject);
        if (nanos.isEmpty()) {
          deaf++;
        } else if (round > 0) { // the first warms up
          millis.add(nanos.getAsLong() / NANOS_PER_MILLI);
        }
      }
    }
    if (deaf > 0 || millis.isEmpty()) {
      String never = "not in " + PATIENCE.toSeconds() + " s";
      report.without(figure + "-median", system, never, "ms");
      report.without(figure + "-max", system, never, "ms");
      return;
    }
    millis.sort(null);
    report.figure(figure + "-median", system, millis.get(millis.size() / 2), "ms");
    report.figure(figure + "-max", system, millis.get(millis.size() - 1), "ms");
  }

  /** The time that it took; empty if it took too long. */
  private static OptionalLong cancelOne(FakeImageApi api, SubjectProcess subject) throws Exception {
    int number = api.calls();
    subject.begin(ONE, 1);
    api.awaitCalls(number + 1);
    TimeUnit.MILLISECONDS.sleep(100); // so that the client is reading, if there is an answer
    long begin = System.nanoTime();
    subject.count("cancel");
    boolean left =
        Bench.await(PATIENCE, () -> api.received().get(number).clientLeftNanos().isPresent());
    return left
        ? OptionalLong.of(api.received().get(number).clientLeftNanos().getAsLong() - begin)
        : OptionalLong.empty();
  }
}
