package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.imageorders.ImageOrder;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.file.FileImageStore;
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
  void whoeverTakesImagesOfAnySizeNeedsRoomForAnUsualOne(@TempDir Path directory) throws Exception {
    try (Room room = new Room();
        FileImageStore images = FileImageStore.in(directory)) {
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.answering(),
              builder -> builder.imageStore(images).largestImage(Long.MAX_VALUE));
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      assertThat(engine.completion(order.id()).get(30, TimeUnit.SECONDS).status())
          .isEqualTo(OrderStatus.COMPLETED);
      engine.close();
    }
  }
}
