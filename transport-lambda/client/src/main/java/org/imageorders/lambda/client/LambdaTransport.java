package org.imageorders.lambda.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.lambda.payload.EventCaller;
import org.imageorders.lambda.payload.FunctionEvent;
import org.imageorders.lambda.payload.PayloadLimits;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.OrderTransport;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.imageorders.transport.TransportTraits;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Carries requests to a function that handles orders, by invoking it (Lambda's {@code Invoke},
 * payload format 2.0). Not the caller's identity in AWS says for which tenant a request acts but
 * this transport: who may invoke the function may act for every tenant.
 *
 * <pre>{@code
 * try (LambdaClient lambda = LambdaClient.create();
 *     OrderTransport transport = LambdaTransport.builder(lambda, "image-orders").build();
 *     ImageOrders orders = RemoteImageOrders.builder(transport).build()) {
 *   ImageOrder order = orders.place(OrderRequest.builder("customer-7").prompt("a lighthouse").build());
 * }
 * }</pre>
 *
 * <p>Each exchange holds one thread of this transport while the function runs, since the
 * synchronous client is the lightest (no Netty); {@code RemoteImageOrders} waits for any number of
 * orders by a few of them. The client's own repeats are switched off: what may be asked again,
 * {@code RemoteImageOrders} asks again. The client's HTTP time-out must be longer than {@link
 * Builder#longestWait} and the function's cold start together; the 30 seconds that the SDK's HTTP
 * clients come with are.
 *
 * <p>An order counts as certainly not taken where the function certainly did not run: it is
 * throttled, missing or being changed, may not be invoked, or no credentials, no host and no
 * connection were found. What else fails has an unknown outcome, a time-out and every answer of
 * status 500 or above too; so does all that comes of a client that repeats nevertheless, or asks no
 * plug-ins.
 *
 * <p>An invocation cannot be called back: cancelling an exchange ends the waiting, not what the
 * function does. Thread-safe.
 */
public final class LambdaTransport implements OrderTransport {

  private final Invocations invocations;
  private final EventCaller caller;
  private final TransportTraits traits;
  private final ExecutorService threads;
  private final Set<Runnable> aborts = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private LambdaTransport(Builder builder) {
    invocations = new Invocations(builder.client, builder.function, builder.qualifier);
    caller = EventCaller.direct(builder.tenant);
    traits = PayloadLimits.traits().toBuilder().longestWait(builder.longestWait).build();
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "image-orders-lambda-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a transport.
   *
   * @param client stays the giver's to close
   * @param function its name or ARN
   */
  public static Builder builder(LambdaClient client, String function) {
    return new Builder(client, function);
  }

  @Override
  public TransportTraits traits() {
    return traits;
  }

  @Override
  public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
    CompletableFuture<TransportResponse> exchange = new CompletableFuture<>();
    Runnable abort = () -> fail(exchange);
    try {
      Future<?> work = threads.submit(() -> run(request, exchange));
      aborts.add(abort);
      var unused =
          exchange.whenComplete(
              (response, error) -> {
                aborts.remove(abort);
                if (error != null) {
                  work.cancel(true);
                }
              });
      if (closed) {
        fail(exchange);
      }
    } catch (RejectedExecutionException e) {
      exchange.completeExceptionally(new NotSentException("the transport is closed", e));
    }
    return exchange;
  }

  private void run(TransportRequest request, CompletableFuture<TransportResponse> exchange) {
    try {
      TransportRequest whole = request.with(held(request.body()));
      if (!exchange.isDone()) {
        exchange.complete(invocations.invoke(new FunctionEvent(whole, caller)));
      }
    } catch (IOException | RuntimeException | Error e) {
      exchange.completeExceptionally(e);
    }
  }

  // Of unknown length are streams alone; an upload is a part in memory, and is not copied.
  private static TransportBody held(TransportBody body) throws IOException {
    TransportBody held = body;
    if (body.length() < 0) {
      held = TransportBody.of(body.open().readNBytes(PayloadLimits.LARGEST_BODY + 1));
    }
    if (held.length() > PayloadLimits.LARGEST_BODY) {
      throw new ImageOrderException(
          ErrorCode.TOO_LARGE,
          "a request of more than "
              + PayloadLimits.LARGEST_BODY
              + " bytes does not fit an invocation; send less");
    }
    return held;
  }

  private static void fail(CompletableFuture<TransportResponse> exchange) {
    exchange.completeExceptionally(new IOException("the transport is closed"));
  }

  /** Ends exchanges under way; what was invoked goes on. The client stays open. */
  @Override
  public void close() {
    closed = true;
    aborts.forEach(Runnable::run);
    threads.shutdown();
  }

  /** Collects what a transport needs. Not thread-safe. */
  public static final class Builder {
    private final LambdaClient client;
    private final String function;
    private String qualifier = "$LATEST";
    private String tenant = "default";
    private Duration longestWait = Duration.ofSeconds(20);

    private Builder(LambdaClient client, String function) {
      this.client = client;
      this.function = function;
    }

    /** Which version or alias of the function is invoked; {@code $LATEST} unless set. */
    public Builder qualifier(String versionOrAlias) {
      qualifier = versionOrAlias;
      return this;
    }

    /** For whom requests act, the same as the client's; {@code default} unless set. */
    public Builder tenant(String name) {
      tenant = name;
      return this;
    }

    /**
     * How long an answer may be held back; 20 seconds unless set, which leaves the function and its
     * cold start some of the 30 seconds after which the SDK's HTTP clients give up.
     */
    public Builder longestWait(Duration time) {
      longestWait = time;
      return this;
    }

    /**
     * Makes the transport. It invokes nothing before it is used.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the wait is negative
     */
    public LambdaTransport build() {
      return new LambdaTransport(this);
    }
  }
}
