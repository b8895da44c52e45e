package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.engine.GateState.Origin;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.RateLimit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when calls to one model of a provider may begin: no faster than its limits allow, none while
 * it wants a pause, one at a time while it does not answer. What it goes by stands in the state
 * store, and is shared by all who work there; how many calls are in flight is counted here alone.
 *
 * <p>Thread-safe.
 */
final class Gate {

  private static final Logger log = LoggerFactory.getLogger(Gate.class);
  private static final Set<String> UNITS = Set.of("images", "requests", "tokens");

  /** So many failures in a row open the circuit. */
  private static final int FAILURES_TO_TRIP = 5;

  /** The shortest pause after a refusal: long enough for the minute to have some room again. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  private static final double WEIGHT_OF_NEWEST = 0.2;

  private final Gates.Link link;
  private final String model;
  private final SharedGate shared;
  private final EngineListener listener;
  private final InFlight inFlight;
  private final LastMinute images = new LastMinute();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile double tokensPerImage;
  private volatile Instant learned = Instant.MIN; // when a limit was, and from here

  /**
   * How a call ended.
   *
   * @param begun when, by the state store's clock
   * @param failure why it brought no image; null if it brought one
   * @param retryAfter the pause that the provider wants
   * @param images how many it was made for
   */
  record Ending(
      Instant begun,
      Outcome outcome,
      @Nullable Failure failure,
      @Nullable Duration retryAfter,
      int images) {

    private boolean failedWith(ErrorCode code) {
      return failure != null && failure.code().equals(code);
    }

    private boolean isSignOfFailure() {
      return outcome == Outcome.UNKNOWN
          || failedWith(ErrorCode.PROVIDER_UNAVAILABLE)
          || failedWith(ErrorCode.QUOTA_EXHAUSTED);
    }
  }

  Gate(EngineConfig config, Gates.Link link, String model) {
    this.link = link;
    this.model = model;
    this.shared =
        new SharedGate(config.state, "gate/" + link.provider().name() + "/" + model, link.traits());
    this.listener = config.listener;
    this.inFlight = new InFlight(config.concurrency);
  }

  ImageProvider provider() {
    return link.provider();
  }

  ProviderTraits traits() {
    return link.traits();
  }

  /** What time it is for the gate. */
  Instant now() {
    return shared.now();
  }

  boolean isIdle() {
    return inFlight.running() == 0;
  }

  /**
   * Whether it is known to be paused, or its circuit to be open, so that others should be asked.
   */
  boolean isDown() {
    try {
      GateDocument document = shared.document();
      return document.isPaused() || (document.isTripped() && document.isClosed(shared.now()));
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** How long until a call may begin by the limits and the pauses; zero if one may now. */
  Duration untilOpen() {
    return shared.document().untilOpen(shared.now());
  }

  /**
   * Lets calls begin, and returns how many: at most one where a limit is known, since each spends
   * its share.
   */
  int admit(int most) {
    int entered = inFlight.enter(most);
    if (entered == 0) {
      return 0;
    }
    int admitted = 0;
    try {
      admitted = admitInto(entered);
      return admitted;
    } finally {
      inFlight.leave(entered - admitted);
    }
  }

  private int admitInto(int entered) {
    while (true) {
      SharedGate.Version read = shared.read();
      Instant now = shared.now();
      GateDocument document = read.document();
      if (!document.untilOpen(now).isZero()) {
        return 0;
      }
      GateDocument next = document;
      if (document.isTripped()) {
        next = next.probing(now.plus(traits().longestCall()));
      }
      long spent = images.sum(now);
      next =
          next.eachPace(
              (unit, pace) ->
                  (pace.isToBeRaised(spent, now) ? pace.raised(now) : pace)
                      .spent(cost(unit, 1), now));
      if (next.equals(document)) {
        return entered;
      }
      if (shared.write(read, next)) {
        return 1;
      }
    }
  }

  /** Takes back that calls were let begin: there was nothing to do. */
  void refund(int calls) {
    if (calls == 0) {
      return;
    }
    inFlight.leave(calls);
    try {
      shared.change(
          (document, now) ->
              (document.isTripped() ? document.probed(now) : document)
                  .eachPace((unit, pace) -> pace.moved(pace.spacing(cost(unit, 1)).negated())));
    } catch (RuntimeException e) {
      log.atDebug().addKeyValue("gate", shared).setCause(e).log("the next call waits in vain");
    }
  }

  /** Spends what a call of more than one image takes beyond what it was let begin with. */
  void begun(int made) {
    images.add(made, shared.now());
    if (made > 1) {
      shared.change(
          (document, now) ->
              document.eachPace(
                  (unit, pace) ->
                      pace.moved(
                          pace.spacing(cost(unit, made)).minus(pace.spacing(cost(unit, 1))))));
    }
  }

  /** Learns from a call that was made, and lets it leave. */
  void ended(Ending end) {
    try {
      if (end.failedWith(ErrorCode.RATE_LIMITED)) {
        refused(end);
      } else if (end.isSignOfFailure()) {
        inFlight.overloaded(end.begun(), shared.now());
        failed(end);
        pauseIfAsked(end);
      } else if (end.outcome() == Outcome.NOT_SUBMITTED) {
        letOthersProbe(end.begun());
      } else {
        inFlight.worked();
        answered();
      }
    } finally {
      inFlight.leave(1);
    }
  }

  /** A call leaves of which nothing is learned: it was not made, or stopped from here. */
  void left(Instant begun) {
    inFlight.leave(1);
    letOthersProbe(begun);
  }

  private void letOthersProbe(Instant begun) {
    shared.change(
        (document, now) ->
            document.isTripped() && begun.isAfter(document.trippedAt())
                ? document.probed(now)
                : document);
  }

  /** Takes what the provider said of its limits. */
  void told(RateLimit reading) {
    Long limit = reading.limit();
    if (limit == null || limit < 1 || !UNITS.contains(reading.unit())) {
      return;
    }
    Pace known = shared.document().paces().get(reading.unit());
    boolean lower = known == null || known.origin() != Origin.GIVEN || limit < known.perMinute();
    if (lower && (known == null || known.perMinute() != limit)) {
      shared.change(
          (document, now) -> {
            Pace pace = document.paces().get(reading.unit());
            return document.with(
                reading.unit(),
                pace == null ? Pace.known(limit, Origin.TOLD) : pace.limitedTo(limit, Origin.TOLD));
          });
      tell();
    }
  }

  /** Takes how many tokens a call used. */
  void used(long tokens, int made) {
    double perImage = (double) tokens / made;
    double mean = tokensPerImage;
    tokensPerImage = mean == 0 ? perImage : mean + WEIGHT_OF_NEWEST * (perImage - mean);
  }

  GateState state() {
    GateDocument document = shared.document();
    Instant now = shared.now();
    boolean paused = document.isPaused();
    boolean closed = !paused && document.isClosed(now);
    return new GateState(
        provider().name(),
        model,
        document.paces().entrySet().stream()
            .map(
                e ->
                    new GateState.Limit(
                        e.getKey(), e.getValue().perMinute(), e.getValue().origin()))
            .toList(),
        closed ? document.closedUntil() : null,
        paused ? document.paused() : closed ? document.why() : null,
        document.isTripped(),
        paused,
        inFlight.running(),
        inFlight.allowed(),
        images.sum(now));
  }

  /** How many calls of so many images the limits allow a minute; empty if none is known. */
  Optional<Double> callsPerMinute(int imagesOfEach) {
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Pace> pace : shared.document().paces().entrySet()) {
      Duration spacing = pace.getValue().spacing(cost(pace.getKey(), imagesOfEach));
      least = Math.min(least, 60e9 / Math.max(1, spacing.toNanos()));
    }
    return Double.isInfinite(least) ? Optional.empty() : Optional.of(least);
  }

  /** Lets no call begin until it is resumed; those that run go on. */
  void pause(String why) {
    if (shared.change((document, now) -> document.paused(why))) {
      tell();
    }
  }

  void resume() {
    pause("");
  }

  private void refused(Ending end) {
    images.add(-end.images(), shared.now());
    shared.change(
        (document, now) -> {
          Duration asked = end.retryAfter() == null ? SHORTEST_PAUSE : end.retryAfter();
          Duration pause = asked.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : asked;
          GateDocument open = document.isTripped() ? document.mended() : document;
          return slower(open, end, now).closed(now.plus(pause), String.valueOf(end.failure()));
        });
    failures.set(0);
    tell();
  }

  private GateDocument slower(GateDocument document, Ending end, Instant now) {
    long accepted = images.sum(now);
    Pace pace = document.paces().get("images");
    if (pace == null) {
      learned = now;
      // Without a word from the provider, all that was accepted must have left its minute.
      Instant free = end.retryAfter() == null ? images.firstGone(now) : Instant.EPOCH;
      return accepted == 0 ? document : document.with("images", Pace.learned(accepted, free, now));
    }
    if (pace.origin() != Origin.LEARNED) {
      return document;
    }
    if (pace.since().equals(learned) && !end.begun().isAfter(learned)) {
      // It was on its way when the limit was learned, and taken for accepted.
      long fewer = pace.perMinute() - end.images();
      return fewer < 1 ? document.without("images") : document.with("images", pace.lowered(fewer));
    }
    return document.with("images", pace.refused(end.begun(), accepted, now));
  }

  private void failed(Ending end) {
    if (!shared.document().isTripped() && failures.incrementAndGet() < FAILURES_TO_TRIP) {
      return;
    }
    failures.set(0);
    boolean opened =
        shared.change(
            (document, now) ->
                document.isTripped() && !end.begun().isAfter(document.trippedAt())
                    ? document
                    : document.tripped(now, String.valueOf(end.failure())));
    if (opened) {
      tell();
    }
  }

  /** Whoever is out of order may say for how long; that is no reason to ask it sooner. */
  private void pauseIfAsked(Ending end) {
    Duration asked = end.retryAfter();
    if (asked != null
        && shared.change(
            (document, now) -> document.closed(now.plus(asked), String.valueOf(end.failure())))) {
      tell();
    }
  }

  private void answered() {
    failures.set(0);
    if (shared.change((document, now) -> document.isTripped() ? document.mended() : document)) {
      tell();
    }
  }

  private void tell() {
    listener.onGateChanged(state());
  }

  private double cost(String unit, int made) {
    return switch (unit) {
      case "images" -> made;
      case "tokens" -> Math.max(1, tokensPerImage * made);
      default -> 1;
    };
  }
}
