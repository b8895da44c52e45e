package org.imageorders.examples.service;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param token null for none: then every caller on this machine is served
 * @param out null for images in memory
 */
record Arguments(int port, @Nullable String token, @Nullable Path out, boolean help) {

  static final String HELP =
      """
      Serves orders for generated images across HTTP, drawn by the offline provider.

        --port N       where to listen on this machine; 8080 unless given, 0 for any free port
        --token TEXT   the bearer token that callers must send, 16 characters or more;
                       none is asked for unless given
        --out DIR      where images are kept; in memory unless given
        --help         this text

      Orders are kept in memory. Ctrl-C lets requests end and stops.
      """;

  /**
   * Reads a command line.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static Arguments parse(List<String> line) {
    Arguments arguments = new Arguments(8080, null, null, false);
    for (int i = 0; i < line.size(); i++) {
      String[] word = line.get(i).split("=", 2);
      if (word[0].equals("--help")) {
        return new Arguments(arguments.port, arguments.token, arguments.out, true);
      }
      if (!List.of("--port", "--token", "--out").contains(word[0])) {
        throw ImageOrderException.invalid("option", word[0], "use one of those that --help tells");
      }
      if (word.length == 1 && i + 1 == line.size()) {
        throw ImageOrderException.invalid(word[0], "nothing", "give a value");
      }
      arguments = arguments.with(word[0], word.length == 2 ? word[1] : line.get(++i));
    }
    return arguments;
  }

  private Arguments with(String option, String value) {
    return switch (option) {
      case "--port" -> new Arguments(port(value), token, out, help);
      case "--token" -> new Arguments(port, value, out, help);
      default -> new Arguments(port, token, directory(value), help);
    };
  }

  private static int port(String value) {
    int port = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : -1;
    if (port < 0 || port > 65_535) {
      throw ImageOrderException.invalid("--port", value, "use 0 to 65535");
    }
    return port;
  }

  private static Path directory(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw ImageOrderException.invalid("--out", value, "use the name of a directory");
    }
  }

  /** Everything but the token. */
  @Override
  public String toString() {
    return "Arguments[port=" + port + ", out=" + out + "]";
  }
}
