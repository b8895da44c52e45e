package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How numbers are told. */
final class Words {

  private static final int MOST_FLAWS = 3;

  private Words() {}

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** For example {@code 1 in 120,000}. */
  static String chance(double probability) {
    return probability > 0.1
        ? percent(probability)
        : String.format(Locale.ROOT, "1 in %,.0f", 1 / Math.max(probability, 1e-12));
  }

  /**
   * For example {@code 850 ms}, {@code 12.3 s}, {@code 4.0 min}, {@code 2.5 h}, {@code 12 days}.
   */
  static String time(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    if (seconds < 1) {
      return time.toMillis() + " ms";
    } else if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    } else if (seconds < 7_200) {
      return String.format(Locale.ROOT, "%.1f min", seconds / 60);
    } else if (seconds < 172_800) {
      return String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }
    return String.format(Locale.ROOT, "%,.0f days", seconds / 86_400);
  }

  /** The commonest flaws, such as {@code OUTCOME_UNKNOWN 9, CONTENT_REFUSED 3}. */
  static String flaws(List<String> flaws) {
    Map<String, Long> counts =
        flaws.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_FLAWS)
        .map(flaw -> flaw.getKey() + " " + flaw.getValue())
        .collect(Collectors.joining(", "));
  }
}
