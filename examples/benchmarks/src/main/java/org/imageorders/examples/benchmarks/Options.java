package org.imageorders.examples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.imageorders.ImageOrderException;
import org.imageorders.examples.benchmarks.subject.ImageSystem;

/**
 * What the command line asks for.
 *
 * @param benchmarks empty to list them
 * @param pacing how long pacing is watched, in all
 * @param quick whether only to show that all works
 */
record Options(
    List<Benchmark> benchmarks, List<ImageSystem> systems, Duration pacing, boolean quick) {

  static final String HELP =
      """
      run NAME [options]     measures; "all" for everything, nothing to list what there is

        --minutes N          how long pacing is watched, of which the first minute, or
                             the first half if N is below 2, is not counted; 4 unless given
        --systems A,B        which systems; image-orders, openai-java, spring-ai and
                             langchain4j unless given
        --quick              a small setting of everything, within seconds: it shows that
                             the benchmark works, and its figures mean nothing else
      """;

  private static final Duration QUICK_PACING = Duration.ofSeconds(6);

  /**
   * Reads a command line.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static Options parse(List<String> line) {
    List<Benchmark> benchmarks = new ArrayList<>();
    List<ImageSystem> systems = ImageSystem.COMPARED;
    Duration pacing = null;
    boolean quick = false;
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      String value = i + 1 < line.size() ? line.get(i + 1) : "";
      switch (word) {
        case "--quick" -> quick = true;
        case "--minutes" -> {
          pacing = minutes(value);
          i++;
        }
        case "--systems" -> {
          systems = Arrays.stream(value.split(",", -1)).map(Options::system).toList();
          i++;
        }
        default -> benchmarks.addAll(named(word));
      }
    }
    Duration usual = quick ? QUICK_PACING : Duration.ofMinutes(4);
    return new Options(benchmarks, systems, pacing == null ? usual : pacing, quick);
  }

  private static List<Benchmark> named(String name) {
    List<Benchmark> found =
        Benchmarks.ALL.stream()
            .filter(one -> name.equals("all") || name.equals(one.name()))
            .toList();
    if (found.isEmpty()) {
      throw ImageOrderException.invalid("benchmark", name, "use one of the list, or all");
    }
    return found;
  }

  private static ImageSystem system(String name) {
    return Arrays.stream(ImageSystem.values())
        .filter(system -> system.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ImageOrderException.invalid(
                    "--systems", name, "use some of " + Arrays.toString(ImageSystem.values())));
  }

  private static Duration minutes(String value) {
    if (!value.matches("[0-9]{1,2}(\\.[0-9]{1,3})?") || Double.parseDouble(value) == 0) {
      throw ImageOrderException.invalid("--minutes", value, "use a number from 0.001 to 99");
    }
    return Duration.ofMillis(Math.round(Double.parseDouble(value) * 60_000));
  }

  /** The first if the run is quick, else the second. */
  int pick(int quickly, int usually) {
    return quick ? quickly : usually;
  }

  /** The list of benchmarks, with what they measure. */
  static String list() {
    StringBuilder list = new StringBuilder();
    for (Benchmark each : Benchmarks.ALL) {
      list.append(String.format(Locale.ROOT, "  %-12s %s%n", each.name(), each.summary()));
    }
    return list.toString();
  }
}
