package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.Waiting.Reason;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.Submission;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.FaultyImageStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image store without room. */
class StorageTest {

  @Test
  void withoutRoomNoCallIsPaidAndWithRoomAgainWorkGoesOn() throws Exception {
    try (Room room = new Room()) {
      FaultyImageStore images = new FaultyImageStore(room.images);
      images.object("the disk is full");
      ScriptedProvider provider = ScriptedProvider.answering();
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.imageStore(images));
      ImageOrder order = engine.place(Room.request().prompt("one").build());
      awaitWaiting(engine, 1); // an alarm of before is no sign that the engine has seen the order
      for (int second = 0; second < 100; second++) {
        room.awaitQuiet(engine, order.id());
        room.time.advance(Duration.ofSeconds(1));
      }

      assertThat(provider.calls()).isZero();
      assertThat(engine.get(order.id()).waiting().map(Waiting::reason))
          .contains(Waiting.Reason.STORAGE_UNAVAILABLE);
      assertThat(engine.explain(order.id())).contains("the disk is full");

      images.object("");
      assertThat(room.ended(engine, order.id()).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void onlySoManyCallsRunAsThereIsRoomForWhatTheyDraw() throws Exception {
    try (Room room = new Room()) {
      FaultyImageStore images = new FaultyImageStore(room.images);
      images.leave(350);
      ScriptedProvider provider = ScriptedProvider.script().thenHang();
      EmbeddedImageOrders engine =
          room.engine(
              provider, builder -> builder.imageStore(images).largestImage(100).concurrency(8));
      for (int order = 0; order < 5; order++) {
        engine.place(Room.request().prompt("one").build());
      }
      provider.awaitCalls(3);
      OrderId waiting = awaitWaiting(engine, 2).get(0);
      assertThat(provider.calls()).isEqualTo(3);
      assertThat(engine.explain(waiting)).contains("has 350 bytes left", "may need 400");
      assertThat(engine.explain(drawn(engine))).doesNotContain("could not be kept");

      images.leave(400);
      engine.place(Room.request().prompt("one").build());
      provider.awaitCalls(4);
      waiting = awaitWaiting(engine, 2).get(0);
      assertThat(provider.calls()).isEqualTo(4);

      images.leave(500);
      engine.cancel(waiting);
      provider.awaitCalls(5);
      awaitWaiting(engine, 0);
    }
  }

  private static OrderId drawn(EmbeddedImageOrders engine) {
    return engine.list(OrderQuery.builder().build()).orders().stream()
        .map(ImageOrder::id)
        .filter(id -> engine.get(id).waiting().orElseThrow().reason() == Reason.GENERATING)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anOrderThatIsDrawnLaterIsNotToldOfADiskThatHasRoomAgain() throws Exception {
    try (Room room = new Room()) {
      FaultyImageStore images = new FaultyImageStore(room.images);
      ScriptedProvider provider =
          ScriptedProvider.script()
              .thenBy(
                  call -> {
                    images.object("the disk is full");
                    return Answer.fail(Submission.REJECTED, ErrorCode.PROVIDER_UNAVAILABLE)
                        .retryAfter(Duration.ofHours(1));
                  });
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.imageStore(images));
      OrderId order = engine.place(Room.request().prompt("one").build()).id();
      provider.awaitCalls(1);
      room.awaitSettled(engine, order, () -> false);
      awaitWaiting(engine, 1);

      images.object("");
      for (int second = 0; second < 3; second++) {
        room.awaitQuiet(engine, order);
        room.time.advance(Duration.ofSeconds(1));
      }

      awaitWaiting(engine, 0);
      assertThat(engine.explain(order)).doesNotContain("the disk is full");
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  /** Waits until so many orders wait for room in the image store. */
  private static List<OrderId> awaitWaiting(EmbeddedImageOrders engine, int count) {
    while (true) {
      List<OrderId> waiting =
          engine.list(OrderQuery.builder().build()).orders().stream()
              .map(order -> engine.get(order.id()))
              .filter(
                  order ->
                      order
                          .waiting()
                          .filter(why -> why.reason() == Waiting.Reason.STORAGE_UNAVAILABLE)
                          .isPresent())
              .map(ImageOrder::id)
              .toList();
      if (waiting.size() == count) {
        return waiting;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void whoeverTakesImagesOfAnySizeNeedsRoomForAnUsualOne(@TempDir Path directory) throws Exception {
    try (Room room = new Room();
        FileImageStore images = FileImageStore.in(directory)) {
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.answering(),
              builder -> builder.imageStore(images).largestImage(Long.MAX_VALUE));
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      assertThat(engine.completion(order.id()).get(60, TimeUnit.SECONDS).status())
          .isEqualTo(OrderStatus.COMPLETED);
      engine.close();
    }
  }
}
