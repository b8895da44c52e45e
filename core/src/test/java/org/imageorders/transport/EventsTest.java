package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.imageorders.ImageOrder;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.transport.TransportBody.Chunks;
import org.junit.jupiter.api.Test;

class EventsTest {

  private static final Duration HEARTBEAT = WireLimits.defaults().heartbeat();

  private static OrderEvent event(int number) {
    return OrderEvent.builder(
            "e" + number, OrderEvent.Type.ORDER_ACCEPTED, OrderId.of("default", "c", "k"))
        .customer("c")
        .at(Instant.EPOCH)
        .build();
  }

  @Test
  void theFeedIsReadInPagesByItsCursor() throws Exception {
    try (Door door = new Door()) {
      for (int i = 0; i < 3; i++) {
        door.orders().events.add(event(i));
      }
      assertThat(door.get("/v1/events?limit=2").body())
          .contains("\"e0\"", "\"e1\"", "\"cursor\":\"2\"")
          .doesNotContain("\"e2\"");
      assertThat(door.get("/v1/events?after=2").body())
          .contains("\"e2\"", "\"cursor\":\"3\"")
          .doesNotContain("\"e1\"");
      for (String wrong :
          new String[] {
            "limit=0", "limit=1001", "limit=x", "wait=61", "wait=-1", "wait=1e9", "wait=x"
          }) {
        assertThat(door.get("/v1/events?" + wrong).status()).as(wrong).isEqualTo(400);
      }
    }
  }

  @Test
  void aWaitForEventsLooksNowAndThenAndHoldsNoThread() throws Exception {
    StoppedTime time = new StoppedTime();
    try (Door door = new Door(builder -> builder.pauses(time))) {
      CompletableFuture<TransportResponse> answer =
          door.endpoint.handle(
              Caller.of("default"), TransportRequest.of("GET", "/v1/events?wait=30.5"));
      time.awaitAlarms(Duration.ofMillis(30_500), 1);
      door.orders().events.add(event(0));
      time.awaitAlarms(Duration.ofMillis(25), 1);
      time.ring();
      assertThat(Door.read(answer.get(60, TimeUnit.SECONDS)).body()).contains("e0");
    }
  }

  private static Chunks changes(Door door, OrderId id, Optional<String> lastEvent)
      throws Exception {
    TransportRequest plain = TransportRequest.of("GET", "/v1/orders/" + id + "/events");
    TransportRequest request =
        lastEvent.map(version -> plain.with("Last-Event-ID", version)).orElse(plain);
    TransportResponse response =
        door.endpoint.handle(Caller.of("default"), request).get(60, TimeUnit.SECONDS);
    assertThat(response.headers().first("Content-Type")).contains("text/event-stream");
    return response.body().chunks().orElseThrow();
  }

  private static Optional<String> text(CompletableFuture<Optional<byte[]>> chunk) throws Exception {
    return chunk.get(60, TimeUnit.SECONDS).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void eachChangeIsAnEventWithTheVersionAsItsIdAndTheEndOfTheOrderIsTheEnd() throws Exception {
    StoppedTime time = new StoppedTime();
    try (Door door = new Door(builder -> builder.pauses(time))) {
      ImageOrder order = door.orders().place(FakeOrders.request("c", "k"));
      Chunks chunks = changes(door, order.id(), Optional.empty());
      assertThat(text(chunks.next()).orElseThrow())
          .startsWith("id: 1\nevent: order\ndata: {\"id\":")
          .endsWith("}\n\n");
      CompletableFuture<Optional<byte[]>> next = chunks.next();
      time.awaitAlarms(HEARTBEAT, 1);
      time.ring();
      assertThat(text(next)).contains(":\n\n");
      next = chunks.next();
      door.orders().change(order.id(), changed -> changed.status(OrderStatus.GENERATING));
      assertThat(text(next).orElseThrow()).startsWith("id: 2\n");
      door.orders().change(order.id(), changed -> changed);
      door.orders().complete(order.id());
      assertThat(text(chunks.next()).orElseThrow()).startsWith("id: 4\n").contains("COMPLETED");
      assertThat(text(chunks.next())).isEmpty();
    }
  }

  @Test
  void aReaderThatComesBackHearsOnlyWhatIsNew() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = door.orders().place(FakeOrders.request("c", "k"));
      Chunks chunks = changes(door, order.id(), Optional.of("1"));
      CompletableFuture<Optional<byte[]>> next = chunks.next();
      assertThat(next).isNotDone();
      door.orders().complete(order.id());
      assertThat(text(next).orElseThrow()).startsWith("id: 2\n");
      assertThat(text(chunks.next())).isEmpty();
    }
  }

  @Test
  void closingTheReaderOrTheEndpointEndsTheStream() throws Exception {
    try (Door door = new Door()) {
      ImageOrder order = door.orders().place(FakeOrders.request("c", "k"));
      Chunks given = changes(door, order.id(), Optional.of("1"));
      CompletableFuture<Optional<byte[]>> next = given.next();
      given.close();
      assertThat(text(next)).isEmpty();
      assertThat(door.orders().watching()).isZero();
      Chunks left = changes(door, order.id(), Optional.of("1"));
      next = left.next();
      door.endpoint.close();
      assertThat(text(next)).isEmpty();
      assertThat(text(changes(door, order.id(), Optional.of("1")).next())).isEmpty();
    }
  }

  @Test
  void whereEventsCannotPassTheyAreRefused() throws Exception {
    try (Door door =
        new Door(builder -> builder.traits(TransportTraits.buffering(65_536, 65_536)))) {
      ImageOrder order = door.orders().place(FakeOrders.request("c", "k"));
      assertThat(door.get("/v1/orders/" + order.id() + "/events").status()).isEqualTo(400);
    }
  }
}
