package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.imageorders.ImageOrderException;

/** Prompts from a UTF-8 file, one a line. */
final class PromptFile {

  private static final int LARGEST = 16 << 20;

  private PromptFile() {}

  /**
   * Reads the prompts; blank lines and lines that begin with # are left out.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} if there is no such file, it is not UTF-8
   *     or holds no prompt
   */
  static List<String> read(Path file) {
    List<String> prompts =
        decode(file, bytes(file))
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    if (prompts.isEmpty()) {
      throw refused(file, "it holds no prompt: write one a line");
    }
    return prompts;
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw refused(file, "it is a directory: name a text file");
      }
      if (Files.size(file) > LARGEST) {
        throw refused(file, "it is above 16 MiB: split it");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw refused(file, "there is no such file");
    } catch (IOException e) {
      throw refused(file, "it cannot be read (" + e.getMessage() + ")");
    }
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, text, true).isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw refused(file, "line " + line + " is not UTF-8: save the file as UTF-8");
    }
    String decoded = text.flip().toString();
    return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
  }

  private static ImageOrderException refused(Path file, String mend) {
    return ImageOrderException.invalid("--prompts", file, mend);
  }
}
