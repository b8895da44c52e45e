package org.imageorders.examples.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.imageorders.examples.benchmarks.shop.ShopProcess;

/**
 * What a shop told before it ended.
 *
 * @param p99Millis how long 99 in 100 checkouts took; not a number if it told nothing
 * @param failed the share of checkouts that failed; all of them if it told nothing
 * @param lost why it told nothing; empty if it did tell
 */
record ShopRound(double p99Millis, double failed, String lost) {

  private static final int OUT_OF_MEMORY = 3; // how -XX:+ExitOnOutOfMemoryError ends a JVM

  static ShopRound lost(String why) {
    return new ShopRound(Double.NaN, 1, why);
  }

  boolean isLost() {
    return !lost.isEmpty();
  }

  /**
   * Runs a {@link ShopProcess}, and ends it if it takes longer.
   *
   * @param command prints the two numbers in a line
   */
  static ShopRound run(List<String> command, Duration longest)
      throws IOException, InterruptedException {
    Process shop =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      if (!shop.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return lost("not done in time");
      }
      return switch (shop.exitValue()) {
        case 0 -> told(shop.inputReader().lines().reduce("", (before, next) -> next));
        case OUT_OF_MEMORY -> lost("out of memory");
        default -> lost("ended with " + shop.exitValue());
      };
    } finally {
      shop.destroyForcibly().waitFor();
    }
  }

  private static ShopRound told(String line) {
    double[] numbers = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new ShopRound(numbers[0], numbers[1], "");
  }

  /** How many of these were lost, for each reason; empty if none was. */
  static String losses(List<ShopRound> rounds) {
    return rounds.stream()
        .filter(ShopRound::isLost)
        .collect(Collectors.groupingBy(ShopRound::lost, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(loss -> loss.getKey() + " in " + loss.getValue() + " of " + rounds.size())
        .collect(Collectors.joining(", "));
  }
}
