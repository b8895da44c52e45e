package org.imageorders.examples.quickstart;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Where the command writes.
 *
 * @param out what was asked for
 * @param err what went wrong
 * @param live whether a line can be written over, so that a bar can move
 * @param blocks whether the bar can be drawn with block characters
 */
record Terminal(PrintStream out, PrintStream err, boolean live, boolean blocks) {

  /** The streams of this process. */
  static Terminal ofProcess() {
    boolean live = isTerminal() && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        System.out, System.err, live, live && charset().newEncoder().canEncode('\u2588'));
  }

  @SuppressWarnings("SystemConsoleNull") // what that warns of is dealt with below
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try { // Java 22 and later have a console without a terminal too, and this method to tell them
      // apart
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static Charset charset() {
    String name =
        System.getProperty(
            "stdout.encoding",
            System.getProperty("sun.stdout.encoding", System.getProperty("native.encoding")));
    try {
      return name == null ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.US_ASCII;
    }
  }
}
