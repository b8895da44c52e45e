package org.imageorders.transport;

import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.json.BoundedStream;
import org.imageorders.json.EventJson;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;
import org.imageorders.json.RequestJson;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;

/**
 * {@link ImageOrders} handled elsewhere: the client's half of the wire protocol, version 1.
 *
 * <p>What may be asked twice is asked again when no answer comes, a bounded number of times:
 * reading, cancelling, withdrawing, and placing, because an order's key makes that safe. An answer
 * that refuses is never asked for again. Any number of completions and watches share a few
 * questions under way and hold no thread.
 *
 * <p>The transport that was given to the builder stays the giver's to close. Thread-safe.
 */
public final class RemoteImageOrders implements ImageOrders {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final String tenant;
  private final Pauses pauses;
  private final Questions questions;
  private final OrderWatches watches;
  private final @Nullable ExecutorService owned;
  private volatile boolean closed;

  private RemoteImageOrders(Builder builder) {
    tenant = builder.tenant;
    pauses = builder.pauses;
    Executor given = builder.executor;
    ExecutorService own =
        given == null ? Executors.newCachedThreadPool(Daemons.named("image-orders-remote-")) : null;
    Executor executor = own == null ? Objects.requireNonNull(given) : own;
    owned = own;
    questions =
        new Questions(
            builder.transport,
            new Exchanges(builder.transport, executor, pauses),
            new Questions.Patience(
                builder.patience,
                builder.transferPatience,
                builder.tries,
                builder.largestDocument));
    watches = new OrderWatches(new WaitQuestions(questions), executor, pauses);
  }

  /** Starts a client over this transport. */
  public static Builder builder(OrderTransport transport) {
    return new Builder(transport);
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    byte[] document =
        Json.bytes(
            RequestJson.write(request)
                .put("id", idOf(request.customer(), request.idempotencyKey()).value()));
    long largest = questions.traits().largestRequest();
    if (document.length > largest) {
      throw BoundedStream.tooLarge("the order", largest);
    }
    String key = IdempotencyKeys.write(request.idempotencyKey());
    return open()
        .ask(Questions.post("/v1/orders", document).with("Idempotency-Key", key), OrderJson::read);
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of(tenant, customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    return open().ask(Questions.get("/v1/orders/" + id), OrderJson::read);
  }

  @Override
  public OrderPage list(OrderQuery query) {
    Query asked =
        new Query()
            .with("customer", query.customer().orElse(null))
            .with("acceptedFrom", query.acceptedFrom().orElse(null))
            .with("acceptedBefore", query.acceptedBefore().orElse(null))
            .with("limit", query.limit())
            .with("after", query.after().orElse(null));
    query.statuses().forEach(status -> asked.with("status", status.name()));
    return open().ask(Questions.get(asked.behind("/v1/orders")), OrderJson::readPage);
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    return open().ask(TransportRequest.of("POST", "/v1/orders/" + id + "/cancel"), OrderJson::read);
  }

  @Override
  public ImageOrder withdraw(OrderId id) {
    return open()
        .ask(TransportRequest.of("POST", "/v1/orders/" + id + "/withdraw"), OrderJson::read);
  }

  @Override
  public String explain(OrderId id) {
    return open()
        .ask(
            Questions.get("/v1/orders/" + id + "/explain"),
            fields -> fields.requiredText("explanation"));
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return watches.completion(id);
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    return watches.watch(id, onChange);
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    return new RemoteImage(open(), id).open(range);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    return new RemoteUpload(open(), customer).send(image);
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    if (limit < 1 || limit > 1_000) {
      throw ImageOrderException.invalid("limit", limit, "use 1 to 1000");
    }
    if (wait.isNegative() || wait.compareTo(Duration.ofSeconds(60)) > 0) {
      throw ImageOrderException.invalid("wait", wait, "use zero to 60 seconds");
    }
    Duration left = wait;
    String cursor = after;
    while (true) {
      Duration now = shorter(left, questions.traits().longestWait());
      String target =
          new Query()
              .with("after", cursor)
              .with("limit", limit)
              .with("wait", seconds(now))
              .behind("/v1/events");
      Feed feed = open().ask(Questions.get(target), now, Feed::read);
      left = left.minus(shorter(now, feed.waited()));
      if (!feed.page().events().isEmpty() || left.isZero()) {
        return feed.page();
      }
      cursor = feed.page().cursor();
      left = left.minus(pauseUnlessWaited(feed.waited(), left));
    }
  }

  private record Feed(EventPage page, Duration waited) {
    static Feed read(Fields fields) {
      return new Feed(EventJson.readPage(fields), fields.duration("waited").orElse(Duration.ZERO));
    }
  }

  /** Where the other side does not wait, this one does, so that nobody is asked without a pause. */
  private Duration pauseUnlessWaited(Duration waited, Duration left) {
    if (waited.compareTo(BETWEEN_LOOKS) >= 0) {
      return Duration.ZERO;
    }
    Duration pause = shorter(left, BETWEEN_LOOKS);
    try {
      pauses.pause(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for events", e);
    }
    return pause;
  }

  private static String seconds(Duration wait) {
    return String.format(Locale.ROOT, "%d.%03d", wait.toSeconds(), wait.toMillisPart());
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Questions open() {
    if (closed) {
      throw closedException();
    }
    return questions;
  }

  static ImageOrderException closedException() {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "closed; orders go on where they are handled");
  }

  @Override
  public void close() {
    closed = true;
    watches.close();
    if (owned != null) {
      owned.shutdown();
    }
  }

  /** Collects what a client needs. Not thread-safe. */
  public static final class Builder {
    private final OrderTransport transport;
    private String tenant = "default";
    private Duration patience = Duration.ofSeconds(30);
    private Duration transferPatience = Duration.ofMinutes(10);
    private int tries = 4;
    private long largestDocument = 64L * 1024 * 1024;
    private Pauses pauses = Pauses.system();
    private @Nullable Executor executor;

    private Builder(OrderTransport transport) {
      this.transport = transport;
    }

    /**
     * Whose orders these are: what the service takes the transport's credentials for; {@code
     * default} unless set.
     */
    public Builder tenant(String name) {
      tenant = name;
      return this;
    }

    /** How long an answer may take, beside what it was asked to wait; 30 seconds unless set. */
    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    /** How long it may take to send an image, or one part of it; 10 minutes unless set. */
    public Builder transferPatience(Duration time) {
      transferPatience = time;
      return this;
    }

    /** How often a question is asked at most, in all, where repeating it is safe; 4 unless set. */
    public Builder tries(int times) {
      tries = times;
      return this;
    }

    /** The largest JSON document that is read, in bytes; 64 MiB unless set. */
    public Builder largestDocument(long bytes) {
      largestDocument = bytes;
      return this;
    }

    /** How time passes; as the system's unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /** What reads answers, blocking for short; threads of its own unless set. */
    public Builder executor(Executor threads) {
      executor = threads;
      return this;
    }

    /**
     * Makes the client. It asks nothing before it is used.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there would be no try
     */
    public RemoteImageOrders build() {
      if (tries < 1) {
        throw ImageOrderException.invalid("tries", tries, "use 1 or more");
      }
      return new RemoteImageOrders(this);
    }
  }
}
