package org.imageorders.openai;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request with the same bytes, whatever they are, and counts. */
final class Scripted implements AutoCloseable {

  private final ServerSocket socket;
  private final byte[] answer;
  private final AtomicInteger requests = new AtomicInteger();

  private Scripted(String answer) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.answer = answer.getBytes(StandardCharsets.UTF_8);
    Thread thread = new Thread(this::serve, "scripted");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lines of a header, and a body. */
  static Scripted answering(String head, String body) throws IOException {
    return new Scripted(
        "HTTP/1.1 "
            + head.replace("\n", "\r\n")
            + "\r\nConnection: close\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  /** The same, but the connection is closed before the body's end. */
  static Scripted breakingOff(String head, String body) throws IOException {
    return new Scripted(
        "HTTP/1.1 " + head.replace("\n", "\r\n") + "\r\nContent-Length: 1000\r\n\r\n" + body);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
  }

  int requests() {
    return requests.get();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        int length = 0;
        String line = in.readLine();
        for (; line != null && !line.isEmpty(); line = in.readLine()) {
          if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(line.substring(15).strip());
          }
        }
        if (line != null) {
          in.skip(length);
          requests.incrementAndGet();
          connection.getOutputStream().write(answer);
          connection.shutdownOutput();
          in.transferTo(java.io.Writer.nullWriter());
        }
      } catch (IOException e) {
        // The client left, or the test is over.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
