package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Gates gates;
  private final Claim claim;
  private final Settling settling;

  private Gate gate;
  private Instant called = Instant.MIN;
  private @Nullable Thread calling;
  private @Nullable Stop stop;
  private volatile @Nullable ImageOrderException unreadable;

  /**
   * Takes a claim.
   *
   * @param gate that let a call begin
   */
  TaskCall(EngineConfig config, Gates gates, Gate gate, Claim claim) {
    this.config = config;
    this.rules = new CallRules(config);
    this.kept = new KeptImages(config);
    this.gates = gates;
    this.gate = gate;
    this.claim = claim;
    this.settling = new Settling(config, claim, this::isShutdown);
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
    Map<Integer, GeneratedImage> found = Map.of();
    List<Integer> wanted = claim.missing();
    Optional<Runnable> instead;
    try {
      Map<Integer, GeneratedImage> left = kept.leftBehind(claim);
      found = left;
      wanted = claim.missing().stream().filter(index -> !left.containsKey(index)).toList();
      instead = insteadOfCalling(wanted, left);
    } catch (RuntimeException | Error e) {
      Failure why = new Failure(codeOf(e), "the call could not be made: " + e.getMessage());
      instead = Optional.of(() -> settleFailed(unsent(Map.of()), Outcome.NOT_SUBMITTED, why, null));
    }
    if (instead.isEmpty()) {
      call(wanted, found);
      return true;
    }
    gate.refund(1);
    instead.get().run();
    return false;
  }

  /** What is done with the claim if the provider is not called; empty if it is. */
  private Optional<Runnable> insteadOfCalling(
      List<Integer> wanted, Map<Integer, GeneratedImage> found) {
    if (wanted.isEmpty()) {
      Set<Integer> makers = KeptImages.makers(claim, found.values());
      int earlier = claim.earlierAttempts().size();
      // What no attempt of the ledger made was paid for by one that a restore has taken from it.
      boolean known = makers.stream().allMatch(attempt -> attempt <= earlier);
      AttemptResult.Builder recovery =
          result(known ? Outcome.NOT_SUBMITTED : Outcome.SUCCEEDED, found);
      makers.stream().filter(attempt -> attempt <= earlier).forEach(recovery::recovered);
      return Optional.of(() -> settling.finish(recovery.build()));
    }
    Gate own = gates.of(claim).orElse(gate);
    Optional<Failure> refusal = rules.refusal(claim, own.traits().longestCall());
    if (refusal.isPresent()) {
      return Optional.of(() -> settling.finish(unsent(found).failure(refusal.get()).build()));
    }
    if (own != gate && own.admit(1) == 0) {
      String why = "provider '" + own.provider().name() + "' takes no call now";
      AttemptResult.Builder result =
          unsent(found)
              .provider(own.provider().name())
              .failure(new Failure(ErrorCode.RATE_LIMITED, why));
      Duration delay = own.untilOpen().plus(rules.backoff(claim));
      return Optional.of(() -> settling.release(result.build(), delay));
    }
    if (own != gate) {
      gate.refund(1);
      gate = own;
    }
    gate.begun(wanted.size());
    called = gate.now();
    return Optional.empty();
  }

  private static AttemptResult.Builder unsent(Map<Integer, GeneratedImage> found) {
    return result(Outcome.NOT_SUBMITTED, found);
  }

  /** Whether a provider was called for the task before. */
  private boolean wasAsked(String provider) {
    return claim.earlierAttempts().stream().map(Attempt::provider).anyMatch(provider::equals);
  }

  private static ErrorCode codeOf(Throwable e) {
    return e instanceof ImageOrderException known ? known.code() : ErrorCode.INTERNAL;
  }

  private void call(List<Integer> wanted, Map<Integer, GeneratedImage> found) {
    CallSink sink = new CallSink(config, gate, claim, wanted);
    Outcome outcome;
    Failure failure = null;
    Duration retryAfter = null;
    Pauses.Pending limit =
        config.pauses.after(gate.traits().longestCall(), () -> stop(Stop.TIMED_OUT));
    try {
      begin();
      config.listener.onCallStarted(claim);
      gate.provider().generate(callFor(wanted), sink);
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
    Ending ending = new Ending(outcome, failure, retryAfter);
    tellGate(wanted.size(), sink, ending);
    settle(wanted, found, sink, ending);
  }

  /** How the provider's code came back. */
  private record Ending(
      Outcome outcome, @Nullable Failure failure, @Nullable Duration retryAfter) {}

  /** Before the result is settled: whatever that does, the next call is paced by this one. */
  private void tellGate(int images, CallSink sink, Ending ending) {
    try {
      if (sink.tokens() > 0) {
        gate.used(sink.tokens(), images);
      }
      if (isStopped() && !isTimedOut()) {
        gate.left(called);
      } else {
        gate.ended(
            new Gate.Ending(
                called, ending.outcome(), ending.failure(), ending.retryAfter(), images));
      }
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("attempt", claim.attemptId())
          .setCause(e)
          .log("the gate could not be told how a call ended");
    }
  }

  private void settle(
      List<Integer> wanted, Map<Integer, GeneratedImage> found, CallSink sink, Ending ending) {
    boolean complete = sink.images().keySet().containsAll(wanted);
    Outcome outcome =
        complete
            ? Outcome.SUCCEEDED
            : sink.failures().isEmpty() ? ending.outcome() : Outcome.BILLED_NOT_KEPT;
    AttemptResult.Builder result =
        result(outcome, found)
            .cost(sink.cost(outcome))
            .provider(gate.provider().name())
            .model(sink.model());
    sink.images().forEach(result::image);
    sink.failures().forEach(result::imageFailure);
    Settlement settlement;
    if (complete) {
      settlement = settling.finish(result.build());
    } else if (ending.failure() == null) {
      List<Integer> missing =
          wanted.stream()
              .filter(index -> !sink.images().containsKey(index))
              .filter(index -> !sink.failures().containsKey(index))
              .toList();
      missing.forEach(index -> result.imageFailure(index, sink.missing(index)));
      Failure first =
          sink.failures().values().stream()
              .findFirst()
              .orElseGet(() -> sink.missing(missing.get(0)));
      settlement = settling.finish(result.failure(first).build());
    } else {
      settlement = settleFailed(result, outcome, ending.failure(), ending.retryAfter());
    }
    sink.dropPreviews();
    if (settlement == Settlement.LEDGER_ONLY
        || (settlement == Settlement.LOST && kept.isGone(claim))) {
      sink.dropImages();
    }
  }

  private ProviderCall callFor(List<Integer> wanted) {
    int firstOfSpec = claim.missing().get(0) - claim.missingOfSpec().get(0);
    return ProviderCall.builder(claim.attemptId(), claim.spec())
        .places(wanted.stream().map(index -> index - firstOfSpec).toList())
        .timeLimit(gate.traits().longestCall())
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

  private synchronized boolean isStopped() {
    return stop != null;
  }

  private synchronized boolean isShutdown() {
    return stop == Stop.SHUTDOWN;
  }

  /**
   * What the engine itself threw at the provider is told from the provider's own faults. Once the
   * call was stopped, the interrupt may have broken anything.
   */
  private Outcome thrownOutcome(CallSink sink, Throwable thrown) {
    if (thrown == unreadable) {
      return Outcome.NOT_SUBMITTED;
    }
    return sink.fault() == null || isStopped() ? Outcome.UNKNOWN : Outcome.BILLED_NOT_KEPT;
  }

  private Failure thrownFailure(CallSink sink, Throwable thrown) {
    ImageOrderException source = unreadable;
    if (source != null && thrown == source) {
      return new Failure(source.code(), "a source image: " + source.getMessage());
    }
    if (isStopped()) {
      return new Failure(ErrorCode.UNAVAILABLE, whyStopped());
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
    if (isShutdown() && (outcome == Outcome.UNKNOWN || outcome == Outcome.NOT_SUBMITTED)) {
      return settling.release(result.build(), Duration.ZERO);
    }
    Gates.Word word = new Gates.Word(gate.provider().name(), outcome, Optional.of(failure.code()));
    Optional<String> other = gates.other(claim, word);
    if (other.isPresent() && rules.hasTry(claim)) {
      return settling.release(
          result.build(), wasAsked(other.get()) ? rules.backoff(claim) : Duration.ZERO);
    }
    if (rules.again(claim, outcome, failure.code())) {
      return settling.release(
          result.build(), retryAfter != null ? retryAfter : rules.backoff(claim));
    }
    if (outcome == Outcome.UNKNOWN) {
      claim.missing().forEach(index -> result.imageFailure(index, rules.unknown(claim)));
    }
    return settling.finish(result.build());
  }
}
