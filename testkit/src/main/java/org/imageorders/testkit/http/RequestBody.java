package org.imageorders.testkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Map;

/**
 * A request's body without its framing: of a told length, or in chunks (RFC 9112, sections 6, 7).
 */
final class RequestBody extends InputStream {

  private final Connection connection;
  private final boolean chunked;
  private boolean continueWanted;
  private long left;
  private boolean ended;

  private RequestBody(Connection connection, boolean chunked, long length, boolean expects) {
    this.connection = connection;
    this.chunked = chunked;
    this.left = length;
    this.ended = !chunked && length == 0;
    this.continueWanted = expects && !ended;
  }

  static RequestBody of(Connection connection, Map<String, String> headers) throws IOException {
    boolean chunked = "chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"));
    boolean expects = "100-continue".equalsIgnoreCase(headers.get("Expect"));
    try {
      long length = chunked ? 0 : Long.parseLong(headers.getOrDefault("Content-Length", "0"));
      return new RequestBody(connection, chunked, length, expects);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a length");
    }
  }

  /** Whether all of it was read, so that another request may follow. */
  boolean isRead() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (continueWanted) {
      continueWanted = false;
      connection.ascii("HTTP/1.1 100 Continue\r\n\r\n");
      connection.out.flush();
    }
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int read = connection.in.read(bytes, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw new ProtocolException("the client left in the middle of the body");
    }
    left -= read;
    if (left == 0) {
      if (chunked) {
        Connection.line(connection.in);
      } else {
        ended = true;
      }
    }
    return read;
  }

  private void nextChunk() throws IOException {
    String size = Connection.line(connection.in).split(";", -1)[0].trim();
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a chunk's size");
    }
    if (left == 0) {
      Connection.fields(connection.in);
      ended = true;
    }
  }
}
