package org.imageorders.http.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.Pauses;
import org.imageorders.transport.OrderEndpoint;
import org.imageorders.transport.WireLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders for generated images as a service across HTTP/1.1, on Jetty.
 *
 * <pre>{@code
 * try (OrderServer server =
 *     OrderServer.builder(tenant -> engine.forTenant(tenant))
 *         .tokens(TokenVerifier.ofTokens(Map.of(token, "shop")))
 *         .start()) {
 *   System.out.println(server.address());
 * }
 * }</pre>
 *
 * <p>It listens on this machine alone unless told otherwise, and there it can do without tokens:
 * every caller is then the tenant {@code default}. It speaks no TLS: put what does in front of it.
 * Everything that a client could stretch is bounded. Requests that wait hold no thread, and neither
 * does a client that takes its time to read.
 *
 * <p>Thread-safe.
 */
public final class OrderServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OrderServer.class);

  /**
   * What a client may stretch.
   *
   * @param grace the time that it may lose at most beside what its bytes take
   * @param mostLongBodies how many bodies are read at a time that are not short
   */
  record Limits(Duration grace, long bytesPerSecond, int mostLongBodies) {}

  /** How time passes. */
  record Passing(InstantSource clock, Pauses pauses) {}

  private static final int BACKLOG = 1_024;

  /**
   * What is served.
   *
   * @param threads those of an endpoint of the server's own
   */
  private record Served(OrderEndpoint endpoint, @Nullable ExecutorService threads) {}

  private final Server server;
  private final ServerConnector connector;
  private final Served served;
  private final String host;
  private volatile int port;

  private OrderServer(Builder builder, Served served) {
    this.served = served;
    this.host = builder.host;
    QueuedThreadPool threads = new QueuedThreadPool(builder.mostThreads, 4);
    threads.setName("image-orders-server");
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setRequestHeaderSize(builder.largestHeader);
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    HeaderDeadline deadline =
        new HeaderDeadline(builder.headerTimeout, builder.idleTimeout, builder.pauses);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(builder.host);
    connector.setPort(builder.port);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(builder.idleTimeout.toMillis());
    connector.addBean(deadline);
    connector.addBean(new NetworkConnectionLimit(builder.mostConnections, connector));
    server.addConnector(connector);
    server.setErrorHandler(new Problems());
    Limits limits = new Limits(builder.grace, builder.leastBytesPerSecond, builder.mostThreads / 2);
    Passing time = new Passing(builder.clock, builder.pauses);
    server.setHandler(
        new GracefulHandler(
            new OrderHandler(served.endpoint(), builder.tokens, limits, time, deadline)));
    server.setStopTimeout(builder.drain.toMillis());
  }

  /**
   * Starts a server with an endpoint of its own.
   *
   * @param tenants gives each tenant its orders, at once; they are not closed by the server
   */
  public static Builder builder(Function<String, ImageOrders> tenants) {
    return new Builder(
        builder -> {
          ExecutorService threads = threads(builder.mostThreads);
          return new Served(
              OrderEndpoint.builder(tenants, threads)
                  .limits(builder.limits)
                  .clock(builder.clock)
                  .pauses(builder.pauses)
                  .build(),
              threads);
        });
  }

  /** Starts a server for this endpoint, which is closed with it. */
  public static Builder builder(OrderEndpoint endpoint) {
    return new Builder(builder -> new Served(endpoint, null));
  }

  private static ExecutorService threads(int count) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "image-orders-endpoint-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** The port on which it listens. */
  public int port() {
    return port;
  }

  /** Where it listens, for a client on this machine or, if it listens for those, on others. */
  public URI address() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + port());
  }

  /**
   * Stops: takes no more connections, refuses new requests, answers those that wait, lets all
   * others end within the time given to the builder, and then cuts them off. Returns when that is
   * done.
   */
  @Override
  public void close() {
    var unused = connector.shutdown();
    served.endpoint().close();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.atWarn().setCause(e).log("Not every request ended before the server stopped");
    }
    if (served.threads() != null) {
      served.threads().shutdown();
    }
  }

  @Override
  public String toString() {
    return "OrderServer[" + address() + "]";
  }

  /** Collects what a server needs. Not thread-safe. */
  public static final class Builder {
    private final Function<Builder, Served> source;
    private @Nullable TokenVerifier tokens;
    private String host = "127.0.0.1";
    private int port;
    private WireLimits limits = WireLimits.defaults();
    private int largestHeader = 16 * 1024;
    private int mostConnections = 4_096;
    private int mostThreads = 64;
    private long leastBytesPerSecond = 1_024;
    private Duration headerTimeout = Duration.ofSeconds(10);
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Duration grace = Duration.ofSeconds(10);
    private Duration drain = Duration.ofSeconds(20);
    private InstantSource clock = InstantSource.system();
    private Pauses pauses = Pauses.system();

    private Builder(Function<Builder, Served> source) {
      this.source = source;
    }

    /** Who may ask; everybody on this machine, as tenant {@code default}, unless set. */
    public Builder tokens(TokenVerifier verifier) {
      tokens = verifier;
      return this;
    }

    /** The address to listen on; 127.0.0.1 unless set. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** The port to listen on; 0, for any free one, unless set. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * How much an endpoint of the server's own takes; {@link WireLimits#defaults()} unless set. An
     * endpoint that was given has its own limits.
     */
    public Builder limits(WireLimits most) {
      limits = most;
      return this;
    }

    /** The largest header of a request, in bytes; 16 KiB unless set. */
    public Builder largestHeader(int bytes) {
      largestHeader = bytes;
      return this;
    }

    /** How many connections are open at most; others are not accepted; 4,096 unless set. */
    public Builder mostConnections(int number) {
      mostConnections = number;
      return this;
    }

    /**
     * How many threads serve connections, and how many work for an endpoint of the server's own, at
     * most; 64 unless set. Half as many bodies of more than 64 KiB, or of unknown length, are taken
     * at a time.
     */
    public Builder mostThreads(int number) {
      mostThreads = number;
      return this;
    }

    /** How long a connection may take to its first request's header; 10 seconds unless set. */
    public Builder headerTimeout(Duration time) {
      headerTimeout = time;
      return this;
    }

    /**
     * How long a connection may be idle between requests, and a client be silent while it sends or
     * takes a body; 60 seconds unless set.
     */
    public Builder idleTimeout(Duration time) {
      idleTimeout = time;
      return this;
    }

    /**
     * How many bytes a second of a body a client must send or take, on average, after its first 10
     * seconds; 1,024 unless set.
     */
    public Builder leastBytesPerSecond(long bytes) {
      leastBytesPerSecond = bytes;
      return this;
    }

    /** What a client may lose beside what its bytes take; 10 seconds unless set. */
    Builder grace(Duration time) {
      grace = time;
      return this;
    }

    /** How long {@link OrderServer#close()} lets requests end; 20 seconds unless set. */
    public Builder drain(Duration time) {
      drain = time;
      return this;
    }

    /** What time it is; the system's unless set. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** How time passes; as the system's unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /**
     * Starts the server. It listens when this returns.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a number or a time makes no
     *     sense, or others than this machine could ask without a token; {@link
     *     ErrorCode#UNAVAILABLE} if it cannot listen there
     */
    public OrderServer start() {
      atLeast("port", port, 0);
      atLeast("largestHeader", largestHeader, 1_024);
      atLeast("mostConnections", mostConnections, 1);
      atLeast("mostThreads", mostThreads, 8);
      atLeast("leastBytesPerSecond", leastBytesPerSecond, 1);
      atLeast("headerTimeout in milliseconds", headerTimeout.toMillis(), 1);
      atLeast("idleTimeout in milliseconds", idleTimeout.toMillis(), 1);
      atLeast("drain in milliseconds", drain.toMillis(), 0);
      if (tokens == null && !isLoopback(host)) {
        throw ImageOrderException.invalid(
            "host", host, "give tokens, or listen on this machine alone: 127.0.0.1");
      }
      OrderServer started = new OrderServer(this, source.apply(this));
      try {
        started.server.start();
        started.port = started.connector.getLocalPort();
      } catch (Exception e) {
        started.close();
        throw new ImageOrderException(
            ErrorCode.UNAVAILABLE, "cannot listen on " + host + ", port " + port + ": " + e, e);
      }
      LOG.atInfo().addKeyValue("address", started.address()).log("Listening");
      return started;
    }

    private static boolean isLoopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }

    private static void atLeast(String field, long value, long least) {
      if (value < least) {
        throw ImageOrderException.invalid(field, value, "use " + least + " or more");
      }
    }
  }
}
