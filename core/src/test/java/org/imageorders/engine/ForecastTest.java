package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.Waiting.Reason;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Money NOTHING = Money.usd("0");

  private final EngineConfig config = EngineParts.config(() -> NOW);
  private final Gates gates = new Gates(config);
  private final Forecast forecast = new Forecast(config, gates);

  @Test
  void beforeTheFirstCallNoTimeIsTold() {
    assertThat(forecast.timeFor("", 1)).isEmpty();
    assertThat(forecast.explained("default", place("a")).waiting())
        .contains(new Waiting(Reason.QUEUED, 0, null));
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 10", "3, 20", "4, 20", "5, 30"})
  void callsAreSharedAmongTheEnginesThreads(int calls, int seconds) {
    forecast.called(Duration.ofSeconds(10));

    assertThat(forecast.timeFor("", calls)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void laterCallsCountMore() {
    forecast.called(Duration.ofSeconds(10));
    forecast.called(Duration.ofSeconds(20));

    assertThat(forecast.timeFor("", 1)).contains(Duration.ofSeconds(12));
  }

  @Test
  void anOrderBehindOthersIsToldItsPlaceAndTime() {
    place("a");
    place("b");
    ImageOrder last = place("c");
    forecast.called(Duration.ofSeconds(10));

    assertThat(forecast.explained("default", last).waiting())
        .contains(new Waiting(Reason.QUEUED, 2, NOW.plusSeconds(20)));
  }

  @Test
  void aPauseThatTheProviderWantsIsToldAndAdded() {
    ImageOrder order = place("a");
    forecast.called(Duration.ofSeconds(10));
    closeGate();

    assertThat(forecast.explained("default", order).waiting())
        .contains(new Waiting(Reason.RATE_LIMITED, 0, NOW.plusSeconds(100)));
  }

  @Test
  void aRunningCallIsToldBeforeAPause() {
    closeGate();

    assertThat(reasonAfter(attempt(1, Outcome.RUNNING, null))).isEqualTo(Reason.GENERATING);
  }

  @Test
  void aFailedCallIsToldAsRetrying() {
    Failure why = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "out of order");

    assertThat(reasonAfter(attempt(1, Outcome.REJECTED, why))).isEqualTo(Reason.RETRYING);
  }

  @Test
  void whatTheGateLetsThroughIsToldInWords() {
    closeGate();
    ImageOrder order = forecast.explained("default", place("a"));

    assertThat(forecast.inWords(order).lines().toList().get(2))
        .isEqualTo(
            "Calls to idle: none until 2026-01-01T00:01:30Z because of RATE_LIMITED: slow down.");
  }

  @Test
  void aGateThatCannotBeReadIsNoReasonToFail() {
    StateStore silent = new SilentState();
    EngineConfig config =
        EngineParts.config(() -> NOW, traits -> traits, builder -> builder.stateStore(silent));
    Forecast blind = new Forecast(config, new Gates(config));
    blind.called(Duration.ofSeconds(10));

    assertThat(blind.timeFor("", 1)).isEmpty();
  }

  private static final class SilentState implements StateStore {
    @Override
    public Optional<StateDocument> read(String name) {
      throw new IllegalStateException("the database is away");
    }

    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      throw new IllegalStateException("the database is away");
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      throw new IllegalStateException("the database is away");
    }

    @Override
    public List<StateDocument> list(String prefix) {
      throw new IllegalStateException("the database is away");
    }

    @Override
    public Instant now() {
      throw new IllegalStateException("the database is away");
    }
  }

  @Test
  void anEndedOrderWaitsForNothing() {
    ImageOrder ended = place("a").toBuilder().status(OrderStatus.COMPLETED).build();

    assertThat(forecast.explained("default", ended)).isSameAs(ended);
  }

  @Test
  @DefaultLocale("ar-EG-u-nu-arab")
  void aWaitingOrderIsToldInWords() {
    place("a");
    place("b");
    forecast.called(Duration.ofSeconds(10));
    ImageOrder waiting = forecast.explained("default", place("c"));

    assertThat(forecast.inWords(waiting))
        .isEqualTo(
            """
            Order 4addeea449dd83314e29394ccaa106c31bb62aea of customer c is ACCEPTED: 0 of 4 images are ready.
            It waits for its turn. 2 calls for other orders come before its next. It should be ready at 2026-01-01T00:00:20Z.
            Accepted at 2026-01-01T00:00:00Z, to be ended by 2026-01-01T01:00:00Z.
            It has cost 0 USD; calls that run may cost 0 USD, calls of unknown fate 0 USD.""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GENERATING | The provider is drawing for it.",
        "RATE_LIMITED | The provider asked for a pause.",
        "PROVIDER_UNAVAILABLE | The provider does not answer; it is tried again now and then.",
        "RETRYING | A call for it failed and will be made again.",
        "QUEUED | It waits for its turn."
      })
  void eachReasonHasItsWords(Reason reason, String words) {
    ImageOrder order = place("a").toBuilder().waiting(new Waiting(reason, 0, null)).build();

    assertThat(forecast.inWords(order).lines().toList().get(1)).isEqualTo(words);
  }

  @Test
  @DefaultLocale("tr-TR")
  void anEndedOrderIsToldInWordsWithEveryAttempt() {
    Failure why = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "out of order");
    ImageOrder ended =
        place("a").toBuilder()
            .status(OrderStatus.PARTIALLY_COMPLETED)
            .images(List.of(ready(), ImageResult.pending(1, 0).failed(why)))
            .attempts(
                List.of(attempt(1, Outcome.REJECTED, why), attempt(2, Outcome.SUCCEEDED, null)))
            .cost(new OrderCost(Money.usd("0.053"), NOTHING, Money.usd("0.01")))
            .failure(why)
            .startedAt(NOW.plusSeconds(1))
            .endedAt(NOW.plusSeconds(1_234))
            .build();

    assertThat(forecast.inWords(ended).lines())
        .containsExactly(
            "Order "
                + ended.id()
                + " of customer a is PARTIALLY_COMPLETED: 1 of 2 images are ready.",
            "It failed with PROVIDER_UNAVAILABLE: out of order.",
            "Accepted at 2026-01-01T00:00:00Z, started at 2026-01-01T00:00:01Z,"
                + " ended at 2026-01-01T00:20:34Z, to be ended by 2026-01-01T01:00:00Z.",
            "It has cost 0.053 USD; calls that run may cost 0 USD, calls of unknown fate 0.01 USD.",
            "Task 0, attempt 1 by idle at 2026-01-01T00:00:00Z: REJECTED in 1500 ms, 0 images,"
                + " 0 USD; PROVIDER_UNAVAILABLE: out of order.",
            "Task 0, attempt 2 by idle at 2026-01-01T00:00:00Z: SUCCEEDED in 1500 ms, 0 images,"
                + " 0 USD.");
  }

  /** As a provider does that wants a pause of 90 seconds. */
  private void closeGate() {
    Gate gate = gates.next("");
    assertThat(gate.admit(1)).isEqualTo(1);
    gate.begun(1);
    Failure why = new Failure(ErrorCode.RATE_LIMITED, "slow down");
    gate.ended(new Gate.Ending(NOW, Outcome.REJECTED, why, Duration.ofSeconds(90), 1));
  }

  private Reason reasonAfter(Attempt attempt) {
    ImageOrder order = place("a").toBuilder().attempts(List.of(attempt)).build();
    return forecast.explained("default", order).waiting().orElseThrow().reason();
  }

  /** Places an order of one call of four images. */
  private ImageOrder place(String customer) {
    OrderRequest request =
        OrderRequest.builder(customer)
            .idempotencyKey("k")
            .deadline(Duration.ofHours(1))
            .spec(ImageSpec.builder("a lighthouse").count(4).build())
            .build();
    OrderId id = OrderId.of("default", customer, "k");
    NewTask task = new NewTask("", 0, 0, 4, NOTHING);
    config.orders.place(new NewOrder("default", id, request, List.of(task)), 100);
    return config.orders.get("default", id);
  }

  private static Attempt attempt(int number, Outcome outcome, Failure why) {
    return Attempt.builder(0, number, "idle")
        .outcome(outcome)
        .failure(why)
        .cost(NOTHING)
        .startedAt(NOW)
        .endedAt(outcome == Outcome.RUNNING ? null : NOW.plusMillis(1_500))
        .build();
  }

  private static ImageResult ready() {
    return ImageResult.pending(0, 0)
        .ready(
            GeneratedImage.builder(new ImageId("made"))
                .mediaType("image/png")
                .size(new ImageSize(64, 64))
                .sha256("0".repeat(64))
                .provider("idle")
                .createdAt(NOW)
                .build());
  }
}
