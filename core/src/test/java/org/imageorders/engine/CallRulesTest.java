package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.UnknownOutcome;
import org.imageorders.store.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Letters name earlier attempts: U is of unknown fate, N was not submitted, R was rejected, P was
 * asked for a pause.
 */
class CallRulesTest {

  private static final String NONE = "-";

  private final CallRules rules = new CallRules(EngineParts.config(() -> Instant.EPOCH));

  @ParameterizedTest
  @CsvSource({
    "NOT_SUBMITTED, PROVIDER_UNAVAILABLE, -,    true",
    "NOT_SUBMITTED, PROVIDER_UNAVAILABLE, N,    true",
    "NOT_SUBMITTED, PROVIDER_UNAVAILABLE, NR,   false",
    "REJECTED,      PROVIDER_UNAVAILABLE, NP,   true",
    "REJECTED,      PROVIDER_UNAVAILABLE, UR,   false",
    "REJECTED,      RATE_LIMITED,         PPPP, true",
    "REJECTED,      RATE_LIMITED,         NN,   false",
    "REJECTED,      CONTENT_REFUSED,      -,    false",
    "REJECTED,      PROVIDER_REFUSED,     -,    false",
    "REJECTED,      QUOTA_EXHAUSTED,      -,    false",
    "REJECTED,      SOMETHING_NEW,        -,    false",
    "NOT_SUBMITTED, PROVIDER_REFUSED,     -,    false",
    "UNKNOWN,       PROVIDER_UNAVAILABLE, -,    true",
    "UNKNOWN,       CONTENT_REFUSED,      -,    true",
    "UNKNOWN,       PROVIDER_UNAVAILABLE, NNNN, true",
    "UNKNOWN,       PROVIDER_UNAVAILABLE, U,    false",
    "UNKNOWN,       PROVIDER_UNAVAILABLE, UN,   false"
  })
  void aCallIsMadeAgainOnlyWhereThatCannotPayTwiceUnasked(
      Outcome outcome, String code, String earlier, boolean again) {
    assertThat(rules.again(claim(earlier, order -> order), outcome, ErrorCode.of(code)))
        .isEqualTo(again);
  }

  @Test
  void aStrictOrderRepeatsNoCallOfUnknownFate() {
    Claim strict = claim(NONE, order -> order.unknownOutcome(UnknownOutcome.FAIL));

    assertThat(rules.again(strict, Outcome.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE)).isFalse();
    assertThat(rules.again(strict, Outcome.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE)).isTrue();
    assertThat(rules.unknown(strict).message()).endsWith("the order allows no repeat");
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NOT_SUBMITTED", "REJECTED", "UNKNOWN"})
  void aCallThatWasOrMayBePaidForIsNeverRepeatedForItsCode(Outcome outcome) {
    assertThat(rules.again(claim(NONE, order -> order), outcome, ErrorCode.PROVIDER_UNAVAILABLE))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "REPEAT_ONCE, -,  true",
    "REPEAT_ONCE, U, true",
    "REPEAT_ONCE, UU, false",
    "FAIL, -,  true",
    "FAIL,        U,  false",
    "FAIL,       NR, true"
  })
  void aCallAfterTooManyOfUnknownFateIsRefused(UnknownOutcome rule, String earlier, boolean may) {
    Claim claim = claim(earlier, order -> order.unknownOutcome(rule));

    assertThat(refusal(claim).map(Failure::code))
        .isEqualTo(may ? Optional.empty() : Optional.of(ErrorCode.OUTCOME_UNKNOWN));
  }

  @Test
  void anOrderThatSaysNothingAllowsOneRepeat() {
    assertThat(refusal(claim("U", order -> order))).isEmpty();
    assertThat(refusal(claim("UU", order -> order)))
        .contains(
            new Failure(
                ErrorCode.OUTCOME_UNKNOWN,
                "a call was sent and its fate is unknown; the order allows no second repeat"));
  }

  @Test
  void aCallThatCouldExceedTheCeilingIsRefused() {
    assertThat(refusal(claim(NONE, order -> order.ceiling(Money.usd("0.6"))))).isEmpty();
    assertThat(refusal(claim(NONE, order -> order.ceiling(Money.usd("0.59")))))
        .contains(
            new Failure(
                ErrorCode.CEILING_EXCEEDED,
                "with this call the order could cost 0.6 USD, its ceiling is 0.59 USD"));
  }

  @Test
  void aCallThatCouldOutlastTheDeadlineIsRefused() {
    assertThat(refusal(claimWithTimeLeft(Duration.ofMinutes(2)))).isEmpty();
    assertThat(refusal(claimWithTimeLeft(Duration.ofMillis(119_999))))
        .contains(
            new Failure(
                ErrorCode.DEADLINE_EXCEEDED,
                "a call can take PT2M, the deadline is in PT1M59.999S"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 2000", "5, 32000", "6, 60000", "40, 60000"})
  void thePauseBeforeARepeatIsRandomWithinABoundThatDoubles(int earlier, long most) {
    Claim claim = claim("N".repeat(earlier), order -> order);
    List<Long> drawn =
        IntStream.range(0, 500).mapToObj(i -> rules.backoff(claim).toMillis()).toList();

    assertThat(drawn).allSatisfy(pause -> assertThat(pause).isBetween(0L, most));
    assertThat(drawn).anySatisfy(pause -> assertThat(pause).isGreaterThan(most / 2));
    assertThat(drawn).anySatisfy(pause -> assertThat(pause).isLessThan(most / 2));
  }

  private static Claim claim(String earlier, UnaryOperator<OrderRequest.Builder> with) {
    return builder(with)
        .earlierAttempts(
            earlier.equals(NONE)
                ? List.of()
                : IntStream.range(0, earlier.length())
                    .mapToObj(i -> attempt(i + 1, earlier.charAt(i)))
                    .toList())
        .build();
  }

  private static Claim claimWithTimeLeft(Duration left) {
    return builder(order -> order).timeLeft(left).build();
  }

  /** A claim of an order that has spent 0.3, reserved 0.2 and risked 0.1. */
  private static Claim.Builder builder(UnaryOperator<OrderRequest.Builder> with) {
    OrderRequest request =
        with.apply(OrderRequest.builder("customer-7").idempotencyKey("k").prompt("a lighthouse"))
            .build();
    OrderCost cost = new OrderCost(Money.usd("0.3"), Money.usd("0.2"), Money.usd("0.1"));
    return Claim.builder("default", OrderId.of("default", "customer-7", "k"), request, cost)
        .task(0, 0)
        .missing(List.of(0));
  }

  private static Attempt attempt(int number, char kind) {
    Attempt.Builder attempt =
        Attempt.builder(0, number, "idle").cost(Money.usd("0")).startedAt(Instant.EPOCH);
    ErrorCode code = kind == 'P' ? ErrorCode.RATE_LIMITED : ErrorCode.PROVIDER_UNAVAILABLE;
    Outcome outcome =
        switch (kind) {
          case 'U' -> Outcome.UNKNOWN;
          case 'N' -> Outcome.NOT_SUBMITTED;
          default -> Outcome.REJECTED;
        };
    return attempt.outcome(outcome).failure(new Failure(code, "why")).build();
  }

  private Optional<Failure> refusal(Claim claim) {
    return rules.refusal(claim, Duration.ofMinutes(2));
  }
}
