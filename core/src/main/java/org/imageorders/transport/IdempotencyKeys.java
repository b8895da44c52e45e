package org.imageorders.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ImageOrderException;

/**
 * The value of the header {@code Idempotency-Key}: a string in quotes
 * (draft-ietf-httpapi-idempotency-key-header-07); a display string for a key outside of ASCII (RFC
 * 9651, section 3.3.8); and, leniently, a bare one.
 */
final class IdempotencyKeys {

  // Possessive: the stack does not grow with the key.
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"");
  private static final Pattern DISPLAY = Pattern.compile("%\"((?:[^%\"]|%[0-9a-f]{2})*+)\"");
  private static final HexFormat HEX = HexFormat.of();

  private IdempotencyKeys() {}

  static String write(String key) {
    if (key.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      return '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
    StringBuilder text = new StringBuilder("%\"");
    for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0x20 && b < 0x7f && b != '%' && b != '"') {
        text.append((char) b);
      } else {
        text.append('%');
        HEX.toHexDigits(text, b);
      }
    }
    return text.append('"').toString();
  }

  static String read(String header) {
    String value = header.trim();
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      return quoted.group(1).replaceAll("\\\\(.)", "$1");
    }
    Matcher display = DISPLAY.matcher(value);
    if (display.matches()) {
      return decoded(display.group(1));
    }
    if (value.startsWith("\"") || value.startsWith("%\"")) {
      throw ImageOrderException.invalid("Idempotency-Key", value, "close its quotes");
    }
    return value;
  }

  private static String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      boolean escaped = text.charAt(i) == '%';
      bytes.write(escaped ? HexFormat.fromHexDigits(text, i + 1, i + 3) : text.charAt(i));
      i += escaped ? 2 : 0;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw ImageOrderException.invalid("Idempotency-Key", text, "percent-encode UTF-8");
    }
  }
}
