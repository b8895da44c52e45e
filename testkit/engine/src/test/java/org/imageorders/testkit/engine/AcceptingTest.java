package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** What is taken, what is refused, and what is said about what waits. */
class AcceptingTest {

  private static void assertRefused(Runnable place, ErrorCode code, String field) {
    assertThatThrownBy(place::run)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.field()).contains(field);
            });
  }

  @Test
  void aFullBacklogRefusesWithARetryAfterAndStillFindsWhatItHas() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.mostOpenTasks(2));
      OrderRequest first = Room.request().prompt("1").idempotencyKey("k-1").build();
      engine.place(first);
      engine.place(Room.request().prompt("2").build());

      assertThatThrownBy(() -> engine.place(Room.request().prompt("3").build()))
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(e.retryable()).isTrue();
                assertThat(e.retryAfter()).isPresent();
              });
      assertThat(engine.place(first).id()).isEqualTo(engine.idOf("customer-1", "k-1"));
    }
  }

  @Test
  void anOrderThatCouldCostMoreThanItsCeilingIsRefused() {
    ScriptedProvider provider =
        ScriptedProvider.script().pricePerImage(Money.usd("0.05")).thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageSpec three = ImageSpec.builder("three").count(3).build();

      assertRefused(
          () -> engine.place(Room.request().spec(three).ceiling(Money.usd("0.14")).build()),
          ErrorCode.CEILING_EXCEEDED,
          "ceiling");
      assertThat(engine.place(Room.request().spec(three).ceiling(Money.usd("0.15")).build()).id())
          .isNotNull();
    }
  }

  @Test
  void aRepeatAfterAnUnknownOutcomeStaysWithinTheCeiling() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script().pricePerImage(Money.usd("0.05")).vanish().thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order =
          engine.place(Room.request().prompt("one").ceiling(Money.usd("0.09")).build());

      ImageOrder ended = room.ended(engine, order.id());

      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.CEILING_EXCEEDED);
      assertThat(provider.calls()).isEqualTo(1);
      assertThat(ended.cost().atRisk()).isEqualTo(Money.usd("0.05"));
    }
  }

  @Test
  void aDeadlineShorterThanACallIsRefused() {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());

      assertRefused(
          () -> engine.place(Room.request().prompt("p").deadline(Duration.ofSeconds(1)).build()),
          ErrorCode.INVALID_REQUEST,
          "deadline");
    }
  }

  @Test
  void aSourceImageThatIsNotThereIsRefused() {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());
      ImageSpec spec = ImageSpec.builder("edit").sourceImage(new ImageId("up-none")).build();

      assertRefused(
          () -> engine.place(Room.request().spec(spec).build()),
          ErrorCode.INVALID_REQUEST,
          "sourceImages");
    }
  }

  @Test
  void anUploadThatNoOrderNamesExpiresAndOneThatIsNamedStays() throws InterruptedException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());
      byte[] png = Pictures.png(8, 8);
      ImageId unused = engine.upload("customer-1", new ByteArrayInputStream(png));
      ImageId used = engine.upload("customer-1", new ByteArrayInputStream(png));
      ImageSpec spec = ImageSpec.builder("edit").sourceImage(used).build();
      ImageOrder order = engine.place(Room.request().spec(spec).build());
      room.ended(engine, order.id());

      for (int hours = 0; hours < 48; hours++) {
        room.awaitQuiet(engine, order.id());
        room.time.advance(Duration.ofHours(1));
      }
      while (room.images.stat(unused).isPresent()) {
        Thread.onSpinWait();
      }

      assertThat(room.images.stat(used)).isPresent();
      assertThatThrownBy(() -> engine.open(unused)).hasMessageContaining(unused.value());
    }
  }

  @Test
  void anUploadThatOnlyRefusedOrdersNamedExpires() throws InterruptedException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());
      ImageOrder order = engine.place(Room.request().prompt("p").idempotencyKey("k").build());
      room.ended(engine, order.id());
      byte[] png = Pictures.png(8, 8);
      ImageId inConflict = engine.upload("customer-1", new ByteArrayInputStream(png));
      ImageId besideAnother = engine.upload("customer-1", new ByteArrayInputStream(png));
      assertRefused(
          () ->
              engine.place(
                  Room.request()
                      .spec(ImageSpec.builder("edit").sourceImage(inConflict).build())
                      .idempotencyKey("k")
                      .build()),
          ErrorCode.IDEMPOTENCY_CONFLICT,
          "idempotencyKey");
      assertRefused(
          () ->
              engine.place(
                  Room.request()
                      .spec(
                          ImageSpec.builder("edit")
                              .sourceImage(besideAnother)
                              .sourceImage(new ImageId("up-none"))
                              .build())
                      .build()),
          ErrorCode.INVALID_REQUEST,
          "sourceImages");

      for (int hours = 0; hours < 48; hours++) {
        room.awaitQuiet(engine, order.id());
        room.time.advance(Duration.ofHours(1));
      }
      while (room.images.stat(inConflict).isPresent()
          || room.images.stat(besideAnother).isPresent()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anUploadStaysThatAnAcceptedOrderUsesBesideARefusedOne() throws InterruptedException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());
      ImageId shared = engine.upload("customer-1", new ByteArrayInputStream(Pictures.png(8, 8)));
      ImageSpec spec = ImageSpec.builder("edit").sourceImage(shared).build();
      ImageOrder order = engine.place(Room.request().spec(spec).idempotencyKey("k").build());
      room.ended(engine, order.id());
      assertRefused(
          () -> engine.place(Room.request().spec(spec).prompt("more").idempotencyKey("k").build()),
          ErrorCode.IDEMPOTENCY_CONFLICT,
          "idempotencyKey");

      for (int hours = 0; hours < 48; hours++) {
        room.awaitQuiet(engine, order.id());
        room.time.advance(Duration.ofHours(1));
      }

      assertThat(room.images.stat(shared)).isPresent();
    }
  }

  @Test
  void whatWaitsSaysWhyItsPlaceAndWhenItShouldBeReady() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().next(Answer.images()).thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(1));
      ImageOrder seen = engine.place(Room.request().prompt("seen").build());
      room.ended(engine, seen.id());
      engine.place(OrderRequest.builder("customer-2").prompt("running").build());
      provider.awaitCalls(2);
      engine.place(OrderRequest.builder("customer-3").prompt("next").build());
      ImageOrder last = engine.place(OrderRequest.builder("customer-4").prompt("last").build());

      Waiting waiting = engine.get(last.id()).waiting().orElseThrow();

      assertThat(waiting.reason()).isEqualTo(Waiting.Reason.QUEUED);
      assertThat(waiting.ahead()).isEqualTo(1);
      assertThat(waiting.expectedReady()).isPresent();
      assertThat(engine.explain(last.id()))
          .contains("It waits for its turn. 1 calls for other orders come before its next.");
    }
  }

  @Test
  void aRateLimitedOrderSaysSo() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .fail(Submission.REJECTED, ErrorCode.RATE_LIMITED, Duration.ofMinutes(5))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);
      room.awaitQuiet(engine, order.id());

      ImageOrder now = engine.get(order.id());

      assertThat(now.waiting().orElseThrow().reason()).isEqualTo(Waiting.Reason.RATE_LIMITED);
      assertThat(engine.explain(order.id())).contains("REJECTED").contains("RATE_LIMITED");
    }
  }

  @Test
  void closingFailsThoseWhoWaitAndLosesNoOrder() {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(ScriptedProvider.answering(), builder -> builder.concurrency(0));
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      CompletableFuture<ImageOrder> completion = engine.completion(order.id());

      engine.close();

      assertThatThrownBy(completion::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ImageOrderException.class);
      assertThat(room.orders.get("default", order.id()).status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThatThrownBy(() -> engine.place(Room.request().prompt("two").build()))
          .hasMessageContaining("closed");
    }
  }
}
