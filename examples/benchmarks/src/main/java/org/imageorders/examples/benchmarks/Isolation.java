package org.imageorders.examples.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.imageorders.examples.benchmarks.shop.ShopProcess;
import org.imageorders.examples.benchmarks.shop.Trouble;
import org.imageorders.examples.benchmarks.subject.ImageSystem;

/**
 * What a shop's checkout feels of a generator that is embedded in the same JVM and in trouble: with
 * the generator behind a migration, and called directly on the request's thread. A checkout takes
 * 20 ms for itself; customers come at random, 50 a second, to 32 request threads.
 */
final class Isolation implements Benchmark {

  private static final String DIRECT = "direct-call";
  private static final int HEAP = 512;

  /** What a shop may take besides its seconds, to start, warm up and end. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

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
      Map<Trouble, List<ShopRound>> all = new EnumMap<>(Trouble.class);
      for (int round = 0; round < rounds; round++) {
        bench.progress(name() + ": " + system + ", round " + (round + 1) + " of " + rounds);
        for (Trouble trouble : Trouble.values()) {
          all.computeIfAbsent(trouble, key -> new ArrayList<>())
              .add(ShopRound.run(command(system, trouble, seconds), LONGEST.plusSeconds(seconds)));
        }
      }
      tell(report, system, all);
    }
  }

  /** A round that was lost is not hidden by those that were not: then there is no median. */
  static void tell(Report report, String system, Map<Trouble, List<ShopRound>> all) {
    double normal = median(all.getOrDefault(Trouble.NONE, List.of()));
    all.forEach(
        (trouble, rounds) -> {
          double p99 = median(rounds);
          if (Double.isNaN(p99)) {
            report.without("p99-" + trouble, system, ShopRound.losses(rounds), "ms");
          } else {
            report.figure("p99-" + trouble, system, p99, "ms");
          }
          if (trouble != Trouble.NONE && Double.isFinite(p99 / normal)) {
            report.figure("times-" + trouble, system, p99 / normal, "times");
          }
          double lost = rounds.stream().filter(ShopRound::isLost).count();
          report.figure("lost-" + trouble, system, lost, "rounds");
          double failed = rounds.stream().mapToDouble(ShopRound::failed).average().orElse(1);
          report.figure("failed-" + trouble, system, failed, "share");
        });
  }

  /** Not a number if one of them was lost. */
  private static double median(List<ShopRound> rounds) {
    return rounds.isEmpty() || rounds.stream().anyMatch(ShopRound::isLost)
        ? Double.NaN
        : rounds.stream()
            .mapToDouble(ShopRound::p99Millis)
            .sorted()
            .skip(rounds.size() / 2)
            .findFirst()
            .orElseThrow();
  }

  private static List<String> command(String system, Trouble trouble, int seconds) {
    return List.of(
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
  }
}
