package org.imageorders.testkit.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server (RFC 9112) on a loopback port, whose handler may do to a connection what a
 * well-behaved server never does. One daemon thread a connection. Thread-safe.
 */
public final class FaultyServer implements AutoCloseable {

  private static final int BACKLOG = 1_024;

  /** Answers an exchange, or breaks it. What it throws ends the connection. */
  @FunctionalInterface
  public interface Handler {
    void handle(Exchange exchange) throws IOException;
  }

  private final String name;
  private final Handler handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger threads = new AtomicInteger();
  private final int port;
  private @Nullable ServerSocket listening;
  private @Nullable Thread accepting;

  /**
   * Starts a server.
   *
   * @param name what its threads are called
   * @param port 0 for any that is free
   * @throws UncheckedIOException if the port is taken
   */
  public FaultyServer(String name, int port, Handler handler) {
    this.name = name;
    this.handler = handler;
    this.port = listen(port);
  }

  /** The port, which stays the same while connections are refused. */
  public int port() {
    return port;
  }

  /** Closes the port and every connection, so that a client is refused when it connects. */
  public synchronized void refuse() {
    if (listening != null && accepting != null) {
      closeQuietly(listening);
      listening = null;
      // Linux keeps the port open for as long as a thread waits in accept.
      joinUninterruptibly(accepting);
    }
    connections.forEach(FaultyServer::closeQuietly);
  }

  /**
   * Opens the port again, unless it is open.
   *
   * @throws UncheckedIOException if another program has taken it
   */
  public synchronized void accept() {
    if (listening == null) {
      listen(port);
    }
  }

  @Override
  public void close() {
    refuse();
  }

  private synchronized int listen(int wanted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), BACKLOG);
      listening = socket;
      accepting = start(() -> acceptAll(socket));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + wanted, e);
    }
  }

  private void acceptAll(ServerSocket socket) {
    while (true) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      Connection ends = new Connection(connection);
      for (Exchange next = ends.next(); next != null; next = ends.next()) {
        handler.handle(next);
        if (!next.isReusable()) {
          return;
        }
      }
    } catch (IOException e) {
      // The client went away or broke the protocol, or the handler broke the connection.
    } finally {
      connections.remove(connection);
    }
  }

  private Thread start(Runnable work) {
    Thread thread = new Thread(work, name + "-" + threads.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is of no further use.
    }
  }
}
