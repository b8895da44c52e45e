package org.imageorders.examples.monolith;

import java.util.List;
import org.imageorders.ImageOrderException;

/**
 * What the command line asks for.
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
      """;

  private static final int MOST = 10_000;

  /**
   * Reads a command line.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static Arguments parse(List<String> line) {
    Arguments arguments = new Arguments(1, 200, 60, false);
    for (int i = 0; i < line.size(); i++) {
      String[] word = line.get(i).split("=", 2);
      if (word[0].equals("--help")) {
        return new Arguments(arguments.seed, arguments.customers, arguments.orders, true);
      }
      if (!List.of("--seed", "--customers", "--orders").contains(word[0])) {
        throw ImageOrderException.invalid("option", word[0], "use one of those that --help tells");
      }
      if (word.length == 1 && i + 1 == line.size()) {
        throw ImageOrderException.invalid(word[0], "nothing", "give a number");
      }
      arguments = arguments.with(word[0], word.length == 2 ? word[1] : line.get(++i));
    }
    return arguments;
  }

  private Arguments with(String option, String value) {
    return switch (option) {
      case "--seed" -> new Arguments(seed(value), customers, orders, help);
      case "--customers" -> new Arguments(seed, number(option, value), orders, help);
      default -> new Arguments(seed, customers, number(option, value), help);
    };
  }

  private static long seed(String value) {
    if (!value.matches("-?[0-9]{1,18}")) {
      throw ImageOrderException.invalid("--seed", value, "use a whole number of 18 digits at most");
    }
    return Long.parseLong(value);
  }

  private static int number(String option, String value) {
    int number = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
    if (number < 1 || number > MOST) {
      throw ImageOrderException.invalid(option, value, "use 1 to " + MOST);
    }
    return number;
  }
}
