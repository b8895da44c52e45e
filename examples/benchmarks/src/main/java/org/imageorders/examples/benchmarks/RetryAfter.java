package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;

/**
 * When a call that is refused with {@code Retry-After} is made again, and what the wait costs: the
 * threads that it holds, and whether orders for another model are served meanwhile.
 */
final class RetryAfter implements Benchmark {

  private static final Ask REFUSED = new Ask(Ask.MODEL, 1, 0);
  private static final Ask OTHER = new Ask("gpt-image-1.5", 1, 0);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int CALLS = 8;
  private static final double MILLIS_PER_SECOND = 1e3;

  @Override
  public String name() {
    return "retry-after";
  }

  @Override
  public String summary() {
    return "s until the next call after Retry-After: 30, what it holds, who is served meanwhile";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    Duration pause = Duration.ofSeconds(bench.options().pick(2, 30));
    bench.progress(
        name() + ": all at the same time, " + pause.plus(GRACE).toSeconds() + " s at most");
    bench.together(system -> measure(system, pause, bench, report));
  }

  private static void measure(ImageSystem system, Duration pause, Bench bench, Report report)
      throws Exception {
    try (FakeImageApi api = Bench.api().latency(Duration.ofMillis(200)).start();
        SubjectProcess subject = bench.start(system, api, CALLS)) {
      subject.ready();
      api.next(Fault.rateLimited(pause));
      subject.begin(REFUSED, 1);
      api.awaitCalls(1);
      report.figure("held", system, subject.count("held"), "threads");
      subject.flow(OTHER, 2);
      boolean again = Bench.await(pause.plus(GRACE), () -> calls(api, REFUSED).size() > 1);
      Instant refusal = calls(api, REFUSED).get(0).arrived();
      if (again) {
        Duration next = Duration.between(refusal, calls(api, REFUSED).get(1).arrived());
        report.figure("next", system, next.toMillis() / MILLIS_PER_SECOND, "s");
      } else {
        report.without("next", system, "never", "s");
      }
      Instant end = refusal.plus(pause);
      Bench.await(pause, () -> !Instant.now().isBefore(end));
      report.figure(
          "served",
          system,
          calls(api, OTHER).stream().filter(call -> call.arrived().isBefore(end)).count(),
          "orders");
    }
  }

  private static List<ApiCall> calls(FakeImageApi api, Ask ask) {
    return api.received().stream()
        .filter(call -> ask.model().equals(call.fields().get("model")))
        .toList();
  }
}
