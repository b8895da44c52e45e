package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.Optional;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.testkit.FakeImageApi;

/**
 * The smallest heap in which answers with large images are received, beside the heap that small
 * ones need; and how much is allocated for each byte of an image.
 */
final class Memory implements Benchmark {

  private static final Ask FOUR = new Ask(Ask.MODEL, 4, 0);
  private static final Ask ONE_WITH_PREVIEWS = new Ask(Ask.MODEL, 1, 3);
  private static final int MANY = 8;
  private static final int SMALL = 1 << 10;
  private static final int LEAST_HEAP = 8;
  private static final int QUICK_HEAP = 64;
  private static final int MOST_HEAP = 4_096;
  private static final int PRECISION = 64;
  private static final Duration LONGEST_TRIAL = Duration.ofSeconds(45);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String summary() {
    return "the smallest heap for answers of 4 x 8 MiB, and allocation per byte of an image";
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    int large = bench.options().pick(256 << 10, 8 << 20);
    for (ImageSystem system : bench.options().systems()) {
      heap("heap-small", new Trial(system, FOUR, MANY, SMALL), bench, report);
      heap("heap-1", new Trial(system, FOUR, 1, large), bench, report);
      heap("heap-8", new Trial(system, FOUR, MANY, large), bench, report);
      if (system.hasPreviews()) {
        heap("previews-8", new Trial(system, ONE_WITH_PREVIEWS, MANY, large), bench, report);
      } else {
        report.without("previews-8", system, "no previews", "MiB");
      }
      allocated(new Trial(system, FOUR, 1, large), bench, report);
    }
  }

  /** So many drawings at the same time, of images that are so large. */
  private record Trial(ImageSystem system, Ask ask, int times, int imageBytes) {

    boolean succeeds(int heap, Bench bench) throws Exception {
      try (FakeImageApi api = Bench.api().imageBytes(imageBytes).start();
          SubjectProcess subject = bench.start(system, api, times, Optional.empty(), heap)) {
        boolean ready = subject.ready().failure() == null;
        return ready && subject.draw(ask, times, LONGEST_TRIAL).failure() == null;
      }
    }
  }

  private void heap(String figure, Trial trial, Bench bench, Report report) throws Exception {
    boolean quick = bench.options().quick();
    int enough = quick ? QUICK_HEAP : LEAST_HEAP;
    while (!trial.succeeds(enough, bench)) {
      enough *= 2;
      if (enough > MOST_HEAP) {
        report.without(figure, trial.system(), "over " + MOST_HEAP, "MiB");
        return;
      }
    }
    int tooSmall = quick ? enough : enough / 2;
    while (enough - tooSmall > 1 + enough / PRECISION) {
      int middle = (enough + tooSmall) / 2;
      if (trial.succeeds(middle, bench)) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    bench.progress(name() + ": " + trial.system() + ", " + figure + ": " + enough + " MiB");
    report.figure(figure, trial.system(), enough, "MiB");
  }

  private static void allocated(Trial trial, Bench bench, Report report) throws Exception {
    try (FakeImageApi api = Bench.api().imageBytes(trial.imageBytes()).start();
        SubjectProcess subject = bench.start(trial.system(), api, 1, Optional.empty(), MOST_HEAP)) {
      subject.ready();
      subject.draw(trial.ask(), 1, LONGEST_TRIAL); // loads the classes
      long before = subject.count("allocated");
      long bytes = subject.draw(trial.ask(), 1, LONGEST_TRIAL).count();
      double allocated = subject.count("allocated") - before;
      report.figure("allocated", trial.system(), allocated / bytes, "bytes/byte");
    }
  }
}
