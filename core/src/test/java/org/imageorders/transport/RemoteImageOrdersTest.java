package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Pauses;
import org.imageorders.store.memory.MemoryImageStore;
import org.junit.jupiter.api.Test;

class RemoteImageOrdersTest {

  private static final Instant AT = Instant.parse("2027-01-31T12:00:00Z");

  /**
   * Lets no time pass before what is due, and records how long it would have been; time limits
   * never come.
   */
  private static final class Hurry implements Pauses {
    final List<Duration> delays = new CopyOnWriteArrayList<>();

    @Override
    public Pending after(Duration delay, Runnable action) {
      if (delay.compareTo(Duration.ofSeconds(6)) <= 0) {
        delays.add(delay);
        action.run();
      }
      return () -> {};
    }
  }

  private static final class Line implements AutoCloseable {
    final Door door;
    final FlakyTransport transport;
    final Hurry pauses = new Hurry();
    final RemoteImageOrders remote;

    Line(Door door) {
      this.door = door;
      transport = new FlakyTransport(door.transport());
      remote = RemoteImageOrders.builder(transport).pauses(pauses).build();
    }

    @Override
    public void close() {
      remote.close();
      door.close();
    }
  }

  private static ImageOrderException refusal(ThrowingCallable action) {
    List<ImageOrderException> caught = new ArrayList<>();
    assertThatThrownBy(action).isInstanceOfSatisfying(ImageOrderException.class, caught::add);
    return caught.get(0);
  }

  @Test
  void anOrderWhoseAnswerIsLostIsPlacedAgainAndIsOneOrder() {
    try (Line line = new Line(new Door())) {
      line.transport.lose(3);
      OrderRequest request = FakeOrders.request("c", "k \"\u00fc\"");
      ImageOrder order = line.remote.place(request);
      assertThat(order.id()).isEqualTo(line.remote.idOf("c", "k \"\u00fc\""));
      assertThat(order.request().fingerprint()).isEqualTo(request.fingerprint());
      assertThat(line.door.orders().placed).hasValue(4);
      assertThat(line.door.orders().orders).hasSize(1);
      assertThat(line.pauses.delays)
          .hasSize(3)
          .allMatch(delay -> delay.compareTo(Duration.ofMillis(400)) <= 0);
    }
  }

  @Test
  void repeatsAreBoundedAndTheLastSaysThatItMayHaveBeenCarriedOut() {
    try (Line line = new Line(new Door())) {
      line.transport.lose(9);
      ImageOrderException e = refusal(() -> line.remote.place(FakeOrders.request("c", "k")));
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(e)
          .hasMessageContaining("POST /v1/orders")
          .hasMessageContaining("may have been carried out");
      assertThat(line.transport.requests).hasSize(4);
    }
  }

  @Test
  void aRefusalIsCertainUnlessAnEarlierAnswerWasLostOrSomebodyElseRefused() {
    try (Line line = new Line(new Door())) {
      TransportResponse full =
          Problems.response(new ImageOrderException(ErrorCode.OVERLOADED, "full"));
      line.transport.spoil(response -> full);
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "1"))).isDoubtful())
          .isFalse();
      line.transport.lose(1).spoil(response -> full);
      ImageOrderException afterwards =
          refusal(() -> line.remote.place(FakeOrders.request("c", "2")));
      assertThat(afterwards.code()).isEqualTo(ErrorCode.OVERLOADED);
      assertThat(afterwards.isDoubtful()).isTrue();
      line.transport.spoil(response -> TransportResponse.of(429));
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "3"))).isDoubtful())
          .isTrue();
      ImageOrderException passedOn =
          new ImageOrderException(ErrorCode.OVERLOADED, "full").withDoubt(true);
      line.transport.spoil(response -> Problems.response(passedOn));
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "4"))).isDoubtful())
          .isTrue();
    }
  }

  @Test
  void whatWasNeverSentWasCertainlyNotCarriedOut() {
    try (Line line = new Line(new Door())) {
      line.transport.keepBack(4);
      ImageOrderException never = refusal(() -> line.remote.place(FakeOrders.request("c", "k")));
      assertThat(never.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(never.isDoubtful()).isFalse();
      assertThat(never).hasMessageContaining("was not sent");
      line.transport.lose(1).keepBack(3);
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "k"))).isDoubtful())
          .isTrue();
    }
  }

  @Test
  void anAnswerThatRefusesIsNotAskedForAgain() {
    try (Line line = new Line(new Door())) {
      line.transport.spoil(
          response ->
              Problems.response(
                  new ImageOrderException(ErrorCode.OVERLOADED, "full")
                      .withRetryAfter(Duration.ofSeconds(9))));
      ImageOrderException e = refusal(() -> line.remote.place(FakeOrders.request("c", "k")));
      assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(9));
      assertThat(line.transport.requests).hasSize(1);
    }
  }

  @Test
  void aServiceThatIsAwayIsAskedAgainWhenItSays() {
    try (Line line = new Line(new Door())) {
      TransportResponse away = TransportResponse.of(503).with("Retry-After", "3");
      line.transport.spoil(response -> away);
      line.remote.place(FakeOrders.request("c", "k"));
      assertThat(line.pauses.delays.get(0))
          .isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_100));
      line.transport.spoil(response -> away.with("Retry-After", "60"));
      ImageOrderException e = refusal(() -> line.remote.get(line.remote.idOf("c", "k")));
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(60));
      assertThat(line.transport.requests).hasSize(3);
    }
  }

  @Test
  void anAnswerThatIsNotOursIsNotTakenForTheCallersFault() {
    try (Line line = new Line(new Door())) {
      line.transport.spoil(
          response ->
              TransportResponse.of(200)
                  .with(TransportBody.of("<html>".getBytes(StandardCharsets.US_ASCII))));
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "k"))).code())
          .isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void anErrorWhileAnAnswerIsReadEndsTheWaitForIt() {
    try (Line line = new Line(new Door())) {
      line.transport.spoil(
          response ->
              response.with(
                  TransportBody.repeatable(
                      () -> {
                        throw new NoClassDefFoundError("gone");
                      },
                      1)));
      assertThat(refusal(() -> line.remote.place(FakeOrders.request("c", "k"))).code())
          .isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void aDocumentAboveTheLimitIsNotRead() {
    try (Line line = new Line(new Door());
        RemoteImageOrders strict =
            RemoteImageOrders.builder(line.transport).largestDocument(100).build()) {
      assertThat(refusal(() -> strict.place(FakeOrders.request("c", "k"))))
          .hasMessageContaining("100 bytes");
    }
  }

  @Test
  void anAnswerThatNeverComesIsGivenUp() throws Exception {
    StoppedTime time = new StoppedTime();
    CompletableFuture<TransportResponse> never = new CompletableFuture<>();
    OrderTransport silent =
        new OrderTransport() {
          @Override
          public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
            return never;
          }

          @Override
          public TransportTraits traits() {
            return TransportTraits.streaming();
          }

          @Override
          public void close() {}
        };
    try (RemoteImageOrders remote =
        RemoteImageOrders.builder(silent)
            .pauses(time)
            .tries(1)
            .patience(Duration.ofSeconds(3))
            .build()) {
      CompletableFuture<ImageOrderException> refused =
          CompletableFuture.supplyAsync(() -> refusal(() -> remote.get(remote.idOf("c", "k"))));
      time.awaitAlarms(Duration.ofSeconds(3), 1);
      time.ring();
      assertThat(refused.get(60, TimeUnit.SECONDS)).hasMessageContaining("PT3S");
      assertThat(never).isCancelled();
    }
  }

  @Test
  void thousandsOfCompletionsShareAFewQuestions() throws Exception {
    try (Line line = new Line(new Door())) {
      List<OrderId> ids = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        ids.add(line.door.orders().place(FakeOrders.request("c" + i, "k")).id());
      }
      List<CompletableFuture<ImageOrder>> completions =
          ids.stream().map(line.remote::completion).toList();
      ids.forEach(line.door.orders()::complete);
      for (CompletableFuture<ImageOrder> completion : completions) {
        assertThat(completion.get(60, TimeUnit.SECONDS).isEnded()).isTrue();
      }
      assertThat(line.transport.requests.size())
          .as("questions for 3,000 completions")
          .isLessThan(600);
    }
  }

  @Test
  void aCompletionSurvivesAnswersThatAreLost() throws Exception {
    try (Line line = new Line(new Door())) {
      OrderId id = line.door.orders().place(FakeOrders.request("c", "k")).id();
      line.door.orders().complete(id);
      line.transport.lose(20);
      assertThat(line.remote.completion(id).get(60, TimeUnit.SECONDS).isEnded()).isTrue();
    }
  }

  @Test
  void anOrderThatEndedWithAStatusOfANewerVersionIsWaitedForNoLonger() throws Exception {
    try (Line line = new Line(new Door())) {
      OrderId id = line.door.orders().place(FakeOrders.request("c", "k")).id();
      line.door.orders().change(id, order -> order.status(OrderStatus.UNRECOGNIZED).endedAt(AT));
      ImageOrder ended = line.remote.completion(id).get(60, TimeUnit.SECONDS);
      assertThat(ended.status()).isEqualTo(OrderStatus.UNRECOGNIZED);
      assertThat(line.transport.requests).hasSize(1);
    }
  }

  @Test
  void aCompletionThatIsRefusedFailsAndOneThatIsCancelledNoLongerWaits() throws Exception {
    try (Line line = new Line(new Door())) {
      line.transport.spoil(
          response ->
              Problems.response(new ImageOrderException(ErrorCode.UNAUTHENTICATED, "expired")));
      OrderId ended = line.door.orders().place(FakeOrders.request("c", "ended")).id();
      line.door.orders().complete(ended);
      CompletableFuture<ImageOrder> refused = line.remote.completion(ended);
      assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS)).hasMessageContaining("expired");
      OrderId id = line.door.orders().place(FakeOrders.request("c", "k")).id();
      CompletableFuture<ImageOrder> given = line.remote.completion(id);
      while (line.door.orders().watching() == 0) {
        Thread.onSpinWait();
      }
      given.cancel(false);
      while (line.door.orders().watching() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void anImageThatBreaksOffIsReadOnFromWhereItBroke() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    try (Line line = new Line(new Door())) {
      line.door.orders().images.put(new ImageId("pic"), bytes);
      line.transport
          .spoil(response -> breaking(response, 100_000))
          .spoil(response -> breaking(response, 0));
      try (ImageContent content = line.remote.open(new ImageId("pic"), ByteRange.from(10))) {
        assertThat(content.stream().readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, 10, bytes.length));
      }
      assertThat(line.transport.requests).hasSize(3);
      assertThat(line.transport.requests.get(1).headers().first("Range"))
          .contains("bytes=100010-299999");
    }
  }

  private static TransportResponse breaking(TransportResponse response, int after) {
    try {
      InputStream body = response.body().open();
      InputStream broken =
          new FilterInputStream(body) {
            private int left = after;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              if (left == 0) {
                throw new IOException("reset");
              }
              int count = super.read(target, offset, Math.min(length, left));
              left -= Math.max(0, count);
              return count;
            }
          };
      return response.with(TransportBody.once(broken, response.body().length()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anImageThatFitsNoMessageTravelsInPiecesBothWays() throws Exception {
    TransportTraits small = TransportTraits.buffering(70_000, 66_000);
    byte[] bytes = new byte[1_000_003];
    new Random(7).nextBytes(bytes);
    try (Line line =
        new Line(new Door(builder -> builder.images(new MemoryImageStore()).traits(small)))) {
      line.transport.lose(1);
      ImageId id = line.remote.upload("c", new ByteArrayInputStream(bytes));
      assertThat(line.door.orders().images.get(id)).isEqualTo(bytes);
      try (ImageContent content = line.remote.open(id)) {
        assertThat(content.totalBytes()).isEqualTo(bytes.length);
        assertThat(content.stream().readAllBytes()).isEqualTo(bytes);
      }
      try (ImageContent end = line.remote.open(id, ByteRange.last(200_000))) {
        assertThat(end.stream().readAllBytes())
            .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 200_000, bytes.length));
      }
    }
  }

  @Test
  void whatIsClosedAsksNoMore() throws Exception {
    try (Line line = new Line(new Door())) {
      OrderId id = line.door.orders().place(FakeOrders.request("c", "k")).id();
      CompletableFuture<ImageOrder> completion = line.remote.completion(id);
      line.remote.close();
      assertThatThrownBy(() -> completion.get(60, TimeUnit.SECONDS)).hasMessageContaining("closed");
      assertThat(refusal(() -> line.remote.get(id)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(refusal(() -> line.remote.completion(id)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }
}
