package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ImageOrder;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.transport.Door.Answer;
import org.junit.jupiter.api.Test;

/** Answers that are held back until an order changes. */
class EndpointWaitsTest {

  private static ImageOrder placed(Door door) {
    return door.orders().place(FakeOrders.request("c", "k"));
  }

  @Test
  void aPreferredWaitEndsWhenTheOrderChangesAndHoldsNoThread() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = placed(door);
      TransportRequest get =
          TransportRequest.of("GET", "/v1/orders/" + order.id())
              .with("If-None-Match", "W/\"1\"")
              .with("Prefer", "respond-async, wait=50");
      CompletableFuture<TransportResponse> answer = door.endpoint.handle(Caller.of("default"), get);
      awaitWatching(door, 1);
      door.orders().change(order.id(), changed -> changed.status(OrderStatus.GENERATING));
      Answer changed = Door.read(answer.get(60, TimeUnit.SECONDS));
      assertThat(changed.status()).isEqualTo(200);
      assertThat(changed.header("ETag")).isEqualTo("W/\"2\"");
      assertThat(changed.header("Preference-Applied")).isEqualTo("wait=50");
      awaitWatching(door, 0);
    }
  }

  @Test
  void aWaitThatIsOverAnswersWithWhatThereIs() throws Exception {
    StoppedTime time = new StoppedTime();
    try (Door door = new Door(builder -> builder.pauses(time))) {
      ImageOrder order = placed(door);
      TransportRequest get =
          TransportRequest.of("GET", "/v1/orders/" + order.id()).with("Prefer", "wait=20");
      CompletableFuture<TransportResponse> plain = door.endpoint.handle(Caller.of("default"), get);
      CompletableFuture<TransportResponse> conditional =
          door.endpoint.handle(Caller.of("default"), get.with("If-None-Match", "W/\"1\""));
      time.awaitAlarms(Duration.ofSeconds(20), 2);
      time.ring();
      assertThat(plain.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(conditional.get(60, TimeUnit.SECONDS).status()).isEqualTo(304);
      awaitWatching(door, 0);
    }
  }

  @Test
  void anAbortedRequestNoLongerWaits() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = placed(door);
      TransportRequest get =
          TransportRequest.of("GET", "/v1/orders/" + order.id()).with("Prefer", "wait=50");
      CompletableFuture<TransportResponse> answer = door.endpoint.handle(Caller.of("default"), get);
      awaitWatching(door, 1);
      answer.cancel(true);
      awaitWatching(door, 0);
    }
  }

  @Test
  void closingAnswersWhoWaits() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = placed(door);
      CompletableFuture<TransportResponse> answer =
          door.endpoint.handle(
              Caller.of("default"),
              TransportRequest.of("GET", "/v1/orders/" + order.id()).with("Prefer", "wait=50"));
      awaitWatching(door, 1);
      door.endpoint.close();
      assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  @Test
  void aWaitIsAnsweredThoughNoThreadIsFreeWhenItEnds() throws Exception {
    StoppedTime time = new StoppedTime();
    AtomicBoolean full = new AtomicBoolean();
    try (Door door = new Door()) {
      Executor bounded =
          work -> {
            if (full.get()) {
              throw new RejectedExecutionException("full");
            }
            door.threads.execute(work);
          };
      ImageOrder order = placed(door);
      for (String way : new String[] {"over", "changed"}) {
        OrderEndpoint endpoint = OrderEndpoint.builder(door::orders, bounded).pauses(time).build();
        CompletableFuture<TransportResponse> answer =
            endpoint.handle(
                Caller.of("default"),
                TransportRequest.of("GET", "/v1/orders/" + order.id()).with("Prefer", "wait=20"));
        time.awaitAlarms(Duration.ofSeconds(20), 1);
        full.set(true);
        if (way.equals("over")) {
          time.ring();
        } else {
          door.orders().complete(order.id());
        }
        assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        full.set(false);
      }
    }
  }

  @Test
  void aWaitForManyTellsWhatChangedAndWhatCannotBeWaitedFor() throws Exception {
    try (Door door = new Door()) {
      ImageOrder ended = placed(door);
      door.orders().complete(ended.id());
      ImageOrder open = door.orders().place(FakeOrders.request("c", "open"));
      String nobody = "0".repeat(40);
      Answer answer =
          door.post(
              "/v1/orders/wait",
              "{\"wait\":\"PT50S\",\"orders\":[{\"id\":\""
                  + ended.id()
                  + "\"},{\"id\":\""
                  + open.id()
                  + "\",\"version\":1},{\"id\":\""
                  + nobody
                  + "\"}]}");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"version\":2")
          .doesNotContain(open.id().value())
          .contains("NOT_FOUND");
      awaitWatching(door, 0);
      assertThat(door.post("/v1/orders/wait", "{\"orders\":[]}").status()).isEqualTo(400);
    }
  }

  @Test
  void anOrderThatFindsNoRoomBesideErrorsGoesIntoTheNextAnswer() throws Exception {
    TransportTraits small = TransportTraits.buffering(1_000_000, 70_000);
    try (Door door = new Door(builder -> builder.traits(small))) {
      ImageOrder large =
          door.orders()
              .place(
                  OrderRequest.builder("c")
                      .prompt("x".repeat(30_000))
                      .prompt("x".repeat(30_000))
                      .build());
      String wanted = "{\"id\":\"" + large.id() + "\",\"version\":0}";
      StringBuilder absent = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        absent.append(",{\"id\":\"").append("%040x".formatted(i)).append("\"}");
      }
      assertThat(door.post("/v1/orders/wait", "{\"orders\":[" + wanted + absent + "]}").body())
          .contains("NOT_FOUND")
          .doesNotContain("TOO_LARGE");
      assertThat(door.post("/v1/orders/wait", "{\"orders\":[" + wanted + "]}").body())
          .contains("\"version\":1");
    }
  }

  private static void awaitWatching(Door door, long count) {
    while (door.orders().watching() != count) {
      Thread.onSpinWait();
    }
  }
}
