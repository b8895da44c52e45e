package org.imageorders.testkit.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Frames content whose length is not known beforehand (RFC 9112, section 7.1). */
final class ChunkedOutputStream extends OutputStream {

  private final OutputStream out;
  private final byte[] chunk = new byte[8 * 1024];
  private int filled;

  ChunkedOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    chunk[filled++] = (byte) b;
    if (filled == chunk.length) {
      pass();
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length) {
      int part = Math.min(offset + length - at, chunk.length - filled);
      System.arraycopy(bytes, at, chunk, filled, part);
      filled += part;
      at += part;
      if (filled == chunk.length) {
        pass();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    pass();
    out.flush();
  }

  /** Writes the last chunk; leaves the connection open. */
  @Override
  public void close() throws IOException {
    pass();
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private void pass() throws IOException {
    if (filled > 0) {
      out.write((Integer.toHexString(filled) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(chunk, 0, filled);
      out.write('\r');
      out.write('\n');
      filled = 0;
    }
  }
}
