package org.imageorders.migration;

import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * A position in two lists at once, written as one cursor: a word for what is listed, then each
 * side's cursor preceded by its length.
 *
 * @param legacy empty for the beginning, null for the end
 * @param candidate likewise
 */
record CursorPair(@Nullable String legacy, @Nullable String candidate) {

  static final CursorPair START = new CursorPair("", "");

  private static final String END = "-";

  @Nullable String of(Side side) {
    return side == Side.LEGACY ? legacy : candidate;
  }

  CursorPair with(Side side, @Nullable String cursor) {
    return side == Side.LEGACY ? new CursorPair(cursor, candidate) : new CursorPair(legacy, cursor);
  }

  String text(String word) {
    return word + "." + part(legacy) + part(candidate);
  }

  private static String part(@Nullable String cursor) {
    return cursor == null ? END : cursor.length() + ":" + cursor;
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param field the parameter that it came in
   */
  static CursorPair parse(String word, String field, String text) {
    String rest = text.startsWith(word + ".") ? text.substring(word.length() + 1) : "";
    Parts parts = new Parts(rest);
    try {
      CursorPair pair = new CursorPair(parts.next(), parts.next());
      if (parts.isEmpty()) {
        return pair;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw refused(field, text);
    }
    throw refused(field, text);
  }

  private static ImageOrderException refused(String field, String text) {
    return ImageOrderException.invalid(field, text, "use a cursor that an earlier page gave");
  }

  /** Takes the parts off a text. */
  private static final class Parts {
    private String rest;

    Parts(String text) {
      rest = text;
    }

    boolean isEmpty() {
      return rest.isEmpty();
    }

    @Nullable String next() {
      if (rest.startsWith(END)) {
        rest = rest.substring(END.length());
        return null;
      }
      int begin = rest.indexOf(':') + 1;
      int end = begin + Integer.parseInt(rest, 0, begin - 1, 10);
      String cursor = rest.substring(begin, end);
      rest = rest.substring(end);
      return cursor;
    }
  }
}
