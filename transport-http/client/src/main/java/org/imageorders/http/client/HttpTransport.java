package org.imageorders.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.OrderTransport;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.imageorders.transport.TransportTraits;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages across HTTP or HTTPS, with OkHttp 4.12 or 5.
 *
 * <pre>{@code
 * HttpTransport transport =
 *     HttpTransport.builder(URI.create("https://images.example.com")).bearerToken(() -> token).build();
 * ImageOrders orders = RemoteImageOrders.builder(transport).build();
 * }</pre>
 *
 * <p>Bodies stream both ways; none is held in memory. No message is sent twice: whoever knows what
 * is safe to repeat does that, not this. Redirects are answers, and are not followed. Until an
 * answer begins, an exchange holds a thread of this transport.
 *
 * <p>Thread-safe.
 */
public final class HttpTransport implements OrderTransport {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final OkHttpClient client;
  private final ExecutorService threads;
  private final @Nullable ConnectionPool ownConnections;
  private final String service;
  private final TransportTraits traits;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private HttpTransport(Builder builder) {
    threads = threads();
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(builder.mostExchanges);
    dispatcher.setMaxRequestsPerHost(builder.mostExchanges);
    ownConnections = builder.client == null ? new ConnectionPool(16, 30, TimeUnit.SECONDS) : null;
    OkHttpClient.Builder settings =
        builder.client == null
            ? new OkHttpClient.Builder().connectionPool(ownConnections)
            : builder.client.newBuilder();
    settings
        .dispatcher(dispatcher)
        // Whoever asks knows what may be sent again.
        .retryOnConnectionFailure(false)
        .addNetworkInterceptor(HttpTransport::withoutInvitation)
        .authenticator(Authenticator.NONE)
        .followRedirects(false)
        .followSslRedirects(false)
        // Images are kept by who ordered them.
        .cache(null)
        .connectTimeout(builder.connectTimeout)
        .readTimeout(builder.silence)
        .writeTimeout(builder.silence)
        // It would cut a large image off, or a stream of events.
        .callTimeout(Duration.ZERO);
    if (builder.bearerToken != null) {
      settings.addInterceptor(new BearerToken(builder.bearerToken));
    }
    client = settings.build();
    service = builder.service;
    Duration bearable = builder.silence.multipliedBy(4).dividedBy(5);
    traits =
        TransportTraits.streaming().toBuilder()
            .largestRequest(builder.largestRequest)
            .largestResponse(builder.largestResponse)
            .longestWait(bearable.compareTo(LONGEST_WAIT) < 0 ? bearable : LONGEST_WAIT)
            .build();
  }

  /** OkHttp repeats by itself a request that may be sent again at once. */
  private static Response withoutInvitation(Interceptor.Chain chain) throws IOException {
    Exchange.begins(chain.request());
    Response response = chain.proceed(chain.request());
    boolean atOnce = response.header("Retry-After", "").matches("0+");
    return response.code() == 503 && atOnce
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }

  private static ExecutorService threads() {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work, "image-orders-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
  }

  /**
   * Starts a transport to a service.
   *
   * @param service such as {@code https://images.example.com} or {@code http://127.0.0.1:8080}; a
   *     path is put before that of each request
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is no http or https
   *     address, or has a query, a fragment or a user
   */
  public static Builder builder(URI service) {
    return new Builder(service);
  }

  @Override
  public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
    Exchange exchange;
    try {
      HttpUrl url = HttpUrl.get(service + request.target());
      exchange = new Exchange(url, request, traits, client, exchanges::remove);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    exchanges.add(exchange);
    if (closed) {
      exchanges.remove(exchange);
      return CompletableFuture.failedFuture(
          new NotSentException("the transport is closed", new IOException("closed")));
    }
    return exchange.begin();
  }

  @Override
  public TransportTraits traits() {
    return traits;
  }

  @Override
  public void close() {
    closed = true;
    exchanges.forEach(Exchange::abort);
    if (ownConnections != null) {
      ownConnections.evictAll();
    }
    threads.shutdown();
  }

  /** The address; not the token. */
  @Override
  public String toString() {
    return "HttpTransport[" + service + "]";
  }

  /** Collects what a transport needs. Not thread-safe. */
  public static final class Builder {
    private final String service;
    private final boolean readable;
    private @Nullable Supplier<String> bearerToken;
    private @Nullable OkHttpClient client;
    private boolean tokenInTheClear;
    private int mostExchanges = 64;
    private long largestRequest = Long.MAX_VALUE;
    private long largestResponse = Long.MAX_VALUE;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration silence = Duration.ofSeconds(75);

    private Builder(URI service) {
      HttpUrl url = HttpUrl.get(service);
      if (url == null
          || service.getRawQuery() != null
          || service.getRawFragment() != null
          || service.getRawUserInfo() != null) {
        throw ImageOrderException.invalid(
            "service",
            service.getScheme() + "://" + service.getHost(),
            "use http or https, a host, and at most a port and a path");
      }
      this.service = url.toString().replaceFirst("/+$", "");
      this.readable = !url.isHttps() && !isLoopback(url.host());
    }

    private static boolean isLoopback(String host) {
      if (host.equals("localhost") || host.endsWith(".localhost")) {
        return true;
      }
      boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
      try {
        return address && InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }

    /**
     * What tells the service who asks; none unless set. It is called for each exchange, on a thread
     * that may block, so that a token can be fetched or renewed. It goes to the service alone.
     */
    public Builder bearerToken(Supplier<String> token) {
      bearerToken = token;
      return this;
    }

    /**
     * Lets a token travel over plain http to another machine, where everybody on the way can read
     * it; refused unless set.
     */
    public Builder tokenInTheClear(boolean allowed) {
      tokenInTheClear = allowed;
      return this;
    }

    /**
     * Whose connections, TLS, proxy and interceptors are used; a client of its own unless set. Its
     * dispatcher, cache, authenticator, time-outs and rules for repeats and redirects are not used.
     * It stays the giver's to close.
     */
    public Builder client(OkHttpClient okHttp) {
      client = okHttp;
      return this;
    }

    /** The most exchanges that wait for an answer at a time, others queue; 64 unless set. */
    public Builder mostExchanges(int number) {
      mostExchanges = number;
      return this;
    }

    /** The largest body of a request, in bytes, 64 KiB or more; without limit unless set. */
    public Builder largestRequest(long bytes) {
      largestRequest = bytes;
      return this;
    }

    /** The largest body of a response, in bytes, 64 KiB or more; without limit unless set. */
    public Builder largestResponse(long bytes) {
      largestResponse = bytes;
      return this;
    }

    /** How long a connection may take to be made; 10 seconds unless set. */
    public Builder connectTimeout(Duration time) {
      connectTimeout = time;
      return this;
    }

    /**
     * How long nothing at all may come from the service, or go to it, before an exchange fails; 75
     * seconds unless set. The service is asked to hold answers back for four fifths of it at most.
     */
    public Builder silence(Duration time) {
      silence = time;
      return this;
    }

    /**
     * Makes the transport. It connects when it is first used.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a number or a time makes no
     *     sense, or a token would travel readable for everybody on the way
     */
    public HttpTransport build() {
      if (mostExchanges < 1) {
        throw ImageOrderException.invalid("mostExchanges", mostExchanges, "use 1 or more");
      }
      if (connectTimeout.toMillis() < 1) {
        throw ImageOrderException.invalid("connectTimeout", connectTimeout, "use 1 ms or more");
      }
      if (silence.toMillis() < 1) {
        throw ImageOrderException.invalid("silence", silence, "use 1 ms or more");
      }
      if (bearerToken != null && readable && !tokenInTheClear) {
        throw ImageOrderException.invalid(
            "service",
            service.toLowerCase(Locale.ROOT),
            "use https, or allow the token to travel in the clear");
      }
      return new HttpTransport(this);
    }
  }
}
