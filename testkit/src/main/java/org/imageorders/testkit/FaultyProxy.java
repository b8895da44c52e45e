package org.imageorders.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A port of this machine that passes every byte on to a server, a database for instance, until the
 * connection is cut: both ends then see a reset (RFC 9293, section 3.5.2), in the middle of
 * whatever they were saying.
 *
 * <pre>{@code
 * try (FaultyProxy proxy = new FaultyProxy(new InetSocketAddress("127.0.0.1", 5432), 7)) {
 *   // a client that connects to proxy.port()
 *   proxy.lifeInBytes(1_000, 50_000);
 *   proxy.cut(0.3);
 * }
 * }</pre>
 *
 * <p>Which connections are cut, and after how many bytes, follows from the seed and the order in
 * which they were opened. Two daemon threads a connection. Thread-safe.
 */
public final class FaultyProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 8_192;

  private final InetSocketAddress target;
  private final Random random;
  private final ServerSocket listening;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private long leastBytes = Long.MAX_VALUE;
  private long mostBytes = Long.MAX_VALUE;

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param target where connections are passed on to
   * @param seed decides what is cut
   * @throws UncheckedIOException if no port can be had
   */
  public FaultyProxy(InetSocketAddress target, long seed) {
    this.target = target;
    this.random = new Random(seed);
    try {
      listening = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port could be had", e);
    }
    daemon("accept", this::acceptAll);
  }

  /** The port to connect to. */
  public int port() {
    return listening.getLocalPort();
  }

  /** How many connections are open. */
  public int open() {
    return lines.size();
  }

  /** How many connections were cut. */
  public int cuts() {
    return cut.get();
  }

  /**
   * Cuts each connection that is opened from now on after so many bytes have passed, both
   * directions taken together.
   *
   * @param least a number between this one and the other is drawn for each
   * @throws IllegalArgumentException if the range is empty
   */
  public synchronized void lifeInBytes(long least, long most) {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(least + " to " + most + ": use a range that is not empty");
    }
    leastBytes = least;
    mostBytes = most;
  }

  /**
   * Cuts some of the open connections.
   *
   * @param share with what probability each is cut; 1 for all
   * @return how many were cut
   */
  public int cut(double share) {
    int before = cuts();
    for (Line line : List.copyOf(lines)) {
      if (isChosen(share)) {
        line.cut();
      }
    }
    return cuts() - before;
  }

  private synchronized boolean isChosen(double share) {
    return random.nextDouble() < share;
  }

  private synchronized long life() {
    return leastBytes >= mostBytes ? leastBytes : random.nextLong(leastBytes, mostBytes + 1);
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket client = listening.accept();
        daemon("connect", () -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(target.getAddress(), target.getPort());
      Line line = new Line(client, server, life());
      lines.add(line);
      if (listening.isClosed()) {
        line.cut();
      }
      daemon("out", () -> line.pass(client, server));
      line.pass(server, client);
    } catch (IOException e) {
      reset(client); // as if the server itself refused
    }
  }

  private void daemon(String role, Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy-" + role + "-" + opened.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  /** Cuts every connection and closes the port. */
  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the port could not be closed", e);
    }
    cut(1);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** A connection through the proxy. Equal only to itself. */
  private final class Line {
    private final Socket client;
    private final Socket server;
    private final AtomicLong left;

    Line(Socket client, Socket server, long life) {
      this.client = client;
      this.server = server;
      this.left = new AtomicLong(life);
    }

    /** Passes on what one end says; ends the line when that end closes it or its life is over. */
    void pass(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        to.setTcpNoDelay(true);
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          long rest = left.addAndGet(-read);
          out.write(buffer, 0, (int) Math.max(0, rest < 0 ? read + rest : read));
          if (rest <= 0) {
            cut();
            return;
          }
        }
        lines.remove(this);
        client.close();
        server.close();
      } catch (IOException e) {
        lines.remove(this);
        reset(client);
        reset(server);
      }
    }

    void cut() {
      if (lines.remove(this)) {
        cut.incrementAndGet();
        reset(client);
        reset(server);
      }
    }
  }
}
