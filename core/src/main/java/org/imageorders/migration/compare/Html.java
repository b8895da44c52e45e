package org.imageorders.migration.compare;

/** Text as HTML. */
final class Html {

  private static final int LONGEST = 500;

  private Html() {}

  /** Text that means nothing but itself, within an element or a quoted attribute. */
  static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    int length = Math.min(text.length(), LONGEST);
    for (int i = 0; i < length; i++) {
      char one = text.charAt(i);
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
