package org.imageorders.lambda.payload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * What a text of base64 (RFC 4648, section 4) stands for, many bytes at a time: the decoder's own
 * stream takes them one by one, several times as slowly. Not thread-safe.
 */
final class Base64Text extends InputStream {

  /** A multiple of four, so that only the last part may be padded. */
  private static final int PART = 16 * 1024;

  private final InputStream text;
  private final byte[] part = new byte[PART];
  private final byte[] bytes = new byte[PART / 4 * 3];
  private int at;
  private int end;
  private boolean last;

  Base64Text(InputStream text) {
    this.text = text;
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    } else if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    return count;
  }

  /** Makes sure that there is a byte to read; false at the end. */
  private boolean fill() throws IOException {
    while (at == end && !last) {
      int length = text.readNBytes(part, 0, PART);
      last = length < PART;
      try {
        end = Base64.getDecoder().decode(last ? Arrays.copyOf(part, length) : part, bytes);
      } catch (IllegalArgumentException e) {
        throw new IOException("this is no base64: " + e.getMessage(), e);
      }
      at = 0;
      if (!last && end < bytes.length && text.read() >= 0) {
        throw new IOException("this is no base64: it goes on after its end");
      }
    }
    return at < end;
  }
}
