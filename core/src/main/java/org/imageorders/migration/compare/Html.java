package org.imageorders.migration.compare;

import org.imageorders.json.Json;

/** Text as HTML. */
final class Html {

  private static final int LONGEST = 500;

  private Html() {}

  /** Text that means nothing but itself, within an element or a quoted attribute. */
  static String text(String text) {
    // With half a character in it the page could not be written.
    String shown = Json.whole(text.substring(0, Math.min(text.length(), LONGEST)));
    StringBuilder safe = new StringBuilder(shown.length() + 16);
    for (int i = 0; i < shown.length(); i++) {
      char one = shown.charAt(i);
      switch (one) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(Character.isISOControl(one) ? ' ' : one);
      }
    }
    return text.length() > LONGEST ? safe.append('…').toString() : safe.toString();
  }
}
