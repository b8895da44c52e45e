package org.imageorders.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.Pauses;
import org.imageorders.store.ImageStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's half of the wire protocol, version 1. It knows no server: whatever takes requests
 * (an HTTP server, a function, a servlet) authenticates them, hands them over, and writes what is
 * answered. Thread-safe.
 *
 * <p>A request that waits (for an order to change, for events) holds no thread.
 */
public final class OrderEndpoint implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OrderEndpoint.class);

  private final Function<String, ImageOrders> tenants;
  private final TransportTraits traits;
  private final Executor executor;
  private final Waits waits;
  private final List<Route> routes;

  private OrderEndpoint(Builder builder, Executor executor) {
    tenants = builder.tenants;
    traits = builder.traits;
    this.executor = executor;
    waits = new Waits(executor, builder.pauses);
    List<Route> all = new ArrayList<>();
    all.addAll(new OrderRoutes(builder.limits, traits, waits).routes());
    all.addAll(new EventRoutes(builder.limits, traits, waits).routes());
    all.addAll(
        new ImageRoutes(builder.limits, traits, builder.images, builder.linksValidFor).routes());
    if (builder.images != null) {
      all.addAll(new PartialUploads(builder.limits, builder.images, builder.clock).routes());
    }
    routes = List.copyOf(all);
  }

  /**
   * Starts an endpoint.
   *
   * @param tenants gives each tenant its orders, at once; they are not closed by the endpoint
   * @param executor runs what may block: reading and writing stores, and reading uploads; stays the
   *     giver's to close
   */
  public static Builder builder(Function<String, ImageOrders> tenants, Executor executor) {
    return new Builder(tenants, executor);
  }

  /** What the way to this endpoint carries, as it was built with. */
  public TransportTraits traits() {
    return traits;
  }

  /**
   * Answers a request.
   *
   * <p>The future never completes exceptionally of itself: errors are responses. Cancelling it ends
   * a wait, and closes a response that comes nevertheless. The request's body is read, and not
   * closed, until the future is complete; whoever takes the response closes it.
   */
  public CompletableFuture<TransportResponse> handle(Caller caller, TransportRequest request) {
    return handle(caller, request, traits.longestWait());
  }

  /**
   * Answers a request as {@link #handle(Caller, TransportRequest)} does, for a way that has less
   * time for this one than it has in general.
   *
   * @param longestWait how long the answer may be held back; counts where it is shorter than that
   *     of the {@link #traits()}
   */
  public CompletableFuture<TransportResponse> handle(
      Caller caller, TransportRequest request, Duration longestWait) {
    CompletableFuture<TransportResponse> answer = new CompletableFuture<>();
    Duration wait = RemoteImageOrders.shorter(longestWait, traits.longestWait());
    try {
      executor.execute(() -> begin(caller, request, wait, answer));
    } catch (RejectedExecutionException e) {
      answer.complete(
          Problems.response(
              new ImageOrderException(
                      ErrorCode.OVERLOADED, "no thread is free for this; try again later")
                  .withRetryAfter(Duration.ofSeconds(1))));
    }
    return answer;
  }

  private void begin(
      Caller caller,
      TransportRequest request,
      Duration longestWait,
      CompletableFuture<TransportResponse> answer) {
    if (answer.isDone()) {
      return;
    }
    CompletableFuture<TransportResponse> handled;
    try {
      handled = dispatch(caller, request, longestWait);
    } catch (IOException | RuntimeException | Error e) {
      handled = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<TransportResponse> waiting = handled;
    var unused =
        answer.whenComplete(
            (response, error) -> {
              if (error != null) {
                waiting.cancel(false);
              }
            });
    var unusedToo =
        handled.whenComplete(
            (response, error) -> {
              TransportResponse whole =
                  finish(request, error == null ? response : problem(request, error));
              if (!answer.complete(whole)) {
                close(whole);
              }
            });
  }

  private CompletableFuture<TransportResponse> dispatch(
      Caller caller, TransportRequest request, Duration longestWait) throws IOException {
    String path = request.target().split("\\?", 2)[0];
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<List<String>> parts = route.match(path);
      if (parts.isPresent() && route.method().equals(method)) {
        ImageOrders orders = tenants.apply(caller.tenant());
        return route
            .handler()
            .handle(new Call(caller.tenant(), orders, request, parts.get(), longestWait));
      }
      parts.ifPresent(found -> allowed.add(route.method()));
    }
    if (allowed.isEmpty()) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no path '" + path + "'");
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String names = String.join(", ", allowed);
    return CompletableFuture.completedFuture(
        Problems.response(
                405, ImageOrderException.invalid("method", request.method(), "use " + names))
            .with("Allow", names));
  }

  private TransportResponse finish(TransportRequest request, TransportResponse response) {
    TransportResponse whole = response;
    if (response.body().length() > traits.largestResponse()) {
      close(response);
      whole =
          Problems.response(
              new ImageOrderException(
                  ErrorCode.TOO_LARGE,
                  "the answer has "
                      + response.body().length()
                      + " bytes and this way carries "
                      + traits.largestResponse()
                      + "; ask for a range"));
    }
    if (request.method().equals("HEAD")) {
      close(whole);
      long length = whole.body().length();
      whole = whole.with(TransportBody.empty());
      whole = length < 0 ? whole : whole.with("Content-Length", Long.toString(length));
    }
    return whole.with("X-Content-Type-Options", "nosniff");
  }

  private static TransportResponse problem(TransportRequest request, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof ImageOrderException e) {
      return Problems.response(e);
    } else if (cause instanceof ImageRoutes.UnsatisfiableRange e) {
      return e.response();
    } else if (cause instanceof CancellationException || cause instanceof IOException) {
      return Problems.response(
          new ImageOrderException(
              ErrorCode.UNAVAILABLE, "the request was not read to its end: " + cause.getMessage()));
    }
    String incident = UUID.randomUUID().toString();
    LOG.atError()
        .setCause(cause)
        .addKeyValue("incident", incident)
        .addKeyValue("request", request)
        .log("A request failed for no reason of its own");
    return Problems.response(
        new ImageOrderException(
            ErrorCode.INTERNAL, "a fault of the service; its log has it as incident " + incident));
  }

  private static void close(TransportResponse response) {
    try {
      response.close();
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().setCause(e).log("A response that nobody reads could not be closed");
    }
  }

  /**
   * Answers every request that waits with what there is, and ends streams of events. New requests
   * no longer wait.
   */
  @Override
  public void close() {
    waits.close();
  }

  /** Collects what an endpoint needs. Not thread-safe. */
  public static final class Builder {
    private final Function<String, ImageOrders> tenants;
    private final Executor executor;
    private WireLimits limits = WireLimits.defaults();
    private TransportTraits traits = TransportTraits.streaming();
    private Pauses pauses = Pauses.system();
    private InstantSource clock = InstantSource.system();
    private @Nullable ImageStore images;
    private Duration linksValidFor = Duration.ofMinutes(15);

    private Builder(Function<String, ImageOrders> tenants, Executor executor) {
      this.tenants = tenants;
      this.executor = executor;
    }

    /** How much is taken; {@link WireLimits#defaults()} unless set. */
    public Builder limits(WireLimits most) {
      limits = most;
      return this;
    }

    /** What the way to this endpoint carries; {@link TransportTraits#streaming()} unless set. */
    public Builder traits(TransportTraits way) {
      traits = way;
      return this;
    }

    /** How waits pass; in real time unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /** Tells how old a part of an upload is; the system's clock unless set. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Where the images are kept, so that large ones may pass beside this way: out by the store's
     * links, in by parts. No links and no parts unless set.
     */
    public Builder images(ImageStore store) {
      images = store;
      return this;
    }

    /** How long a link to an image is good for; 15 minutes unless set. */
    public Builder linksValidFor(Duration time) {
      linksValidFor = time;
      return this;
    }

    /** Makes the endpoint. */
    public OrderEndpoint build() {
      return new OrderEndpoint(this, executor);
    }
  }
}
