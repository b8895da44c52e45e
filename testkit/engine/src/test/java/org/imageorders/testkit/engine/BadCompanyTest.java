package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderStatus;
import org.imageorders.Pauses;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.EngineListener;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Submission;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.ImageStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.Worker;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** Providers, listeners and consumers that do what they promised not to do. */
class BadCompanyTest {

  @Test
  void aProviderThatThrowsAnErrorLeavesItsFateUnknownAtOnce()
      throws InterruptedException, ExecutionException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engineOf(
              provider(
                  (call, sink) -> {
                    throw new StackOverflowError("planted");
                  }),
              builder -> builder.concurrency(1));

      for (int number = 0; number < 3; number++) {
        ImageOrder order =
            engine.place(Room.request().prompt("one").unknownOutcome(UnknownOutcome.FAIL).build());
        ImageOrder ended = engine.completion(order.id()).get();

        assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(ended.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.UNKNOWN);
      }
    }
  }

  @Test
  void aLimitThatCannotBeNotedIsNoReasonToLoseAnImage()
      throws InterruptedException, ExecutionException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .then(Answer.images().rateLimit(new RateLimit("images", 60L, 59L, null)));
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(
              provider,
              builder ->
                  builder.stateStore(
                      failingOnce(
                          StateStore.class,
                          new MemoryStateStore(room.time),
                          "write",
                          new ImageOrderException(ErrorCode.UNAVAILABLE, "planted"))));
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      ImageOrder ended = engine.completion(order.id()).get();

      assertThat(ended.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.SUCCEEDED);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @Test
  void anImageStoreThatThrowsAnErrorTakesNoCallsPlace()
      throws InterruptedException, ExecutionException {
    ImageStore images =
        failingOnce(ImageStore.class, new MemoryImageStore(), "stat", new LinkageError("planted"));
    ScriptedProvider provider =
        ScriptedProvider.script()
            .fail(Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE)
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(provider, builder -> builder.imageStore(images).concurrency(1));
      ImageOrder broken = engine.place(Room.request().prompt("one").build());
      ImageOrder next = engine.place(Room.request().prompt("two").build());

      assertThat(room.ended(engine, broken.id()).isEnded()).isTrue();
      assertThat(room.ended(engine, next.id()).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws InterruptedException, ExecutionException {
    ScriptedProvider provider = ScriptedProvider.answering();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(provider, builder -> builder.listener(new Thrower()));
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      ImageOrder ended = engine.completion(order.id()).get();

      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @Test
  void memoryThatRunsOutForAMomentDoesNotEndTheEngine() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.answering();
    try (Room room = new Room()) {
      Pauses pauses =
          failingOnce(Pauses.class, room.time, "after", new OutOfMemoryError("planted"));
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.pauses(pauses));
      room.time.awaitPending(1); // it ran out where the engine would have gone to sleep
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      assertThat(room.ended(engine, order.id()).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void aPauseBeyondAllReasonIsObeyedForADay() throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .fail(Submission.REJECTED, ErrorCode.RATE_LIMITED, Duration.ofSeconds(Long.MAX_VALUE))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);
      room.awaitQuiet(engine, order.id());
      room.time.advance(Duration.ofDays(1));

      ImageOrder ended = room.ended(engine, order.id());

      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.REJECTED, Outcome.SUCCEEDED);
    }
  }

  @Test
  void aSourceImageThatIsGoneMeansThatNothingWasSent()
      throws InterruptedException, ExecutionException {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engineOf(
              provider((call, sink) -> call.open(call.spec().sourceImages().get(0))),
              builder -> builder.concurrency(1));
      ImageId source = engine.upload("customer-1", new ByteArrayInputStream(Pictures.png(8, 8)));
      room.images.delete(source);
      ImageOrder order =
          engine.place(
              Room.request()
                  .spec(ImageSpec.builder("like this").sourceImage(source).build())
                  .build());

      ImageOrder ended = engine.completion(order.id()).get();

      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.NOT_SUBMITTED);
      assertThat(ended.cost().atRisk().isZero()).isTrue();
    }
  }

  @Test
  void whatComesAfterTheCallHasEndedIsNotTaken() throws InterruptedException, ExecutionException {
    AtomicReference<ImageSink> kept = new AtomicReference<>();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engineOf(provider((call, sink) -> kept.set(sink)), builder -> builder);
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      ImageOrder ended = engine.completion(order.id()).get();

      assertThat(ended.failure().orElseThrow().code()).isEqualTo(ErrorCode.IMAGE_MISSING);
      assertThatThrownBy(() -> kept.get().image(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCallThatIgnoresItsTimeLimitLosesItsTaskToAnother() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engineOf(
              provider(
                  (call, sink) -> {
                    if (calls.incrementAndGet() == 1) {
                      awaitDeaf(release);
                    }
                  }),
              builder -> builder.concurrency(2).lease(Duration.ofSeconds(10)));
      Instant placed = room.time.instant();
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      while (calls.get() == 0) {
        Thread.onSpinWait();
      }
      try {
        untilCalledAgain(room, placed, calls);
      } finally {
        release.countDown();
      }

      assertThat(engine.get(order.id()).attempts().get(0).outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(room.time.since(placed)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    }
  }

  /** A second at a time, each once the engine has set its alarm; three minutes at most. */
  private static void untilCalledAgain(Room room, Instant placed, AtomicInteger calls)
      throws InterruptedException {
    Duration passed = Duration.ZERO;
    while (calls.get() == 1 && passed.compareTo(Duration.ofMinutes(3)) < 0) {
      boolean inTime = passed.compareTo(Duration.ofMinutes(2)) < 0;
      room.time.awaitPending(inTime ? 2 : 1);
      room.time.advance(Duration.ofSeconds(1));
      passed = room.time.since(placed);
    }
  }

  @Test
  void aLeaseShorterThanARoundIsKept() throws InterruptedException {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(provider, builder -> builder.concurrency(1).lease(Duration.ofMillis(300)));
      engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(1);
      Worker other = new Worker("other", "", "scripted", Duration.ofMinutes(1));

      for (int step = 0; step < 20; step++) {
        room.time.awaitPending(2);
        assertThat(room.orders.claim(other, 1)).isEmpty();
        room.time.advance(Duration.ofMillis(100));
      }
    }
  }

  @Test
  void aConsumerThatThrowsAnErrorEndsItsOwnWatchAlone()
      throws InterruptedException, ExecutionException {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      CompletableFuture<ImageOrder> broken =
          engine.watch(
              order.id(),
              seen -> {
                throw new AssertionError("planted");
              });

      assertThatThrownBy(broken::get).hasCauseInstanceOf(AssertionError.class);
      engine.cancel(order.id());
      assertThat(engine.completion(order.id()).get().status()).isEqualTo(OrderStatus.CANCELLED);
    }
  }

  @Test
  void anOrderThatCanNeverFitIsRefusedForGood() {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.script().mostImages(1).thenAnswer(), b -> b.mostOpenTasks(2));

      assertThatThrownBy(
              () ->
                  engine.place(
                      Room.request().spec(ImageSpec.builder("three").count(3).build()).build()))
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
  }

  /** A store of which one method throws when it is first called. */
  private static <S> S failingOnce(Class<S> seam, S store, String method, Throwable planted) {
    AtomicBoolean thrown = new AtomicBoolean();
    return seam.cast(
        Proxy.newProxyInstance(
            seam.getClassLoader(),
            new Class<?>[] {seam},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method) && !thrown.getAndSet(true)) {
                throw planted;
              }
              return called.invoke(store, arguments);
            }));
  }

  /** As a provider does that hears no interrupt. */
  private static void awaitDeaf(CountDownLatch release) {
    while (release.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private interface Generating {
    void generate(ProviderCall call, ImageSink sink) throws ProviderException, InterruptedException;
  }

  private static ImageProvider provider(Generating generating) {
    return new ImageProvider() {
      @Override
      public String name() {
        return "bad";
      }

      @Override
      public ProviderTraits traits() {
        return ProviderTraits.builder()
            .longestCall(Duration.ofMinutes(2))
            .mostSourceImages(1)
            .build();
      }

      @Override
      public void generate(ProviderCall call, ImageSink sink)
          throws ProviderException, InterruptedException {
        generating.generate(call, sink);
      }
    };
  }

  private static final class Thrower implements EngineListener {
    @Override
    public void onPlaced(ImageOrder order) {
      throw new IllegalStateException("planted");
    }

    @Override
    public void onCallStarted(Claim claim) {
      throw new IllegalStateException("planted");
    }

    @Override
    public void onSettled(Claim claim, AttemptResult result, Duration took) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "planted");
    }
  }
}
