package org.imageorders.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.imageorders.Money;
import org.imageorders.testkit.http.FaultyServer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's image API on a port of this machine: it checks, limits, draws and charges like the real
 * one, goes wrong when it is told to, and keeps a log of every call.
 *
 * <pre>{@code
 * try (FakeImageApi api = FakeImageApi.builder().imagesPerMinute(20).start()) {
 *   // a client with the base URL api.baseUrl() and any key
 *   api.next(Fault.resetInBase64());
 *   ...
 *   assertThat(api.calls()).isEqualTo(1);
 *   assertThat(api.charged()).isEqualTo(Money.usd("0.053"));
 * }
 * }</pre>
 *
 * <p>It serves {@code POST /v1/images/generations} and {@code /edits}, in one piece or as a stream
 * of events, and the same below Azure's {@code /openai/v1} and {@code
 * /openai/deployments/{deployment}}. Images are valid PNGs, JPEGs or WebPs of the pixels asked for,
 * written as they are made; an upload is not kept either. The delays are of real time; only the
 * limits go by the {@link Builder#clock clock}. What was drawn is charged when drawing begins,
 * whether or not the client waits for it. A request after the last one's answer may use the same
 * connection; one before it (pipelining) breaks the connection.
 *
 * <p>The fields and the errors follow <a
 * href="https://platform.openai.com/docs/api-reference/images">OpenAI's reference</a>. Thread-safe.
 */
public final class FakeImageApi implements AutoCloseable {

  private final CallLog log;
  private final FaultQueue faults;
  private final FaultQueue downloadFaults;
  private final ImageEndpoints endpoints;
  private final FaultyServer server;
  private final Money nothing;

  private FakeImageApi(Builder settings) {
    log = new CallLog(settings.listener);
    faults = new FaultQueue(settings.shares, settings.seed);
    downloadFaults = new FaultQueue(List.of(), settings.seed);
    endpoints = new ImageEndpoints(settings, faults, downloadFaults, log);
    nothing = settings.nothing();
    server = new FaultyServer("fake-image-api", settings.port, endpoints::handle);
  }

  /**
   * Serves an API until the process is stopped, and prints its base URL and a line a call. Ends the
   * JVM with 2 if the command is wrong.
   *
   * @param args as {@code --help} tells
   */
  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(FakeImageApiCommand.HELP);
      return;
    }
    try {
      FakeImageApiCommand.start(List.of(args), System.out);
      new CountDownLatch(1).await();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("fake-image-api: " + e.getMessage());
      System.exit(2);
    }
  }

  /** An API without limits and delays. */
  public static FakeImageApi start() {
    return builder().start();
  }

  /** An API that is not started yet. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A port of this machine where nobody listens, so that a client is refused when it connects,
   * unless another program takes it meanwhile.
   */
  public static int refusingPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What OpenAI's clients call the base URL, such as {@code http://127.0.0.1:41234/v1}. */
  public URI baseUrl() {
    return URI.create(origin() + "/v1");
  }

  /** Scheme, host and port: what Azure's clients call the endpoint. */
  public URI origin() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** What goes wrong with the next calls, one each, after those that are queued already. */
  public void next(Fault... each) {
    faults.add(List.of(each));
  }

  /**
   * What goes wrong with the next downloads of images that were answered as links, one each: a
   * fault of the connection, a status, or a redirect.
   */
  public void nextDownload(Fault... each) {
    downloadFaults.add(List.of(each));
  }

  /** Lets the calls that stall or trickle, and have been decided by now, go on. */
  public void release() {
    endpoints.release();
  }

  /** Closes the port and every connection: from now on, clients are refused when they connect. */
  public void refuseConnections() {
    server.refuse();
  }

  /** Opens the port again. */
  public void acceptConnections() {
    server.accept();
  }

  /** How many calls were seen. */
  public int calls() {
    return log.size();
  }

  /** The calls, in the order in which their headers came. */
  public List<ApiCall> received() {
    return log.calls();
  }

  /** How many images were drawn, whether they arrived or not. */
  public int imagesDrawn() {
    return log.calls().stream().mapToInt(ApiCall::imagesDrawn).sum();
  }

  /** What was charged over all calls. */
  public Money charged() {
    return log.calls().stream().map(ApiCall::charged).reduce(nothing, Money::plus);
  }

  /**
   * What was charged to each attempt, by the header {@code X-Client-Request-Id}; a call without it
   * is there as {@code call-} and its number. What cost nothing is not there.
   */
  public Map<String, Money> chargedByAttempt() {
    return log.chargedByAttempt();
  }

  /** How many calls are not over. */
  public int inFlight() {
    return log.inFlight();
  }

  /** How many calls were not over at one time, at most. */
  public int peakInFlight() {
    return log.peak();
  }

  /**
   * Waits until so many calls were refused, broken off, or drawn and charged.
   *
   * @throws AssertionError if they are not within 60 seconds; the same holds for the other waits
   */
  public void awaitCalls(int least) throws InterruptedException {
    log.await(least, "are decided", ApiCall::isDecided);
  }

  /** Waits until the client has left so many calls before their answer's end. */
  public void awaitClientLeft(int least) throws InterruptedException {
    log.await(least, "the client left", call -> call.clientLeftNanos().isPresent());
  }

  /** Waits until no call runs. */
  public void awaitIdle() throws InterruptedException {
    log.awaitIdle();
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    server.close();
  }

  /** Sets up an API. Not thread-safe. */
  public static final class Builder {

    final Map<RateLimits.Unit, Long> limits = new EnumMap<>(RateLimits.Unit.class);
    final List<FaultQueue.Share> shares = new ArrayList<>();
    final Set<String> moreParameters = new TreeSet<>();
    Set<String> models =
        Set.of(
            "gpt-image-2",
            "gpt-image-2.5-sunburst",
            "gpt-image-2.5-flare",
            "gpt-image-2.6-sunburst",
            "gpt-image-2.6-flare",
            "gpt-image-1.5");
    int port;
    long seed;
    @Nullable String apiKey;
    Latency latency = Latency.NONE;
    boolean refusedCount = true;
    boolean answerLinks;
    long imageBytes;
    @Nullable Money pricePerImage;
    @Nullable String revisedPrompt;
    InstantSource clock = InstantSource.system();
    Consumer<ApiCall> listener = call -> {};

    private Builder() {}

    /** The port; any that is free unless set. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** What decides latencies and which calls the {@link #percent} falls on; 0 unless set. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** The only key that is let in; any that is not blank unless set. */
    public Builder apiKey(String key) {
      apiKey = key;
      return this;
    }

    /** The models that exist; those of November 2026 unless set. */
    public Builder models(String... names) {
      models = Set.of(names);
      return this;
    }

    /**
     * Parameters that are let pass, beside those of the reference: as {@code response_format},
     * which some clients send and OpenAI refuses.
     */
    public Builder alsoAccept(String... parameters) {
      moreParameters.addAll(List.of(parameters));
      return this;
    }

    /** How long an image takes; no time unless set. */
    public Builder latency(Duration time) {
      return latency(time, time);
    }

    /**
     * How long an image takes: log-normal.
     *
     * @param median half of the calls take less
     * @param p95 95 of 100 calls take less
     * @throws IllegalArgumentException if the median is above the 95th percentile, or is zero and
     *     that is not
     */
    public Builder latency(Duration median, Duration p95) {
      latency = new Latency(median, p95);
      return this;
    }

    /** The limit of images in any sixty seconds; none unless set. */
    public Builder imagesPerMinute(int limit) {
      return limit(RateLimits.Unit.IMAGES, limit);
    }

    /** The limit of tokens in any sixty seconds; none unless set. */
    public Builder tokensPerMinute(long limit) {
      return limit(RateLimits.Unit.TOKENS, limit);
    }

    /** The limit of calls in any sixty seconds; none unless set. */
    public Builder requestsPerMinute(int limit) {
      return limit(RateLimits.Unit.REQUESTS, limit);
    }

    private Builder limit(RateLimits.Unit unit, long limit) {
      limits.put(unit, limit);
      return this;
    }

    /** Whether calls over a limit count against it too; they do unless set. */
    public Builder refusedCallsCount(boolean count) {
      refusedCount = count;
      return this;
    }

    /** By what the limits go; the system's clock unless set. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** Answers links in place of base64. */
    public Builder answerLinks() {
      answerLinks = true;
      return this;
    }

    /** How many bytes an image or preview has at least; as few as can be unless set. */
    public Builder imageBytes(long least) {
      imageBytes = least;
      return this;
    }

    /** What an image costs; what its tokens cost with gpt-image-2 unless set. */
    public Builder pricePerImage(Money price) {
      pricePerImage = price;
      return this;
    }

    /** Tells a revised prompt with each image. */
    public Builder revisedPrompt(String text) {
      revisedPrompt = text;
      return this;
    }

    /**
     * So many of a hundred calls have this fault. Which ones follows from the {@link #seed} and the
     * attempt's name (or else the call's number) alone.
     */
    public Builder percent(double share, Fault fault) {
      shares.add(new FaultQueue.Share(share / 100, fault));
      return this;
    }

    Money nothing() {
      return pricePerImage == null ? Money.usd("0") : Money.zero(pricePerImage.currency());
    }

    /** Told of each call when it is over, on the thread that served it. */
    public Builder onCall(Consumer<ApiCall> whenOver) {
      listener = whenOver;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public FakeImageApi start() {
      return new FakeImageApi(this);
    }
  }
}
