package org.imageorders.examples.monolith;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageOrderException;

/** A command line as options and their values. */
final class Options {

  private Options() {}

  /**
   * Reads a line until its end, or until {@code --help}.
   *
   * @param flags those without a value; theirs is empty here
   * @param valued those with one
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option and the mend
   */
  static Map<String, String> read(List<String> line, List<String> flags, List<String> valued) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < line.size() && !options.containsKey("--help"); i++) {
      String[] word = line.get(i).split("=", 2);
      if (flags.contains(word[0]) && word.length == 1) {
        options.put(word[0], "");
      } else if (!valued.contains(word[0])) {
        throw ImageOrderException.invalid(
            "option", line.get(i), "use one of those that --help tells");
      } else if (word.length == 1 && i + 1 == line.size()) {
        throw ImageOrderException.invalid(word[0], "nothing", "give it a value");
      } else {
        options.put(word[0], word.length == 2 ? word[1] : line.get(++i));
      }
    }
    return options;
  }

  static long seed(String value) {
    if (!value.matches("-?[0-9]{1,18}")) {
      throw ImageOrderException.invalid("--seed", value, "use a whole number of 18 digits at most");
    }
    return Long.parseLong(value);
  }
}
