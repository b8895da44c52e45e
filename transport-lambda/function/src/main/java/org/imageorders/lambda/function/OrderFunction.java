package org.imageorders.lambda.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.Pauses;
import org.imageorders.lambda.payload.FunctionAnswer;
import org.imageorders.lambda.payload.FunctionEvent;
import org.imageorders.lambda.payload.PayloadLimits;
import org.imageorders.store.ImageStore;
import org.imageorders.transport.Caller;
import org.imageorders.transport.OrderEndpoint;
import org.imageorders.transport.TransportResponse;
import org.imageorders.transport.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * The wire protocol as an AWS Lambda function: behind an HTTP API of API Gateway, behind a function
 * URL, or invoked directly, each time with payload format 2.0. A handler class of your own holds
 * one, since Lambda makes handlers by their name:
 *
 * <pre>{@code
 * public final class Handler implements RequestStreamHandler {
 *   private final EmbeddedImageOrders orders = EmbeddedImageOrders.builder(provider) ... .build();
 *   private final OrderFunction function =
 *       OrderFunction.builder(orders::forTenant).images(images).build();
 *
 *   public void handleRequest(InputStream event, OutputStream answer, Context context)
 *       throws IOException {
 *     function.handleRequest(event, answer, context);
 *   }
 * }
 * }</pre>
 *
 * <p><b>What goes on between invocations: nothing.</b> Lambda freezes a function's process as soon
 * as no invocation runs. An engine inside the function therefore works only while somebody asks:
 * with {@code Prefer: wait=N}, {@code POST /v1/orders/wait} or any other request that is held back.
 * An order of which nobody asks stays as it is, accepted and kept, until somebody does, and a call
 * that a freeze interrupted may end as unknown. So let this engine place orders alone ({@code
 * concurrency(0)} over a store that workers share) or use it where every caller waits; and over
 * stores in memory, which end with the process, only to try it out.
 *
 * <p>A message holds {@link PayloadLimits#LARGEST_BODY} bytes. Images that are larger travel by
 * ranges and in parts, or by the image store's links, as the traits of {@link PayloadLimits} tell
 * both halves of the protocol; they are never held whole.
 *
 * <p>Thread-safe, as {@code AWS_LAMBDA_MAX_CONCURRENCY} asks.
 */
public final class OrderFunction implements RequestStreamHandler, AutoCloseable {

  private final OrderEndpoint endpoint;
  private final CallerResolver callers;
  private final Duration margin;
  private final Pauses pauses;
  private final ExecutorService threads;

  private OrderFunction(Builder builder) {
    callers = builder.callers;
    margin = builder.margin;
    pauses = builder.pauses;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "image-orders-function-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    OrderEndpoint.Builder made =
        OrderEndpoint.builder(builder.tenants, threads)
            .traits(PayloadLimits.traits().toBuilder().longestWait(builder.longestWait).build())
            .limits(builder.limits)
            .pauses(pauses)
            .linksValidFor(builder.linksValidFor);
    endpoint = (builder.images == null ? made : made.images(builder.images)).build();
  }

  /**
   * Starts a function.
   *
   * @param tenants gives each tenant its orders, at once; they are not closed by the function
   */
  public static Builder builder(Function<String, ImageOrders> tenants) {
    return new Builder(tenants);
  }

  /**
   * Answers an event. What is refused is answered as {@code application/problem+json}, in time
   * before Lambda ends the invocation.
   *
   * @throws IOException if the event cannot be read, or an image not to its end
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    try (TransportResponse response = respond(event, context)) {
      FunctionAnswer.write(response, answer);
    }
  }

  private TransportResponse respond(InputStream stream, Context context) throws IOException {
    byte[] json = read(stream);
    try {
      if (json.length > PayloadLimits.LARGEST_EVENT) {
        throw new ImageOrderException(
            ErrorCode.TOO_LARGE,
            "the event has more than " + PayloadLimits.LARGEST_EVENT + " bytes; send less");
      }
      FunctionEvent event = FunctionEvent.read(json);
      Caller caller = callers.resolve(event.caller());
      Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(margin);
      // Twice the margin: an answer that is held back to the last still has to be made and written.
      return await(
          endpoint.handle(caller, event.request(), positive(left.minus(margin))), positive(left));
    } catch (ImageOrderException e) {
      return TransportResponse.refusal(e);
    }
  }

  // Lambda's runtime client has the event in memory, where reading a bounded part makes two copies.
  private static byte[] read(InputStream event) throws IOException {
    boolean whole =
        event instanceof ByteArrayInputStream && event.available() <= PayloadLimits.LARGEST_EVENT;
    return whole ? event.readAllBytes() : event.readNBytes(PayloadLimits.LARGEST_EVENT + 1);
  }

  private static Duration positive(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  private TransportResponse await(CompletableFuture<TransportResponse> answer, Duration left) {
    Pauses.Pending limit = pauses.after(left, () -> answer.cancel(false));
    try {
      return answer.join();
    } catch (CancellationException | CompletionException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE,
          "the time of this invocation is over; the request may have been carried out",
          e);
    } finally {
      limit.cancel();
    }
  }

  /** Ends waits, and the threads of this. The orders stay open. */
  @Override
  public void close() {
    endpoint.close();
    threads.shutdown();
  }

  /** Collects what a function needs. Not thread-safe. */
  public static final class Builder {
    private final Function<String, ImageOrders> tenants;
    private CallerResolver callers = CallerResolver.byAuthorizer();
    private Duration longestWait = Duration.ofSeconds(20);
    private Duration margin = Duration.ofMillis(500);
    private WireLimits limits = WireLimits.defaults();
    private Duration linksValidFor = Duration.ofMinutes(15);
    private Pauses pauses = Pauses.system();
    private @Nullable ImageStore images;

    private Builder(Function<String, ImageOrders> tenants) {
      this.tenants = tenants;
    }

    /** Says for whom an event acts; {@link CallerResolver#byAuthorizer()} unless set. */
    public Builder callers(CallerResolver resolver) {
      callers = resolver;
      return this;
    }

    /**
     * Where the images are kept: without it, an image that is larger than a message can be read by
     * ranges, and not be uploaded.
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

    /**
     * How long an answer is held back at most; 20 seconds unless set. An HTTP API gives up after 30
     * seconds. It is shorter where the invocation's own time is.
     */
    public Builder longestWait(Duration time) {
      longestWait = time;
      return this;
    }

    /**
     * How long before the end of an invocation's time an answer is given in any case; waits end
     * twice as early. 500 milliseconds unless set.
     */
    public Builder margin(Duration time) {
      margin = time;
      return this;
    }

    /** How much is taken; {@link WireLimits#defaults()} unless set. */
    public Builder limits(WireLimits most) {
      limits = most;
      return this;
    }

    /** How waits pass; in real time unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /**
     * Makes the function.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a time is negative
     */
    public OrderFunction build() {
      if (margin.isNegative()) {
        throw ImageOrderException.invalid("margin", margin, "use zero or more");
      }
      return new OrderFunction(this);
    }
  }
}
