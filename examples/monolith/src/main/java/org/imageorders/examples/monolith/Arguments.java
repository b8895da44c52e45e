package org.imageorders.examples.monolith;

import java.util.List;
import java.util.Map;
import org.imageorders.ImageOrderException;

/**
 * What the command line asks for, unless it is the tour.
 *
 * @param orders in each stage
 */
record Arguments(long seed, int customers, int orders, boolean help) {

  static final String HELP =
      """
      Moves a shop's image module to a service: while the share of customers that are
      moved goes 0, 10, 50, 100 %, customers order pictures, and what they felt is told.

        --customers N  how many customers there are, 1 to 10000; 200 unless given
        --orders N     how many orders they place in each stage, 1 to 10000; 60 unless given
        --seed N       decides who orders when, and what the old generator breaks
                       down over; 1 unless given
        --help         this text

      With --tour, the whole of a migration in about 90 seconds: legacy alone, a parallel
      run, a ramp that rolls a bad release back by itself and takes a good one to all
      customers, and the old generator removed.

        --bad WHAT     what is wrong with the bad release: fails, slow or size; the seed
                       decides unless given
        --seed N       decides who orders what, too; a random one, which is told, unless
                       given
        --dossier DIR  where the parallel run's findings are written, with pictures;
                       target/dossier unless given
      """;

  private static final int MOST = 10_000;

  /**
   * Reads a command line.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static Arguments parse(List<String> line) {
    Map<String, String> options =
        Options.read(line, List.of("--help"), List.of("--seed", "--customers", "--orders"));
    return new Arguments(
        Options.seed(options.getOrDefault("--seed", "1")),
        number("--customers", options.getOrDefault("--customers", "200")),
        number("--orders", options.getOrDefault("--orders", "60")),
        options.containsKey("--help"));
  }

  private static int number(String option, String value) {
    int number = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
    if (number < 1 || number > MOST) {
      throw ImageOrderException.invalid(option, value, "use 1 to " + MOST);
    }
    return number;
  }
}
