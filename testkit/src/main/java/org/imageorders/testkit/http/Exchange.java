package org.imageorders.testkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A request and its answer, which the handler sends piece by piece, or breaks off. Used by one
 * thread.
 */
public final class Exchange {

  private final Connection connection;
  private final String method;
  private final URI target;
  private final Map<String, String> headers;
  private final RequestBody body;
  private boolean reusable;

  Exchange(Connection connection, String method, String target, Map<String, String> headers)
      throws IOException {
    this.connection = connection;
    this.method = method;
    try {
      this.target = URI.create(target);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("not a request target");
    }
    this.headers = headers;
    this.body = RequestBody.of(connection, headers);
  }

  /** The method, such as {@code POST}. */
  public String method() {
    return method;
  }

  /** The path, decoded. */
  public String path() {
    return Optional.ofNullable(target.getPath()).orElse("");
  }

  /** The value of a parameter in the query. */
  public Optional<String> query(String name) {
    for (String pair : Optional.ofNullable(target.getRawQuery()).orElse("").split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(
            URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** The value of a header, by its name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The request's headers, by names in any case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The request's body, without its framing. */
  public InputStream body() {
    return body;
  }

  /** Sends a whole answer whose content is at hand. */
  public void send(int status, Map<String, String> fields, byte[] content) throws IOException {
    begin(status, fields, content.length).write(content);
    connection.out.flush();
    reusable = body.isRead();
  }

  /** Sends a whole answer that is made as it is sent. */
  public void send(int status, Map<String, String> fields, Content content) throws IOException {
    OutputStream out = begin(status, fields);
    content.writeTo(out);
    end(out);
  }

  /** Sends a header, and gives what frames the content that follows it (chunked). */
  public OutputStream begin(int status, Map<String, String> fields) throws IOException {
    sendHeader(status, fields, "Transfer-Encoding", "chunked");
    return new ChunkedOutputStream(connection.out);
  }

  /** Sends a header that tells a length, and gives what the content is written to as it is. */
  public OutputStream begin(int status, Map<String, String> fields, long length)
      throws IOException {
    sendHeader(status, fields, "Content-Length", Long.toString(length));
    return connection.out;
  }

  /** Ends content that was begun without a length. */
  public void end(OutputStream content) throws IOException {
    content.close();
    connection.out.flush();
    reusable = body.isRead();
  }

  /** Breaks the connection off with a reset (RST), after what was written has been delivered. */
  public void reset() throws IOException {
    reusable = false;
    connection.reset();
  }

  /** Breaks the connection off with a reset (RST), whatever is on its way. */
  public void resetAtOnce() throws IOException {
    reusable = false;
    connection.resetAtOnce();
  }

  /** Closes the connection after what was written. */
  public void close() throws IOException {
    reusable = false;
    connection.close();
  }

  /**
   * Waits, with an eye on the client.
   *
   * @param over what ends the wait early; looked at every 10 ms
   * @throws IOException as soon as the client has closed or broken the connection
   */
  public void pause(Duration longest, BooleanSupplier over) throws IOException {
    connection.out.flush();
    connection.pause(longest, over);
  }

  boolean isReusable() {
    return reusable && !"close".equalsIgnoreCase(headers.get("Connection"));
  }

  private void sendHeader(int status, Map<String, String> fields, String framing, String value)
      throws IOException {
    Map<String, String> all = new TreeMap<>(fields);
    all.put(framing, value);
    connection.ascii("HTTP/1.1 " + status + " \r\n");
    for (Map.Entry<String, String> field : all.entrySet()) {
      connection.ascii(field.getKey() + ": " + field.getValue() + "\r\n");
    }
    connection.ascii("\r\n");
    connection.out.flush();
  }
}
