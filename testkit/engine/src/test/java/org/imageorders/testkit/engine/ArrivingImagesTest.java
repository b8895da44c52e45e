package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.FaultyImageStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** What arrives is checked and kept as it came; what is no good is not paid for twice. */
class ArrivingImagesTest {

  private static final ImageSpec TWO =
      ImageSpec.builder("two").count(2).size(new ImageSize(32, 16)).build();

  private static ScriptedProvider answering(Answer answer) {
    return ScriptedProvider.script().pricePerImage(Money.usd("0.05")).then(answer);
  }

  private static ImageOrder ended(ScriptedProvider provider) throws InterruptedException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      return room.ended(engine, engine.place(Room.request().spec(TWO).build()).id());
    }
  }

  private static void assertPaidOnceAndFailed(ImageOrder order, ErrorCode code) {
    assertThat(order.status()).isEqualTo(OrderStatus.FAILED);
    assertThat(order.failure().map(Failure::code)).contains(code);
    assertThat(order.attempts())
        .extracting(Attempt::outcome)
        .containsExactly(Outcome.BILLED_NOT_KEPT);
    assertThat(order.cost().spent()).isEqualTo(Money.usd("0.10"));
  }

  @Test
  void aTruncatedImageFailsAndIsNotOrderedAgain() throws InterruptedException {
    assertPaidOnceAndFailed(ended(answering(Answer.images().truncated())), ErrorCode.INVALID_IMAGE);
  }

  @Test
  void anImageOfOtherPixelsFailsAndIsNotOrderedAgain() throws InterruptedException {
    assertPaidOnceAndFailed(
        ended(answering(Answer.images().wrongPixels())), ErrorCode.INVALID_IMAGE);
  }

  @Test
  void whatIsNoImageFailsAndIsNotOrderedAgain() throws InterruptedException {
    assertPaidOnceAndFailed(
        ended(answering(Answer.images().notAnImage())), ErrorCode.INVALID_IMAGE);
  }

  @Test
  void fewerImagesThanAskedCompleteTheOrderInPart() throws InterruptedException {
    ImageOrder order = ended(answering(Answer.images(1).missing("its link is dead")));

    assertThat(order.status()).isEqualTo(OrderStatus.PARTIALLY_COMPLETED);
    assertThat(order.readyImages()).hasSize(1);
    assertThat(order.images().get(1).failure().map(Failure::code))
        .contains(ErrorCode.IMAGE_MISSING);
    assertThat(order.images().get(1).failure().orElseThrow().message())
        .contains("its link is dead");
    assertThat(order.cost().spent()).isEqualTo(Money.usd("0.05"));
  }

  @Test
  void anImageThatWasDrawnAndCannotBeHadIsPaidForTooWhereTheCostIsNotTold()
      throws InterruptedException {
    ImageOrder order =
        ended(answering(Answer.images(1).missing("its link is dead").withoutUsage()));

    assertThat(order.readyImages()).hasSize(1);
    assertThat(order.cost().spent()).isEqualTo(Money.usd("0.10"));
  }

  @Test
  void whatCameBeforeACallWasLostIsKeptAndOnlyTheRestIsAskedForAgain() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .next(Answer.images(1).thenFail(Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE))
            .thenAnswer();

    ImageOrder order = ended(provider);

    assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(provider.received().get(1).places()).containsExactly(1);
  }

  @Test
  void everythingThatIsToldOfAnImageStandsInTheOrder() throws InterruptedException {
    ImageOrder order =
        ended(
            answering(
                Answer.images().contentCredentials().revisedPrompt("two of them").model("m-2")));

    GeneratedImage image = order.readyImages().get(0);
    assertThat(image.mediaType()).isEqualTo("image/png");
    assertThat(image.size()).isEqualTo(new ImageSize(32, 16));
    assertThat(image.contentCredentials()).isTrue();
    assertThat(image.revisedPrompt()).contains("two of them");
    assertThat(image.model()).contains("m-2");
    assertThat(image.provider()).isEqualTo("scripted");
  }

  @Test
  void anImageAboveTheLimitEndsTheCallAndIsNotOrderedAgain() throws InterruptedException {
    ScriptedProvider provider = answering(Answer.images().bytes(1_000_000));
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.largestImage(100_000));
      ImageOrder order = engine.place(Room.request().spec(TWO).build());

      assertPaidOnceAndFailed(room.ended(engine, order.id()), ErrorCode.TOO_LARGE);
      assertThat(room.images.list("")).isEmpty();
    }
  }

  @Test
  void anImageThatCannotBeKeptIsNotTheProvidersFaultAndNotPaidForTwice()
      throws InterruptedException {
    ScriptedProvider provider = answering(Answer.images());
    try (Room room = new Room()) {
      FaultyImageStore full = new FaultyImageStore(room.images).diskFull(true);
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.imageStore(full));
      ImageOrder order = engine.place(Room.request().spec(TWO).build());

      assertPaidOnceAndFailed(room.ended(engine, order.id()), ErrorCode.STORAGE_FAILED);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @Test
  void previewsAreGoneOnceTheImageIsReady() throws Exception {
    ScriptedProvider provider = answering(Answer.images());
    ImageSpec spec = ImageSpec.builder("previewed").previews(3).size(32, 16).build();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().spec(spec).build());

      ImageOrder ended = engine.completion(order.id()).get();
      engine.close();

      assertThat(ended.images().get(0).preview()).isEmpty();
      assertThat(room.images.list("")).containsExactly(ended.readyImages().get(0).id());
    }
  }

  @Test
  void aSpecThatTheProviderCannotDrawIsRefusedWithFieldValueAndMend() {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .traits(traits -> traits.sizeStep(16).largestSize(new ImageSize(64, 64)))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);

      assertThatThrownBy(
              () ->
                  engine.place(
                      Room.request().spec(ImageSpec.builder("odd").size(33, 16).build()).build()))
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                assertThat(e.field()).contains("size");
                assertThat(e).hasMessage("size '33x16' is refused: use sides divisible by 16");
              });
    }
  }
}
