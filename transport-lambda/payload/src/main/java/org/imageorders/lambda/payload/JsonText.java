package org.imageorders.lambda.payload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The text of a JSON string (RFC 8259, section 7) as UTF-8, read from where it stands in a document
 * that has been parsed, so that no copy of it is made. Half a character becomes a question mark.
 */
final class JsonText extends InputStream {

  private final byte[] json;
  private int at;
  private byte[] pending = new byte[0];
  private int pendingAt;

  /**
   * @param begin where the first character stands, behind the quote
   */
  JsonText(byte[] json, int begin) {
    this.json = json;
    this.at = begin;
  }

  @Override
  public int read() throws IOException {
    if (pendingAt < pending.length) {
      return pending[pendingAt++] & 0xff;
    }
    byte next = json[at];
    if (next == '"') {
      return -1;
    } else if (next == '\\') {
      unescape();
      return pending[pendingAt++] & 0xff;
    }
    at++;
    return next & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    int count = 0;
    while (count < length) {
      int run = pendingAt == pending.length ? plain(length - count) : 0;
      System.arraycopy(json, at, target, offset + count, run);
      at += run;
      count += run;
      if (count < length && run == 0) {
        int one = read();
        if (one < 0) {
          break;
        }
        target[offset + count++] = (byte) one;
      }
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  /** How many bytes from here on, at most so many, stand for themselves. */
  private int plain(int most) {
    int limit = Math.min(json.length, at + most);
    int end = at;
    while (end < limit && json[end] != '"' && json[end] != '\\') {
      end++;
    }
    return end - at;
  }

  private void unescape() {
    char one = escaped();
    String text = String.valueOf(one);
    if (Character.isHighSurrogate(one) && json[at] == '\\' && json[at + 1] == 'u') {
      int before = at;
      char other = escaped();
      if (Character.isLowSurrogate(other)) {
        text += other;
      } else {
        at = before;
      }
    }
    pending = text.getBytes(StandardCharsets.UTF_8);
    pendingAt = 0;
  }

  private char escaped() {
    char name = (char) json[at + 1];
    at += 2;
    if (name == 'u') {
      at += 4;
      return (char) Integer.parseInt(new String(json, at - 4, 4, StandardCharsets.US_ASCII), 16);
    }
    return switch (name) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> name;
    };
  }
}
