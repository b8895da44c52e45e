package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.GateState;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who draws when the first provider of a chain does not. */
class ChainTest {

  private static ScriptedProvider failing(Submission submission, ErrorCode code) {
    return ScriptedProvider.script().name("first").then(Answer.fail(submission, code));
  }

  private static ScriptedProvider second() {
    return ScriptedProvider.script().name("second").thenAnswer();
  }

  private static EmbeddedImageOrders chain(Room room, ScriptedProvider... providers) {
    return room.engine(
        providers[0],
        builder -> {
          for (int next = 1; next < providers.length; next++) {
            builder.fallback(providers[next]);
          }
          return builder;
        });
  }

  private static ImageOrder ended(Room room, EmbeddedImageOrders engine)
      throws InterruptedException {
    ImageOrder order = engine.place(Room.request().prompt("one").build());
    return room.ended(engine, order.id());
  }

  private static List<String> story(ImageOrder order) {
    return order.attempts().stream()
        .map(attempt -> attempt.provider() + " " + attempt.outcome())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_SUBMITTED, PROVIDER_UNAVAILABLE",
    "REJECTED,      PROVIDER_UNAVAILABLE",
    "REJECTED,      PROVIDER_REFUSED",
    "REJECTED,      QUOTA_EXHAUSTED"
  })
  void whatTheFirstCannotTakeTheSecondDrawsAtOnce(Submission submission, ErrorCode code)
      throws Exception {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = chain(room, failing(submission, code), second());
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      ImageOrder ended = engine.completion(order.id()).get();

      assertThat(story(ended)).containsExactly("first " + submission, "second SUCCEEDED");
      assertThat(ended.readyImages())
          .extracting(GeneratedImage::provider)
          .containsExactly("second");
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void aRefusedPromptIsNotOfferedElsewhere() throws InterruptedException {
    ScriptedProvider second = second();
    try (Room room = new Room()) {
      ImageOrder ended =
          ended(room, chain(room, failing(Submission.REJECTED, ErrorCode.CONTENT_REFUSED), second));

      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
      assertThat(second.calls()).isZero();
    }
  }

  @Test
  void aCallOfUnknownFateIsRepeatedWhereItWasMadeAndNowhereElse() throws InterruptedException {
    ScriptedProvider first =
        ScriptedProvider.script()
            .name("first")
            .next(Answer.fail(Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE))
            .then(Answer.fail(Submission.REJECTED, ErrorCode.PROVIDER_UNAVAILABLE));
    ScriptedProvider second = second();
    try (Room room = new Room()) {
      ImageOrder ended = ended(room, chain(room, first, second));

      assertThat(ended.status()).isEqualTo(OrderStatus.FAILED);
      assertThat(ended.attempts()).extracting(Attempt::provider).containsOnly("first");
      assertThat(second.calls()).isZero();
    }
  }

  @Test
  void aPauseThatTheFirstAsksForIsNoReasonToAskTheSecond() throws InterruptedException {
    ScriptedProvider first =
        ScriptedProvider.script()
            .name("first")
            .fail(Submission.REJECTED, ErrorCode.RATE_LIMITED, Duration.ofSeconds(90))
            .thenAnswer();
    ScriptedProvider second = second();
    try (Room room = new Room()) {
      ImageOrder ended = ended(room, chain(room, first, second));

      assertThat(story(ended)).containsExactly("first REJECTED", "first SUCCEEDED");
      assertThat(Duration.between(ended.acceptedAt(), ended.endedAt().orElseThrow()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(90));
      assertThat(second.calls()).isZero();
    }
  }

  @Test
  void whenTheFirstIsDownOrdersGoToTheSecondWithoutACallToIt() throws InterruptedException {
    ScriptedProvider first = failing(Submission.REJECTED, ErrorCode.PROVIDER_UNAVAILABLE);
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = chain(room, first, second());
      for (int order = 0; order < 5; order++) {
        assertThat(story(ended(room, engine)))
            .containsExactly("first REJECTED", "second SUCCEEDED");
      }
      int calls = first.calls();

      assertThat(story(ended(room, engine))).containsExactly("second SUCCEEDED");
      assertThat(first.calls()).isEqualTo(calls);
      assertThat(engine.operator().gates())
          .filteredOn(GateState::down)
          .extracting(GateState::provider)
          .containsExactly("first");
    }
  }

  @Test
  void aProviderThatIsDownAndAloneIsTriedNowAndThenAndOrdersWait() throws InterruptedException {
    ScriptedProvider.Script script = ScriptedProvider.script().name("first");
    for (int failure = 0; failure < 6; failure++) {
      script.fail(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE);
    }
    ScriptedProvider first = script.thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(first, builder -> builder.mostTries(20));
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      while (engine.operator().gates().stream().noneMatch(GateState::down)) {
        room.awaitQuiet(engine, order.id());
        room.time.advance(Duration.ofSeconds(1));
      }
      room.awaitQuiet(engine, order.id()); // the gate knows of a failure before the order does

      assertThat(engine.get(order.id()).waiting().map(Waiting::reason))
          .contains(Waiting.Reason.PROVIDER_UNAVAILABLE);
      assertThat(engine.explain(order.id()))
          .contains("does not answer", "none until", "PROVIDER_UNAVAILABLE");
      assertThat(room.ended(engine, order.id()).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(first.calls()).isEqualTo(7);
    }
  }

  @Test
  void whatTheSecondCannotDrawWaitsForTheFirst() throws InterruptedException {
    ScriptedProvider first =
        ScriptedProvider.script()
            .name("first")
            .fail(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE)
            .thenAnswer();
    ScriptedProvider second =
        ScriptedProvider.script()
            .name("second")
            .traits(traits -> traits.largestSize(new ImageSize(64, 64)))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = chain(room, first, second);
      ImageOrder order =
          engine.place(
              Room.request().spec(ImageSpec.builder("big").size(128, 128).build()).build());

      assertThat(story(room.ended(engine, order.id())))
          .containsExactly("first NOT_SUBMITTED", "first SUCCEEDED");
    }
  }

  @Test
  void theCeilingIsHeldByWhatTheDearestProviderCouldCost() {
    try (Room room = new Room()) {
      ScriptedProvider cheap = ScriptedProvider.script().name("cheap").thenAnswer();
      ScriptedProvider dear =
          ScriptedProvider.script().name("dear").pricePerImage(Money.usd("0.50")).thenAnswer();
      EmbeddedImageOrders engine = chain(room, cheap, dear);

      assertThatThrownBy(
              () -> engine.place(Room.request().prompt("one").ceiling(Money.usd("0.20")).build()))
          .hasMessageContaining("ceiling");
    }
  }

  @Test
  void twoProvidersOfOneNameAreRefused() {
    assertThatThrownBy(
            () ->
                EmbeddedImageOrders.builder(ScriptedProvider.answering())
                    .fallback(ScriptedProvider.answering())
                    .build())
        .hasMessageContaining("give every provider another name");
  }

  @Test
  void whenNoneOfTheChainCanBeReachedTheNextRoundComesAfterAPause() throws InterruptedException {
    ScriptedProvider first = failing(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE);
    ScriptedProvider second =
        ScriptedProvider.script()
            .name("second")
            .then(Answer.fail(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE));
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = chain(room, first, second);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      first.awaitCalls(1);
      second.awaitCalls(1);
      room.awaitQuiet(engine, order.id());

      assertThat(engine.get(order.id()).isEnded()).isFalse();
    }
  }
}
