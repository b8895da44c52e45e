package org.imageorders.examples.monolith;

/** Text in lines that fit a terminal. */
final class Lines {

  private static final int WIDTH = 96;

  private Lines() {}

  /**
   * Breaks text between words.
   *
   * @param first stands before the first line
   * @param indent by how many spaces the others are indented
   */
  static String wrap(String first, int indent, String text) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append(System.lineSeparator());
        line = new StringBuilder(" ".repeat(indent));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    return lines.append(line).toString();
  }
}
