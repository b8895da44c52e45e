package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mends arguments that the JVM could not decode. With {@code LANG=C} it takes them as ASCII, and
 * every byte of an accented letter becomes U+FFFD. Linux keeps the bytes in {@code
 * /proc/self/cmdline}: decoded the same way, they show where the argument stands, character for
 * byte, and there they are read again as UTF-8. This also finds an argument that another program
 * took out of a longer one, as Maven does with {@code -Dexec.args}.
 */
final class GarbledArguments {

  private static final char GARBLED = '\uFFFD';

  private GarbledArguments() {}

  /**
   * The arguments, those that were garbled as they were typed.
   *
   * @param commandLine the bytes of this process's command line, arguments ended by NUL; null where
   *     it cannot be read
   * @param unmended takes the arguments that stay as they are
   */
  static List<String> mend(
      List<String> arguments, byte @Nullable [] commandLine, List<String> unmended) {
    String shown = commandLine == null ? "" : new String(commandLine, StandardCharsets.US_ASCII);
    List<String> mended = new ArrayList<>();
    int from = 0;
    for (String argument : arguments) {
      if (argument.indexOf(GARBLED) < 0) {
        mended.add(argument);
        continue;
      }
      int at = find(argument, shown, from);
      String typed =
          at < 0 || commandLine == null ? null : utf8(commandLine, at, argument.length());
      if (typed == null) {
        unmended.add(argument);
        mended.add(argument);
      } else {
        from = at + argument.length();
        mended.add(typed);
      }
    }
    return mended;
  }

  /** The bytes of this process's command line, or null where the system does not tell. */
  static byte @Nullable [] commandLine() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/cmdline"));
    } catch (IOException | SecurityException e) {
      return null;
    }
  }

  /**
   * Where the argument stands as a whole, be it between quotes or spaces; the first place after
   * those found before.
   */
  private static int find(String argument, String shown, int from) {
    for (int at = shown.indexOf(argument, from); at >= 0; at = shown.indexOf(argument, at + 1)) {
      int end = at + argument.length();
      if ((at == 0 || isBoundary(shown.charAt(at - 1)))
          && (end == shown.length() || isBoundary(shown.charAt(end)))) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isBoundary(char c) {
    return c == 0 || c == '\'' || c == '"' || c == '=' || c == '\\' || Character.isWhitespace(c);
  }

  private static @Nullable String utf8(byte[] bytes, int at, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
