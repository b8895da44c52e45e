package org.imageorders;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks that several builders share. Each refuses with the field, the value and the mend. */
final class Check {

  private static final Pattern WORD = Pattern.compile("[a-z0-9_-]{1,32}");

  private Check() {}

  static void word(String field, String value) {
    if (!WORD.matcher(value).matches()) {
      throw ImageOrderException.invalid(
          field, value, "use 1 to 32 lower-case letters, digits, hyphens or underscores");
    }
  }

  static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw ImageOrderException.invalid(field, null, "set it");
    }
    return value;
  }

  static int between(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw ImageOrderException.invalid(field, value, "use " + least + " to " + most);
    }
    return value;
  }

  /**
   * A name of 1 to {@code longest} characters, none of them a control character, nor half of one:
   * UTF-8 has no form for it, and two such names would be the same in a store and in an id.
   */
  static String name(String field, String value, int longest) {
    if (value.isBlank()
        || value.length() > longest
        || value.codePoints().anyMatch(Check::isControlOrHalf)) {
      throw ImageOrderException.invalid(
          field, value, "use 1 to " + longest + " characters, none of them a control character");
    }
    return value;
  }

  private static boolean isControlOrHalf(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
