package org.imageorders.testkit.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client's connection: its bytes, and whether the client is still there. */
final class Connection {

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_FIELDS = 200;
  private static final int LOOK_MILLIS = 10;
  private static final Duration DELIVERY = Duration.ofMillis(50);

  final InputStream in;
  final OutputStream out;
  private final Socket socket;

  Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /** Reads the header of the next request; null if the client closed the connection instead. */
  @Nullable Exchange next() throws IOException {
    socket.setSoTimeout(0);
    in.mark(1);
    if (in.read() < 0) {
      return null;
    }
    in.reset();
    String[] line = line(in).split(" ", -1);
    if (line.length != 3 || !line[2].startsWith("HTTP/1.")) {
      throw new ProtocolException("not a request of HTTP/1.1");
    }
    return new Exchange(this, line[0], line[1], fields(in));
  }

  /** The fields of a header, by names in any case; of repeated ones, the last. */
  static Map<String, String> fields(InputStream in) throws IOException {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || fields.size() == MOST_FIELDS) {
        throw new ProtocolException("a malformed header");
      }
      fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    return fields;
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == LONGEST_LINE) {
        throw new ProtocolException("a header that does not end");
      }
      line.append((char) next);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  void ascii(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Waits, with an eye on the client.
   *
   * @param longest how long at most
   * @param over what ends the wait early; looked at every 10 ms
   * @throws IOException as soon as the client has closed or broken the connection
   */
  void pause(Duration longest, BooleanSupplier over) throws IOException {
    long begin = System.nanoTime();
    Duration left = longest;
    while (!over.getAsBoolean() && left.compareTo(Duration.ZERO) > 0) {
      socket.setSoTimeout((int) Math.max(1, Math.min(left.toMillis(), LOOK_MILLIS)));
      if (isAnythingThere()) {
        throw new ProtocolException("a request before the answer to the last");
      }
      left = longest.minusNanos(System.nanoTime() - begin);
    }
  }

  private boolean isAnythingThere() throws IOException {
    try {
      if (in.read() < 0) {
        throw new EOFException("the client closed the connection");
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Ends the connection with a reset (RST), once what was written has been delivered. */
  void reset() throws IOException {
    try {
      out.flush();
      pause(DELIVERY, () -> false); // a reset discards what is still in the queue
    } finally {
      resetAtOnce();
    }
  }

  /** Ends the connection with a reset (RST) at once. */
  void resetAtOnce() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Ends the connection in the usual way (FIN). */
  void close() throws IOException {
    out.flush();
    socket.close();
  }
}
