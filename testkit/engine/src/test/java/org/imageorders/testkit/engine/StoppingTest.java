package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderStatus;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.Submission;
import org.imageorders.store.Claim;
import org.imageorders.store.ImageStore;
import org.imageorders.store.OrderStore;
import org.imageorders.store.PendingImage;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** Whatever stops a call: the customer, the clock, the engine's end. */
class StoppingTest {

  @Test
  void cancelReachesACallThatNeverEndsWhileTheClockStandsStill()
      throws InterruptedException, ExecutionException, IOException {
    ScriptedProvider provider = ScriptedProvider.script().mostImages(1).answer().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(1));
      ImageOrder order =
          engine.place(Room.request().spec(ImageSpec.builder("two").count(2).build()).build());
      provider.awaitCalls(2);
      Instant before = room.time.instant();

      ImageOrder cancelled = engine.cancel(order.id());
      provider.awaitInterrupted(1);

      assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(engine.completion(order.id()).get().status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(room.time.instant()).isEqualTo(before);
      GeneratedImage made = cancelled.readyImages().get(0);
      try (ImageContent content = engine.open(made.id())) {
        assertThat(content.stream().readAllBytes()).hasSize((int) made.bytes());
      }
      assertThat(cancelled.images().get(1).failure().orElseThrow().code())
          .isEqualTo(ErrorCode.CANCELLED);
    }
  }

  @Test
  void aCancelledCallStandsInTheLedgerAsPossiblyPaid() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script().pricePerImage(Money.usd("0.05")).thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);

      engine.cancel(order.id());
      provider.awaitIdle();
      engine.close();

      ImageOrder after = room.orders.get("default", order.id());
      assertThat(after.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.UNKNOWN);
      assertThat(after.cost().atRisk()).isEqualTo(Money.usd("0.05"));
      assertThat(after.cost().reserved().isZero()).isTrue();
      assertThat(after.status()).isEqualTo(OrderStatus.CANCELLED);
    }
  }

  @Test
  void cancelReachesACallThatWasBeingClaimedMeanwhile() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      AtomicReference<Thread> cancelling = new AtomicReference<>();
      AtomicReference<EmbeddedImageOrders> engine = new AtomicReference<>();
      OrderStore cancelledWhileClaimed =
          afterClaiming(
              room.orders,
              claim -> {
                Thread thread = new Thread(() -> engine.get().cancel(claim.order()), "cancelling");
                cancelling.set(thread);
                thread.start();
                while (!room.orders.get("default", claim.order()).isEnded()) {
                  Thread.onSpinWait();
                }
              });
      engine.set(room.engine(provider, builder -> builder.orderStore(cancelledWhileClaimed)));
      ImageOrder order = engine.get().place(Room.request().prompt("one").build());
      while (cancelling.get() == null) {
        Thread.onSpinWait();
      }
      cancelling.get().join();
      while (engine.get().get(order.id()).attempts().get(0).outcome() == Outcome.RUNNING) {
        Thread.onSpinWait();
      }

      assertThat(provider.inFlight()).isZero();
    }
  }

  /** The same store, which does something with each claim before it hands it out. */
  private static OrderStore afterClaiming(OrderStore store, Consumer<Claim> then) {
    return (OrderStore)
        Proxy.newProxyInstance(
            OrderStore.class.getClassLoader(),
            new Class<?>[] {OrderStore.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(store, arguments);
              if (method.getName().equals("claim")) {
                ((List<?>) result).forEach(claim -> then.accept((Claim) claim));
              }
              return result;
            });
  }

  @Test
  void aCallWithoutAnAnswerIsRepeatedOnceAfterTheLongestCall() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .traits(traits -> traits.longestCall(Duration.ofMinutes(2)))
            .hang()
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);
      room.time.advance(Duration.ofMinutes(2));

      ImageOrder ended = room.ended(engine, order.id());

      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.UNKNOWN, Outcome.SUCCEEDED);
    }
  }

  @Test
  void aStrictOrderFailsInsteadOfBeingRepeated() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().vanish().thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order =
          engine.place(Room.request().prompt("one").unknownOutcome(UnknownOutcome.FAIL).build());

      ImageOrder ended = room.ended(engine, order.id());

      assertThat(ended.status()).isEqualTo(OrderStatus.FAILED);
      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @Test
  void anOrderThatPassesItsDeadlineEndsAndItsCallIsAborted()
      throws InterruptedException, ExecutionException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .traits(traits -> traits.longestCall(Duration.ofSeconds(299)))
            .thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order =
          engine.place(Room.request().prompt("one").deadline(Duration.ofMinutes(5)).build());
      provider.awaitCalls(1);

      room.time.advance(Duration.ofMinutes(5));
      ImageOrder ended = engine.completion(order.id()).get();
      provider.awaitInterrupted(1);

      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      Instant deadline = ended.deadline().orElseThrow();
      assertThat(ended.endedAt().orElseThrow())
          .isBetween(deadline.minusSeconds(1), deadline.plusSeconds(2));
    }
  }

  @Test
  void closingAbortsWhatRunsAndAnotherEngineFinishesTheOrder() throws InterruptedException {
    ScriptedProvider hanging = ScriptedProvider.script().thenHang();
    ScriptedProvider answering = ScriptedProvider.answering();
    try (Room room = new Room()) {
      EmbeddedImageOrders first = room.engine(hanging, builder -> builder.concurrency(1));
      ImageOrder begun = first.place(Room.request().prompt("begun").build());
      ImageOrder waiting = first.place(Room.request().prompt("waiting").build());
      hanging.awaitCalls(1);

      first.close();
      EmbeddedImageOrders second = room.engine(answering);

      assertThat(room.ended(second, begun.id()).attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.UNKNOWN, Outcome.SUCCEEDED);
      assertThat(room.ended(second, waiting.id()).attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.SUCCEEDED);
      assertThat(hanging.interrupted()).isEqualTo(1);
    }
  }

  /** A store whose writes are ended by an interrupt, as those of channels and of clients are. */
  @Test
  void whatAStoreThrowsBecauseACallIsStoppedIsNotTakenForItsFailure() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.answering();
    CountDownLatch writing = new CountDownLatch(1);
    try (Room room = new Room()) {
      ImageStore stuck = writingForEver(room.images, writing);
      EmbeddedImageOrders first = room.engine(provider, builder -> builder.imageStore(stuck));
      ImageOrder order = first.place(Room.request().prompt("one").build());
      writing.await();

      first.close();
      EmbeddedImageOrders second = room.engine(provider);

      assertThat(room.ended(second, order.id()).attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.UNKNOWN, Outcome.SUCCEEDED);
    }
  }

  private static ImageStore writingForEver(ImageStore store, CountDownLatch writing) {
    return (ImageStore)
        Proxy.newProxyInstance(
            ImageStore.class.getClassLoader(),
            new Class<?>[] {ImageStore.class},
            (proxy, method, arguments) ->
                method.getName().equals("begin")
                    ? new Unwritable((ImageId) arguments[0], writing)
                    : method.invoke(store, arguments));
  }

  private static final class Unwritable extends PendingImage {
    private final CountDownLatch writing;

    Unwritable(ImageId id, CountDownLatch writing) {
      super(id);
      this.writing = writing;
    }

    @Override
    protected void append(byte[] source, int offset, int length) throws IOException {
      writing.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted while it was written");
      }
    }

    @Override
    protected void publish() {}

    @Override
    protected void discard() {}
  }

  @Test
  void closingLetsACallEndWithinTheDrain() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(provider, builder -> builder.drain(Duration.ofMinutes(1)));
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);

      Thread closing = new Thread(engine::close, "closing");
      closing.start();
      provider.release();
      closing.join();

      assertThat(room.orders.get("default", order.id()).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(provider.interrupted()).isZero();
    }
  }

  @Test
  void retryAfterIsObeyedToTheSecondAndHoldsNoThread() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .fail(Submission.REJECTED, ErrorCode.RATE_LIMITED, Duration.ofSeconds(90))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      Instant placed = room.time.instant();
      ImageOrder first = engine.place(Room.request().prompt("first").build());
      provider.awaitCalls(1);
      room.awaitQuiet(engine, first.id());
      ImageOrder second = engine.place(Room.request().prompt("second").build());

      ImageOrder ended = room.ended(engine, first.id());
      room.ended(engine, second.id());

      Duration waited = Duration.between(placed, ended.attempts().get(1).startedAt());
      assertThat(waited).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(91));
      Attempt other = room.orders.get("default", second.id()).attempts().get(0);
      assertThat(Duration.between(placed, other.startedAt()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    }
  }

  @Test
  void whatALostWorkerHadKeptIsAdoptedAndNotPaidForAgain() throws InterruptedException {
    ScriptedProvider losing =
        ScriptedProvider.script().pricePerImage(Money.usd("0.04")).then(Answer.images().thenHang());
    ScriptedProvider second = ScriptedProvider.answering();
    try (Room room = new Room()) {
      EmbeddedImageOrders first = room.engine(losing);
      ImageOrder order =
          first.place(Room.request().spec(ImageSpec.builder("three").count(3).build()).build());
      while (losing.imagesDrawn() < 3) {
        Thread.onSpinWait();
      }
      first.close();

      ImageOrder ended = room.ended(room.engine(second), order.id());

      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.images()).noneMatch(ImageResult::isPending);
      assertThat(second.calls()).isZero();
      assertThat(ended.cost().spent()).isEqualTo(losing.charged());
      assertThat(ended.cost().atRisk().isZero()).isTrue();
    }
  }
}
