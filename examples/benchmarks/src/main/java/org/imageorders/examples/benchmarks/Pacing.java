package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;

/**
 * How much of a rate limit is used that nobody told the client, by the server's own log: orders
 * never run out, and calls take as long as those of a fast model.
 */
final class Pacing implements Benchmark {

  private static final int LIMIT = 600;
  private static final int CALLS = 32;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int TOO_MANY = 429;

  @Override
  public String name() {
    return "pacing";
  }

  @Override
  public String summary() {
    return "use of a limit of 600 images a minute that the client must learn, in real time";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Duration length = bench.options().pacing();
    bench.progress(name() + ": all at the same time, " + length.toSeconds() + " s");
    bench.together(system -> measure(system, length, bench, report));
  }

  private static void measure(ImageSystem system, Duration length, Bench bench, Report report)
      throws Exception {
    try (FakeImageApi api =
            Bench.api()
                .imagesPerMinute(LIMIT)
                .latency(Duration.ofMillis(1_300), Duration.ofMillis(2_000))
                .start();
        SubjectProcess subject = bench.start(system, api, CALLS)) {
      subject.ready();
      subject.flow(new Ask(Ask.MODEL, 1, 0), 2 * CALLS);
      api.awaitCalls(1);
      Instant begin = api.received().get(0).arrived();
      Thread.sleep(length.plusSeconds(1).toMillis());
      Instant end = begin.plus(length);
      Duration uncounted = min(MINUTE, length.dividedBy(2));
      List<ApiCall> counted =
          api.received().stream()
              .filter(call -> !call.arrived().isBefore(begin.plus(uncounted)))
              .filter(call -> call.arrived().isBefore(end))
              .toList();
      double images = counted.stream().mapToInt(ApiCall::imagesDrawn).sum();
      double refused = counted.stream().filter(call -> call.status().orElse(0) == TOO_MANY).count();
      double minutes = (double) length.minus(uncounted).toMillis() / MINUTE.toMillis();
      report.figure("used", system, images / (LIMIT * minutes), "share");
      report.figure("refused", system, refused / Math.max(1, counted.size()), "share");
      report.figure("failed", system, subject.count("failures"), "orders");
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
