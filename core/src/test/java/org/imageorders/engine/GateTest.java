package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.engine.GateState.Limit;
import org.imageorders.engine.GateState.Origin;
import org.imageorders.provider.RateLimit;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Failure DOWN = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "out of order");
  private static final Failure TOO_MANY = new Failure(ErrorCode.RATE_LIMITED, "slow down");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final StateStore state = new MemoryStateStore(() -> now);
  private final Gate gate = gate(8);

  private Gate gate(int concurrency) {
    return EngineParts.gate(
        EngineParts.config(
            () -> now,
            traits -> traits,
            builder -> builder.stateStore(state).concurrency(concurrency)));
  }

  private Gate gateOf(long imagesPerMinute) {
    return EngineParts.gate(
        EngineParts.config(
            () -> now,
            traits -> traits.imagesPerMinute(imagesPerMinute),
            builder -> builder.stateStore(state)));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void passSeconds(int seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /** Makes a call that ends in a moment. */
  private void call(Gate through, Outcome outcome, Failure failure, Duration retryAfter) {
    assertThat(through.admit(1)).as("calls let begin").isEqualTo(1);
    through.begun(1);
    Instant begun = now;
    pass(Duration.ofMillis(1));
    through.ended(new Gate.Ending(begun, outcome, failure, retryAfter, 1));
  }

  private void succeed(Gate through) {
    call(through, Outcome.SUCCEEDED, null, null);
  }

  private void fail(Gate through) {
    call(through, Outcome.REJECTED, DOWN, null);
  }

  private void refuse(Gate through, Duration retryAfter) {
    call(through, Outcome.REJECTED, TOO_MANY, retryAfter);
  }

  @Test
  void asManyCallsBeginAsMayBeInFlight() {
    assertThat(gate.admit(5)).isEqualTo(5);
    assertThat(gate.admit(5)).isEqualTo(3);
    assertThat(gate.admit(1)).isZero();

    gate.left(now);
    assertThat(gate.admit(5)).isEqualTo(1);
    gate.refund(1);
    assertThat(gate.admit(5)).isEqualTo(1);
  }

  @Test
  void whileNothingIsKnownNothingIsWritten() {
    succeed(gate);

    assertThat(state.list("")).isEmpty();
  }

  @Test
  void aPauseIsKeptToTheMillisecond() {
    refuse(gate, Duration.ofSeconds(90));

    pass(Duration.ofMillis(89_999));
    assertThat(gate.admit(1)).isZero();
    assertThat(gate.untilOpen()).isEqualTo(Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    assertThat(gate.admit(1)).isEqualTo(1);
  }

  @Test
  void aRefusalClosesForASecondAtLeast() {
    refuse(gate, Duration.ofMillis(20));

    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aShorterPauseDoesNotEndALongerOne() {
    assertThat(gate.admit(2)).isEqualTo(2);
    gate.begun(1);
    gate.begun(1);
    gate.ended(new Gate.Ending(now, Outcome.REJECTED, TOO_MANY, Duration.ofSeconds(90), 1));
    gate.ended(new Gate.Ending(now, Outcome.REJECTED, TOO_MANY, Duration.ofSeconds(5), 1));

    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aPauseThatAProviderOutOfOrderAsksForHoldsForEverybody() {
    call(gate, Outcome.REJECTED, DOWN, Duration.ofSeconds(90));
    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(90));
    assertThat(gate.state().why()).contains("out of order");
    assertThat(gate.state().down()).isFalse();

    for (int i = 0; i < 4; i++) {
      passSeconds(90);
      call(gate, Outcome.REJECTED, DOWN, Duration.ofSeconds(90));
    }
    assertThat(gate.untilOpen()).as("with the circuit open").isEqualTo(Duration.ofSeconds(90));
    assertThat(gate.state().down()).isTrue();
  }

  @Test
  void whyAndUntilWhenItIsClosedIsTold() {
    refuse(gate, Duration.ofSeconds(90));

    assertThat(gate.state().opensAt()).contains(now.plusSeconds(90));
    assertThat(gate.state().why()).isEqualTo("RATE_LIMITED: slow down");
    assertThat(gate.state().down()).isFalse();
  }

  @Test
  void aGivenLimitSpacesTheCalls() {
    Gate paced = gateOf(600);

    assertThat(paced.admit(8)).isEqualTo(1);
    assertThat(paced.admit(8)).isZero();
    assertThat(paced.untilOpen()).isBetween(Duration.ofMillis(100), Duration.ofMillis(102));
    pass(paced.untilOpen());
    assertThat(paced.admit(8)).isEqualTo(1);
  }

  @Test
  void aCallOfSeveralImagesSpendsAsMuchAsTheyCount() {
    Gate paced = gateOf(60);
    assertThat(paced.admit(1)).isEqualTo(1);
    paced.begun(4);

    assertThat(paced.untilOpen()).isBetween(Duration.ofMillis(4_000), Duration.ofMillis(4_100));
  }

  @Test
  void whatWasLetBeginForNothingIsGivenBack() {
    Gate paced = gateOf(5);
    assertThat(paced.admit(1)).isEqualTo(1);
    paced.refund(1);

    assertThat(paced.admit(1)).isEqualTo(1);
  }

  @Test
  void aLimitThatTheProviderTellsIsKept() {
    gate.told(new RateLimit("images", 120L, 119L, Duration.ofSeconds(1)));
    gate.told(new RateLimit("bananas", 1L, 0L, null));
    gate.told(new RateLimit("tokens", null, 5L, null));

    assertThat(gate.state().limits()).containsExactly(new Limit("images", 120, Origin.TOLD));
    assertThat(gate.admit(8)).isEqualTo(1);
    assertThat(gate.admit(8)).isZero();
  }

  @Test
  void ofAGivenAndAToldLimitTheLowerCounts() {
    Gate paced = gateOf(100);
    paced.told(new RateLimit("images", 250L, null, null));
    assertThat(paced.state().limits()).containsExactly(new Limit("images", 100, Origin.GIVEN));

    paced.told(new RateLimit("images", 50L, null, null));
    assertThat(paced.state().limits()).containsExactly(new Limit("images", 50, Origin.TOLD));

    paced.told(new RateLimit("images", 250L, null, null));
    assertThat(paced.state().limits()).containsExactly(new Limit("images", 100, Origin.GIVEN));
  }

  @Test
  void tokensArePacedByWhatCallsUsedLately() {
    gate.told(new RateLimit("tokens", 60_000L, null, null));
    gate.used(12_000, 2);
    pass(Duration.ofSeconds(1));

    assertThat(gate.admit(1)).isEqualTo(1);
    assertThat(gate.untilOpen()).isBetween(Duration.ofMillis(5_750), Duration.ofMillis(6_100));
  }

  @Test
  void aRefusalTeachesWhatWasAcceptedInTheMinuteBefore() {
    for (int accepted = 0; accepted < 20; accepted++) {
      succeed(gate);
    }
    refuse(gate, Duration.ofSeconds(30));

    assertThat(gate.state().limits()).containsExactly(new Limit("images", 20, Origin.LEARNED));
  }

  @Test
  void afterARefusalWithoutAPauseTheFullMinuteIsWaitedOut() {
    for (int accepted = 0; accepted < 20; accepted++) {
      succeed(gate);
    }
    refuse(gate, null);

    assertThat(gate.untilOpen()).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
  }

  @Test
  void aLearnedLimitThatIsUsedIsTriedHigherAndFallsBackToWhatHeld() {
    for (int accepted = 0; accepted < 20; accepted++) {
      succeed(gate);
    }
    refuse(gate, Duration.ofSeconds(60));
    Instant raised = now.plusSeconds(130);
    while (now.isBefore(raised)) {
      pass(gate.untilOpen());
      succeed(gate);
    }
    assertThat(gate.state().limits()).containsExactly(new Limit("images", 22, Origin.LEARNED));

    pass(gate.untilOpen());
    refuse(gate, Duration.ofSeconds(1));
    assertThat(gate.state().limits()).containsExactly(new Limit("images", 20, Origin.LEARNED));
  }

  @Test
  void aLearnedLimitThatIsNotUsedStays() {
    for (int accepted = 0; accepted < 20; accepted++) {
      succeed(gate);
    }
    refuse(gate, Duration.ofSeconds(60));
    passSeconds(600);
    succeed(gate);

    assertThat(gate.state().limits()).containsExactly(new Limit("images", 20, Origin.LEARNED));
  }

  @Test
  void gatesOverOneStateStoreShareThePauseAndThePace() {
    Gate other = gate(8);
    refuse(gate, Duration.ofSeconds(30));
    assertThat(other.untilOpen()).isEqualTo(Duration.ofSeconds(30));

    passSeconds(30);
    gate.told(new RateLimit("images", 60L, null, null));
    assertThat(other.admit(8)).isEqualTo(1);
    assertThat(gate.admit(8)).isZero();
  }

  @Test
  void aRunOfFailuresOpensTheCircuitAndOneCallTriesWhetherItCanClose() {
    for (int failure = 0; failure < 5; failure++) {
      assertThat(gate.isDown()).isFalse();
      fail(gate);
    }
    assertThat(gate.isDown()).isTrue();
    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(10));

    passSeconds(10);
    assertThat(gate.admit(8)).as("a single call tries").isEqualTo(1);
    assertThat(gate.admit(8)).isZero();
    gate.ended(new Gate.Ending(now, Outcome.SUCCEEDED, null, null, 1));
    assertThat(gate.isDown()).isFalse();
    assertThat(gate.admit(8)).isPositive();
  }

  @Test
  void eachTrialThatFailsKeepsTheCircuitOpenForLonger() {
    for (int failure = 0; failure < 5; failure++) {
      fail(gate);
    }
    for (int seconds : List.of(10, 20, 40, 80, 160, 300, 300)) {
      assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(seconds));
      passSeconds(seconds);
      fail(gate);
    }
  }

  @Test
  void aSuccessBetweenFailuresKeepsTheCircuitClosed() {
    for (int failure = 0; failure < 20; failure++) {
      if (failure % 4 == 0) {
        succeed(gate);
      }
      fail(gate);
    }
    assertThat(gate.isDown()).isFalse();
  }

  @Test
  void callsThatBeganBeforeTheCircuitOpenedDoNotKeepItOpenForLonger() {
    Instant early = now;
    assertThat(gate.admit(1)).isEqualTo(1);
    pass(Duration.ofMillis(1));
    for (int failure = 0; failure < 5; failure++) {
      fail(gate);
    }
    gate.ended(new Gate.Ending(early, Outcome.REJECTED, DOWN, null, 1));

    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aTrialForWhichThereWasNothingToDoLeavesTheNextCallToTry() {
    for (int failure = 0; failure < 5; failure++) {
      fail(gate);
    }
    passSeconds(10);
    assertThat(gate.admit(1)).isEqualTo(1);
    gate.refund(1);

    assertThat(gate.admit(8)).isEqualTo(1);
    pass(Duration.ofMillis(1));
    gate.left(now);
    assertThat(gate.admit(8)).isEqualTo(1);
  }

  @Test
  void aRefusedPromptIsNoFailureOfTheProvider() {
    Failure prompt = new Failure(ErrorCode.CONTENT_REFUSED, "not this");
    for (int refusal = 0; refusal < 20; refusal++) {
      call(gate, Outcome.REJECTED, prompt, null);
    }
    assertThat(gate.isDown()).isFalse();
  }

  @Test
  void signsOfOverloadHalveTheCallsInFlightAndSuccessBringsThemBack() {
    assertThat(gate.admit(8)).isEqualTo(8);
    Instant begun = now;
    pass(Duration.ofSeconds(1));
    gate.ended(new Gate.Ending(begun, Outcome.REJECTED, DOWN, null, 1));
    gate.ended(new Gate.Ending(begun, Outcome.REJECTED, DOWN, null, 1));
    assertThat(gate.state().mostInFlight()).as("those of one moment count once").isEqualTo(4);

    for (int success = 0; success < 6; success++) {
      gate.ended(new Gate.Ending(begun, Outcome.SUCCEEDED, null, null, 1));
    }
    for (int round = 0; round < 40; round++) {
      int calls = gate.admit(8);
      for (int call = 0; call < calls; call++) {
        gate.ended(new Gate.Ending(now, Outcome.SUCCEEDED, null, null, 1));
      }
    }
    assertThat(gate.state().mostInFlight()).isEqualTo(8);
  }

  /** A state store in which, once, something happens between a reading and what follows it. */
  private final class Interrupted implements StateStore {
    private Runnable between = () -> {};

    @Override
    public Optional<StateDocument> read(String name) {
      Optional<StateDocument> found = state.read(name);
      Runnable once = between;
      between = () -> {};
      once.run();
      return found;
    }

    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      return state.write(name, seenVersion, text);
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      return state.delete(name, seenVersion);
    }

    @Override
    public List<StateDocument> list(String prefix) {
      return state.list(prefix);
    }

    @Override
    public Instant now() {
      return now;
    }
  }

  @Test
  void failuresOfOneMomentOpenTheCircuitOnce() {
    Interrupted late = new Interrupted();
    Gate other =
        EngineParts.gate(
            EngineParts.config(() -> now, traits -> traits, builder -> builder.stateStore(late)));
    for (int failure = 0; failure < 4; failure++) {
      fail(gate);
      fail(other);
    }
    assertThat(gate.admit(1) + other.admit(1)).isEqualTo(2);
    Gate.Ending down = new Gate.Ending(now, Outcome.REJECTED, DOWN, null, 1);
    pass(Duration.ofMillis(1));
    late.between = () -> gate.ended(down);
    other.ended(down);

    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatWasLetBeginBeforeTheCircuitOpenedDoesNotCloseItWhenItIsGivenBack() {
    assertThat(gate.admit(1)).isEqualTo(1);
    for (int failure = 0; failure < 5; failure++) {
      fail(gate);
    }
    gate.refund(1);

    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aLimitThatIsNoLongerGivenNoLongerCounts() {
    Gate paced = gateOf(5);
    assertThat(paced.admit(1)).isEqualTo(1);

    assertThat(gate.state().limits()).isEmpty();
    gate.told(new RateLimit("images", 250L, null, null));
    assertThat(gate.state().limits()).containsExactly(new Limit("images", 250, Origin.TOLD));
  }

  @Test
  void refusalsBeforeTheMinuteHasRoomAgainDoNotLowerWhatWasLearned() {
    for (int accepted = 0; accepted < 600; accepted++) {
      succeed(gate);
    }
    for (int second = 0; second < 50; second++) {
      refuse(gate, Duration.ofSeconds(1));
      pass(gate.untilOpen());
    }

    assertThat(gate.state().limits()).containsExactly(new Limit("images", 600, Origin.LEARNED));
  }

  @Test
  void aRefusalIsLearnedFromOnceByAllThatShareTheGate() {
    Gate other = gate(8);
    for (int accepted = 0; accepted < 50; accepted++) {
      succeed(gate);
      succeed(other);
    }
    assertThat(gate.admit(1) + other.admit(1)).isEqualTo(2);
    Gate.Ending refused =
        new Gate.Ending(now, Outcome.REJECTED, TOO_MANY, Duration.ofSeconds(60), 1);
    pass(Duration.ofMillis(1));
    gate.ended(refused);
    List<Limit> learned = gate.state().limits();
    other.ended(refused);

    assertThat(gate.state().limits()).isEqualTo(learned);
  }

  @Test
  void aRefusalBeforeAnythingWasAcceptedTeachesNoLimit() {
    refuse(gate, Duration.ofSeconds(30));

    assertThat(gate.state().limits()).isEmpty();
    assertThat(gate.untilOpen()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void callsOfTheSameBurstThatAreRefusedLaterDoNotCountAsAccepted() {
    Gate wide = gate(100);
    assertThat(wide.admit(100)).isEqualTo(100);
    for (int call = 0; call < 100; call++) {
      wide.begun(1);
    }
    Instant begun = now;
    pass(Duration.ofMillis(1));
    for (int call = 0; call < 80; call++) {
      wide.ended(new Gate.Ending(begun, Outcome.REJECTED, TOO_MANY, Duration.ofSeconds(60), 1));
    }

    assertThat(wide.state().limits()).containsExactly(new Limit("images", 20, Origin.LEARNED));
  }
}
