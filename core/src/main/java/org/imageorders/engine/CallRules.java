package org.imageorders.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.Money;
import org.imageorders.UnknownOutcome;
import org.imageorders.store.Claim;

/**
 * When the provider may be called, when again, and how soon: the rules that keep an order from
 * being paid twice.
 */
final class CallRules {

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final int mostTries;

  CallRules(EngineConfig config) {
    mostTries = config.mostTries;
  }

  /** Why a provider whose calls take so long must not be called for a claim; empty if it may. */
  Optional<Failure> refusal(Claim claim, Duration longestCall) {
    if (unknowns(claim) > mostUnknowns(claim)) {
      return Optional.of(unknown(claim));
    }
    Optional<Money> ceiling = claim.request().ceiling();
    if (ceiling.isPresent() && claim.cost().most().compareTo(ceiling.get()) > 0) {
      return Optional.of(
          new Failure(
              ErrorCode.CEILING_EXCEEDED,
              "with this call the order could cost "
                  + claim.cost().most()
                  + ", its ceiling is "
                  + ceiling.get()));
    }
    if (claim.timeLeft().isPresent() && claim.timeLeft().get().compareTo(longestCall) < 0) {
      return Optional.of(
          new Failure(
              ErrorCode.DEADLINE_EXCEEDED,
              "a call can take " + longestCall + ", the deadline is in " + claim.timeLeft().get()));
    }
    return Optional.empty();
  }

  /** Whether a call that ended like this may be made again. */
  boolean again(Claim claim, Outcome outcome, ErrorCode code) {
    return switch (outcome) {
      case NOT_SUBMITTED, REJECTED -> code.retryable() && hasTry(claim);
      case UNKNOWN -> unknowns(claim) < mostUnknowns(claim);
      default -> false;
    };
  }

  /** Whether the tries that a call has in all are not used up. */
  boolean hasTry(Claim claim) {
    return tries(claim) < mostTries;
  }

  /** Full jitter: anything from nothing to a bound that doubles with each try. */
  Duration backoff(Claim claim) {
    long doubled = FIRST_BACKOFF.toMillis() << Math.min(claim.earlierAttempts().size(), 16);
    long bound = Math.min(doubled, LONGEST_BACKOFF.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound + 1));
  }

  /** The pause that is made when one is asked for: a day at most. */
  static Duration obeyed(Duration asked) {
    return asked.isNegative() ? Duration.ZERO : min(asked, LONGEST_PAUSE);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** What an image fails with when its call's fate is unknown and it may not be repeated. */
  Failure unknown(Claim claim) {
    return new Failure(
        ErrorCode.OUTCOME_UNKNOWN,
        "a call was sent and its fate is unknown; the order allows "
            + (mostUnknowns(claim) == 0 ? "no repeat" : "no second repeat"));
  }

  private static int mostUnknowns(Claim claim) {
    UnknownOutcome rule = claim.request().unknownOutcome().orElse(UnknownOutcome.REPEAT_ONCE);
    return rule == UnknownOutcome.REPEAT_ONCE ? 1 : 0;
  }

  private static long unknowns(Claim claim) {
    return claim.earlierAttempts().stream()
        .filter(attempt -> attempt.outcome() == Outcome.UNKNOWN)
        .count();
  }

  /**
   * This call and those before it; a provider that asks for a pause is obeyed as often as it asks.
   */
  private static long tries(Claim claim) {
    return 1 + claim.earlierAttempts().stream().filter(attempt -> !isPauseAsked(attempt)).count();
  }

  private static boolean isPauseAsked(Attempt attempt) {
    return attempt.failure().map(Failure::code).filter(ErrorCode.RATE_LIMITED::equals).isPresent();
  }
}
