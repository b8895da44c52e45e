package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.Optional;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;
import org.jspecify.annotations.Nullable;

/** The largest image that arrives. */
final class Largest implements Benchmark {

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int HEAP = 2_048;

  @Override
  public String name() {
    return "largest";
  }

  @Override
  public String summary() {
    return "the largest image that arrives, in MiB, doubling up to 64";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    for (ImageSystem system : bench.options().systems()) {
      int largest = 0;
      String failure = null;
      int most = bench.options().pick(2, 64);
      for (int size = 1; size <= most && failure == null; size *= 2) {
        bench.progress(name() + ": " + system + ", " + size + " MiB");
        failure = failure(system, size, bench);
        largest = failure == null ? size : largest;
      }
      if (largest > 0) {
        report.figure("image", system, largest, "MiB");
      } else {
        report.without("image", system, "none", "MiB");
      }
      if (failure != null) {
        report.note(system, "of " + Math.max(1, 2 * largest) + " MiB: " + failure);
      }
    }
  }

  private static @Nullable String failure(ImageSystem system, int size, Bench bench)
      throws Exception {
    try (FakeImageApi api = Bench.api().imageBytes((long) size << 20).start();
        SubjectProcess subject = bench.start(system, api, 1, Optional.empty(), HEAP)) {
      subject.ready();
      return subject.draw(new Ask(Ask.MODEL, 1, 0), 1, LONGEST).failure();
    }
  }
}
