package org.imageorders.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.imageorders.examples.benchmarks.shop.ShopProcess;
import org.imageorders.examples.benchmarks.shop.Trouble;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.jspecify.annotations.Nullable;

/**
 * What a shop's checkout feels of a generator that is embedded in the same JVM and in trouble: with
 * the generator behind a migration, and called directly on the request's thread. A checkout takes
 * 20 ms for itself; customers come at random, 50 a second, to 32 request threads.
 */
final class Isolation implements Benchmark {

  private static final String DIRECT = "direct-call";
  private static final int HEAP = 512;

  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public String summary() {
    return "99 in 100 checkouts while the embedded generator hangs, is dead or fills the heap";
  }

  @Override
  public List<String> systems(Options options) {
    return List.of(ImageSystem.IMAGE_ORDERS.toString(), DIRECT);
  }

  @Override
  public void run(Bench bench, Report report) throws Exception {
    int rounds = bench.options().pick(1, 3);
    int seconds = bench.options().pick(2, 10);
    for (String system : systems(bench.options())) {
      Map<Trouble, double[]> times = new EnumMap<>(Trouble.class);
      Map<Trouble, double[]> failures = new EnumMap<>(Trouble.class);
      for (int round = 0; round < rounds; round++) {
        bench.progress(name() + ": " + system + ", round " + (round + 1) + " of " + rounds);
        for (Trouble trouble : Trouble.values()) {
          double @Nullable [] served = serve(system, trouble, seconds);
          put(times, trouble, round, rounds, served == null ? Double.NaN : served[0]);
          put(failures, trouble, round, rounds, served == null ? 1 : served[1]);
        }
      }
      for (Trouble trouble : Trouble.values()) {
        tell(report, system, trouble, times, median(failures, trouble));
      }
    }
  }

  private static void tell(
      Report report, String system, Trouble trouble, Map<Trouble, double[]> times, double failed) {
    double p99 = median(times, trouble);
    if (Double.isNaN(p99)) {
      report.without("p99-" + trouble, system, "out of memory", "ms");
    } else {
      report.figure("p99-" + trouble, system, p99, "ms");
      if (trouble != Trouble.NONE) {
        report.figure("times-" + trouble, system, p99 / median(times, Trouble.NONE), "of normal");
      }
    }
    report.figure("failed-" + trouble, system, failed, "of checkouts");
  }

  private static void put(
      Map<Trouble, double[]> all, Trouble trouble, int round, int rounds, double value) {
    all.computeIfAbsent(trouble, key -> new double[rounds])[round] = value;
  }

  private static double median(Map<Trouble, double[]> all, Trouble trouble) {
    double[] sorted = all.getOrDefault(trouble, new double[] {Double.NaN}).clone();
    Arrays.sort(sorted); // what is no number comes last
    return sorted[sorted.length / 2];
  }

  /** The milliseconds of 99 in 100 and the share that failed; null if the JVM ended before. */
  private static double @Nullable [] serve(String system, Trouble trouble, int seconds)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "-cp",
            SubjectProcess.classPath(),
            ShopProcess.class.getName(),
            system.equals(DIRECT) ? "direct" : "orders",
            trouble.toString(),
            String.valueOf(seconds));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line = process.inputReader().lines().reduce("", (before, next) -> next);
    return process.waitFor() == 0
        ? Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray()
        : null;
  }
}
