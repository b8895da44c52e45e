package org.imageorders.engine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.store.Claim;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain of providers, and a gate for each model of each. A task waits in the queue of the model
 * that was asked for; which provider draws it is decided when a call can begin. Thread-safe.
 */
final class Gates {

  private static final Logger log = LoggerFactory.getLogger(Gates.class);
  private static final int MOST_KEPT = 1_000;

  /** No call is expected to draw more, whatever is the largest image to be taken. */
  private static final long ROOM_FOR_A_CALL = 64L << 20;

  private final EngineConfig config;
  private final Map<String, Gate> gates =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Gate> eldest) {
          return size() > MOST_KEPT && eldest.getValue().isIdle();
        }
      };

  private volatile boolean held;
  private volatile Optional<String> objection = Optional.empty();
  private volatile boolean stuck;

  Gates(EngineConfig config) {
    this.config = config;
    this.held = config.restored;
  }

  /** Whether the engine claims nothing and lets no deadline pass. */
  boolean isHeld() {
    return held;
  }

  void hold(boolean whether) {
    held = whether;
  }

  /** A provider of the chain. */
  record Link(ImageProvider provider, ProviderTraits traits) {
    Link(ImageProvider provider) {
      this(provider, provider.traits());
    }

    boolean draws(ImageSpec spec) {
      try {
        traits.check(spec);
        return true;
      } catch (ImageOrderException e) {
        return false;
      }
    }
  }

  /** What a provider has said to a task. */
  record Word(String provider, Outcome outcome, Optional<ErrorCode> code) {

    private static Word of(Attempt attempt) {
      return new Word(attempt.provider(), attempt.outcome(), attempt.failure().map(Failure::code));
    }

    /** It said no to the call as it is, or to every call: asking it again does not help. */
    private boolean isNotHere() {
      return outcome == Outcome.REJECTED
          && (is(ErrorCode.PROVIDER_REFUSED) || is(ErrorCode.QUOTA_EXHAUSTED));
    }

    /** It could not be reached, or is out of order: another may do better. */
    private boolean isNotNow() {
      return is(ErrorCode.PROVIDER_UNAVAILABLE)
          && (outcome == Outcome.NOT_SUBMITTED || outcome == Outcome.REJECTED);
    }

    private boolean is(ErrorCode wanted) {
      return code.filter(wanted::equals).isPresent();
    }
  }

  /**
   * For how many more calls there is room in the image store, which is asked: what the running ones
   * draw must be kept too.
   *
   * @param running calls that have begun
   * @param most how many more are wanted, 1 at least
   */
  int room(int running, int most) {
    int room = most;
    Optional<String> now = objection(running + room);
    while (now.isPresent() && room > 1) {
      room /= 2;
      now = objection(running + room);
    }
    objection = now;
    // That one waits for others to end is nothing to be told of.
    if (now.isPresent() && running == 0 && !stuck) {
      stuck = true;
      log.atWarn().log("no call is made, since no image could be kept: {}", now.get());
    } else if (now.isEmpty() && stuck) {
      stuck = false;
      log.atInfo().log("images can be kept again");
    }
    return now.isEmpty() ? room : 0;
  }

  private Optional<String> objection(int calls) {
    return config.images.objection(calls * Math.min(config.largestImage, ROOM_FOR_A_CALL));
  }

  /** What the image store last said against a call. */
  Optional<String> objection() {
    return objection;
  }

  /** The queue in which calls for a spec wait. */
  static String queueOf(ImageSpec spec) {
    return spec.model().orElse("");
  }

  /** The gate that a queue's next call goes through: that of the first provider not down. */
  Gate next(String queue) {
    return firstUp(config.chain.stream().map(link -> gate(link, queue)).toList());
  }

  /** The gate that a claim's call goes through; empty if every provider has refused the task. */
  Optional<Gate> of(Claim claim) {
    List<Gate> left = left(claim, null);
    return left.isEmpty() ? Optional.empty() : Optional.of(firstUp(left));
  }

  /** The other provider that can be called after one has failed a task; empty if there is none. */
  Optional<String> other(Claim claim, Word last) {
    List<Gate> left = last.isNotHere() || last.isNotNow() ? left(claim, last) : List.of();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(firstUp(left).provider().name())
            .filter(name -> !name.equals(last.provider()));
  }

  /**
   * The gate of a model of a provider.
   *
   * @param model empty for the provider's own
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the chain has no such provider
   */
  Gate named(String provider, String model) {
    return config.chain.stream()
        .filter(link -> link.provider().name().equals(provider))
        .findFirst()
        .map(link -> gate(link, model))
        .orElseThrow(
            () ->
                ImageOrderException.invalid(
                    "provider",
                    provider,
                    "use one of "
                        + config.chain.stream().map(link -> link.provider().name()).toList()));
  }

  List<GateState> states() {
    List<Gate> all;
    synchronized (gates) {
      all = List.copyOf(gates.values());
    }
    return all.stream()
        .map(Gate::state)
        .sorted(Comparator.comparing(GateState::provider).thenComparing(GateState::model))
        .toList();
  }

  private static Gate firstUp(List<Gate> candidates) {
    if (candidates.size() > 1) {
      for (Gate gate : candidates) {
        if (!gate.isDown()) {
          return gate;
        }
      }
    }
    return candidates.get(0);
  }

  /**
   * The gates of the providers left to a task: never another than the one whose call is of unknown
   * fate, and none that said no for good. Those that failed it come after the others.
   */
  private List<Gate> left(Claim claim, @Nullable Word last) {
    List<Word> words =
        Stream.concat(claim.earlierAttempts().stream().map(Word::of), Stream.ofNullable(last))
            .toList();
    Optional<String> bound =
        words.stream()
            .filter(word -> word.outcome() == Outcome.UNKNOWN)
            .map(Word::provider)
            .findFirst();
    return config.chain.stream()
        .filter(link -> bound.map(link.provider().name()::equals).orElse(true))
        .filter(link -> said(words, link).noneMatch(Word::isNotHere))
        .filter(link -> config.chain.size() == 1 || link.draws(claim.spec()))
        .sorted(Comparator.comparingLong(link -> said(words, link).filter(Word::isNotNow).count()))
        .map(link -> gate(link, queueOf(claim.spec())))
        .toList();
  }

  private static Stream<Word> said(List<Word> words, Link link) {
    return words.stream().filter(word -> word.provider().equals(link.provider().name()));
  }

  private Gate gate(Link link, String queue) {
    String model = queue.isEmpty() ? link.traits().model().orElse("") : queue;
    synchronized (gates) {
      return gates.computeIfAbsent(
          link.provider().name() + "/" + model, first -> new Gate(config, link, model));
    }
  }
}
