package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Settlement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one claim: looks for what a lost call left behind, calls the provider if it may, and
 * settles the result. Runs on one thread; {@link #stop} may be called from any.
 */
final class TaskCall {

  private static final Logger log = LoggerFactory.getLogger(TaskCall.class);
  private static final int SETTLING_TRIES = 5;

  /** Why a call is aborted. */
  enum Stop {
    GIVEN_UP("aborted because the order was ended or taken over"),
    TIMED_OUT("no answer within the longest time of a call"),
    NO_THREAD("no thread could be had for it"),
    SHUTDOWN("aborted because the engine was closed");

    private final String words;

    Stop(String words) {
      this.words = words;
    }
  }

  private final EngineConfig config;
  private final CallRules rules;
  private final KeptImages kept;
  private final Gate gate;
  private final Claim claim;
  private final Instant begun;

  private @Nullable Thread calling;
  private @Nullable Stop stop;
  private volatile @Nullable ImageOrderException unreadable;

  TaskCall(EngineConfig config, Gate gate, Claim claim) {
    this.config = config;
    this.rules = new CallRules(config);
    this.kept = new KeptImages(config);
    this.gate = gate;
    this.claim = claim;
    this.begun = config.clock.instant();
  }

  Claim claim() {
    return claim;
  }

  /** Aborts the provider's call, or keeps it from being made. The first reason stands. */
  synchronized void stop(Stop why) {
    if (stop == null) {
      stop = why;
      if (calling != null) {
        calling.interrupt();
      }
    }
  }

  /** Works on the claim to its end, and returns whether the provider was called. */
  boolean run() {
    Map<Integer, GeneratedImage> found;
    Optional<Failure> refusal;
    try {
      found = kept.leftBehind(claim);
      refusal = rules.refusal(claim);
    } catch (RuntimeException e) {
      Failure failure = new Failure(codeOf(e), "the call could not be made: " + e.getMessage());
      settleFailed(result(Outcome.NOT_SUBMITTED, Map.of()), Outcome.NOT_SUBMITTED, failure, null);
      return false;
    }
    List<Integer> wanted =
        claim.missing().stream().filter(index -> !found.containsKey(index)).toList();
    AttemptResult.Builder withoutCall = result(Outcome.NOT_SUBMITTED, found);
    if (wanted.isEmpty()) {
      recovered(found.values()).forEach(withoutCall::recovered);
      finish(withoutCall.build());
      return false;
    }
    if (refusal.isPresent()) {
      finish(withoutCall.failure(refusal.get()).build());
      return false;
    }
    call(wanted, found);
    return true;
  }

  private static ErrorCode codeOf(RuntimeException e) {
    return e instanceof ImageOrderException known ? known.code() : ErrorCode.INTERNAL;
  }

  /** The earlier attempts that made these images. */
  private List<Integer> recovered(Collection<GeneratedImage> found) {
    return claim.earlierAttempts().stream()
        .map(Attempt::number)
        .filter(number -> found.stream().anyMatch(image -> madeBy(number, image)))
        .toList();
  }

  private boolean madeBy(int attempt, GeneratedImage image) {
    return claim.missing().stream().anyMatch(i -> claim.image(attempt, i).equals(image.id()));
  }

  private void call(List<Integer> wanted, Map<Integer, GeneratedImage> found) {
    CallSink sink = new CallSink(config, kept, claim, wanted);
    Outcome outcome;
    Failure failure = null;
    Duration retryAfter = null;
    Pauses.Pending limit =
        config.pauses.after(config.traits.longestCall(), () -> stop(Stop.TIMED_OUT));
    try {
      begin();
      config.listener.onCallStarted(claim);
      config.provider.generate(callFor(wanted), sink);
      outcome = Outcome.SUCCEEDED;
    } catch (ProviderException e) {
      outcome = outcomeOf(e.submission());
      failure = e.failure();
      retryAfter = e.retryAfter().map(CallRules::obeyed).orElse(null);
    } catch (InterruptedException e) {
      outcome = Outcome.UNKNOWN;
      failure = new Failure(ErrorCode.UNAVAILABLE, whyStopped());
    } catch (RuntimeException | Error e) {
      outcome = thrownOutcome(sink, e);
      failure = thrownFailure(sink, e);
    } finally {
      sink.end();
      limit.cancel();
      end();
    }
    settle(wanted, found, sink, new Ending(outcome, failure, retryAfter));
  }

  /** How the provider's code came back. */
  private record Ending(
      Outcome outcome, @Nullable Failure failure, @Nullable Duration retryAfter) {}

  private void settle(
      List<Integer> wanted, Map<Integer, GeneratedImage> found, CallSink sink, Ending ending) {
    boolean complete = sink.images().keySet().containsAll(wanted);
    Outcome outcome =
        complete
            ? Outcome.SUCCEEDED
            : sink.failures().isEmpty() ? ending.outcome() : Outcome.BILLED_NOT_KEPT;
    AttemptResult.Builder result =
        result(outcome, found).cost(sink.cost(outcome)).model(sink.model());
    sink.images().forEach(result::image);
    sink.failures().forEach(result::imageFailure);
    Settlement settlement;
    if (complete) {
      settlement = finish(result.build());
    } else if (ending.failure() == null) {
      Failure missing =
          new Failure(ErrorCode.IMAGE_MISSING, "the provider answered without this image");
      wanted.stream()
          .filter(index -> !sink.images().containsKey(index))
          .filter(index -> !sink.failures().containsKey(index))
          .forEach(index -> result.imageFailure(index, missing));
      Failure first = sink.failures().values().stream().findFirst().orElse(missing);
      settlement = finish(result.failure(first).build());
    } else {
      settlement = settleFailed(result, outcome, ending.failure(), ending.retryAfter());
    }
    sink.dropPreviews();
    if (settlement == Settlement.LEDGER_ONLY) {
      sink.dropImages();
    }
  }

  private ProviderCall callFor(List<Integer> wanted) {
    int firstOfSpec = claim.missing().get(0) - claim.missingOfSpec().get(0);
    return ProviderCall.builder(claim.attemptId(), claim.spec())
        .places(wanted.stream().map(index -> index - firstOfSpec).toList())
        .timeLimit(config.traits.longestCall())
        .sources(this::source)
        .build();
  }

  /** A request whose source image cannot be read is never whole, so no provider accepts it. */
  private ImageContent source(ImageId id) {
    try {
      return new TenantImages(config, claim.tenant()).open(id, ByteRange.ALL);
    } catch (ImageOrderException e) {
      unreadable = e;
      throw e;
    }
  }

  private synchronized void begin() throws ProviderException {
    if (stop != null) {
      throw new ProviderException(Submission.NOT_SUBMITTED, ErrorCode.UNAVAILABLE, stop.words);
    }
    calling = Thread.currentThread();
  }

  /** From here on no interrupt comes, and one that came too late is taken back. */
  private synchronized void end() {
    calling = null;
    if (Thread.interrupted()) {
      log.atDebug().addKeyValue("attempt", claim.attemptId()).log("call was stopped as it ended");
    }
  }

  private synchronized String whyStopped() {
    return stop == null ? "interrupted" : stop.words;
  }

  /** Whether the call was to end because it took too long. */
  synchronized boolean isTimedOut() {
    return stop == Stop.TIMED_OUT;
  }

  private synchronized boolean isShutdown() {
    return stop == Stop.SHUTDOWN;
  }

  /** What the engine itself threw at the provider is told from the provider's own faults. */
  private Outcome thrownOutcome(CallSink sink, Throwable thrown) {
    if (thrown == unreadable) {
      return Outcome.NOT_SUBMITTED;
    }
    return sink.fault() == null ? Outcome.UNKNOWN : Outcome.BILLED_NOT_KEPT;
  }

  private Failure thrownFailure(CallSink sink, Throwable thrown) {
    ImageOrderException source = unreadable;
    if (source != null && thrown == source) {
      return new Failure(source.code(), "a source image: " + source.getMessage());
    }
    return sink.fault() == null ? brokenProvider(thrown) : sink.fault();
  }

  private Failure brokenProvider(Throwable e) {
    log.atError()
        .addKeyValue("attempt", claim.attemptId())
        .setCause(e)
        .log("provider threw what it should not");
    return new Failure(ErrorCode.INTERNAL, "the provider's code failed: " + e);
  }

  private static Outcome outcomeOf(Submission submission) {
    return switch (submission) {
      case NOT_SUBMITTED -> Outcome.NOT_SUBMITTED;
      case REJECTED -> Outcome.REJECTED;
      case UNKNOWN -> Outcome.UNKNOWN;
    };
  }

  private static AttemptResult.Builder result(Outcome outcome, Map<Integer, GeneratedImage> found) {
    AttemptResult.Builder result = AttemptResult.builder(outcome);
    found.forEach(result::image);
    return result;
  }

  /** Makes the task ready again if the rules allow it, else ends it. */
  private Settlement settleFailed(
      AttemptResult.Builder result,
      Outcome outcome,
      Failure failure,
      @Nullable Duration retryAfter) {
    result.failure(failure);
    if (retryAfter != null) {
      gate.closeFor(retryAfter);
      config.listener.onGateClosed(retryAfter);
    }
    if (isShutdown() && (outcome == Outcome.UNKNOWN || outcome == Outcome.NOT_SUBMITTED)) {
      return release(result.build(), Duration.ZERO);
    }
    if (rules.again(claim, outcome, failure.code())) {
      return release(result.build(), retryAfter != null ? retryAfter : rules.backoff(claim));
    }
    if (outcome == Outcome.UNKNOWN) {
      claim.missing().forEach(index -> result.imageFailure(index, rules.unknown(claim)));
    }
    return finish(result.build());
  }

  private Settlement release(AttemptResult result, Duration delay) {
    return saving(result, () -> config.orders.release(claim, result, delay));
  }

  private Settlement finish(AttemptResult result) {
    return saving(result, () -> config.orders.finish(claim, result));
  }

  /** What was paid for is worth some patience with the store. */
  private Settlement saving(AttemptResult result, Supplier<Settlement> step) {
    for (int tries = 1; ; tries++) {
      try {
        Settlement settlement = step.get();
        Duration took = Duration.between(begun, config.clock.instant());
        log.atDebug()
            .addKeyValue("attempt", claim.attemptId())
            .addKeyValue("outcome", result.outcome())
            .addKeyValue("settlement", settlement)
            .log("attempt settled");
        config.listener.onSettled(claim, result, took);
        return settlement;
      } catch (RuntimeException e) {
        if (tries == SETTLING_TRIES || isShutdown() || !pause(rules.backoff(claim))) {
          log.atError()
              .addKeyValue("attempt", claim.attemptId())
              .setCause(e)
              .log("attempt could not be settled");
          return Settlement.LOST;
        }
      }
    }
  }

  private boolean pause(Duration delay) {
    try {
      config.pauses.pause(delay);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
