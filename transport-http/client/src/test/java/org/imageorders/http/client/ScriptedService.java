package org.imageorders.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/**
 * A service that does to each of its connections what a test says, byte by byte. By itself it has
 * no HTTP library: so it can run beside any version of OkHttp.
 */
final class ScriptedService implements AutoCloseable {

  /** What is done with a connection, on a thread of its own; it is closed afterwards. */
  interface Script {
    void play(Connection connection) throws Exception;
  }

  /** A connection, as the service sees it. */
  record Connection(Socket socket, InputStream in, OutputStream out) {

    /** Reads a request's header, with its lines ended by line feeds; empty if there is none. */
    String readHeader() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        bytes.write(next);
      }
      return bytes.toString(StandardCharsets.ISO_8859_1).replace("\r", "");
    }

    /** Reads a request, whose body has a length. */
    String readRequest() throws IOException {
      String header = readHeader();
      int at = header.toLowerCase(Locale.ROOT).indexOf("content-length: ");
      int length =
          at < 0 ? 0 : Integer.parseInt(header.substring(at + 16, header.indexOf('\n', at)));
      return header + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Sends text; lines in a header end as they stand. */
    void send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Breaks the connection off, with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the client has closed the connection or broken it off. */
    void awaitEnd() throws IOException {
      byte[] dropped = new byte[8192];
      try {
        while (in.read(dropped) >= 0) {
          // Whatever it still sends.
        }
      } catch (IOException e) {
        // Broken off.
      }
    }
  }

  private final ServerSocket server;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  ScriptedService(Script script) throws IOException {
    this(ServerSocketFactory.getDefault(), script);
  }

  ScriptedService(ServerSocketFactory sockets, Script script) throws IOException {
    server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(
        () -> {
          while (!server.isClosed()) {
            Socket socket = server.accept();
            Connection connection =
                new Connection(socket, socket.getInputStream(), socket.getOutputStream());
            connections.add(connection);
            start(
                () -> {
                  try (socket) {
                    script.play(connection);
                  }
                });
          }
        });
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // The client went away, or the test is over: its assertions are elsewhere.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** A service that answers every request with this. */
  static ScriptedService answering(String answer) throws IOException {
    return new ScriptedService(
        connection -> {
          while (!connection.readRequest().isEmpty()) {
            connection.send(answer);
          }
        });
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** How many connections were made. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Connection connection : connections) {
      connection.socket().close();
    }
  }
}
