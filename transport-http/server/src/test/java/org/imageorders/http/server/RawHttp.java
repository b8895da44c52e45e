package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends what no HTTP library would. */
final class RawHttp implements AutoCloseable {

  static final String TOKEN = "token-of-the-one-shop";

  private final Socket socket;

  RawHttp(OrderServer server) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(60_000);
  }

  Socket socket() {
    return socket;
  }

  /** A request's header, ended, with a host and a token. */
  static String header(String line, String... fields) {
    StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nHost: here\r\n");
    text.append("Authorization: Bearer ").append(TOKEN).append("\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  RawHttp send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Everything until the server closes the connection, or breaks it. */
  String readAll() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(bytes);
    } catch (SocketException e) {
      // Reset: what came before it counts.
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** One answer: its header and, by its length, its body. */
  String readAnswer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("after %s", text).isNotNegative();
      text.append((char) next);
    }
    String header = text.toString().toLowerCase(Locale.ROOT);
    int at = header.indexOf("content-length:");
    int length =
        at < 0 ? 0 : Integer.parseInt(header.substring(at + 15, header.indexOf('\r', at)).trim());
    return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
