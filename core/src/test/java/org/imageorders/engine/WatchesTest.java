package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.imageorders.ImageOrder;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.store.OrderStore.Change;
import org.junit.jupiter.api.Test;

class WatchesTest {

  private static final OrderId ID = OrderId.of("shop", "customer-1", "key-1");
  private static final Change ORDER = new Change("shop", ID);

  @Test
  void whoComesWhileAnOrderIsReadIsNotToldWhatWasReadBefore() throws Exception {
    BlockingQueue<ImageOrder> kept = new ArrayBlockingQueue<>(2);
    kept.add(version(1));
    kept.add(version(2));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch joined = new CountDownLatch(1);
    try (Watches watches =
        new Watches(
            order -> {
              ImageOrder read = kept.remove();
              reading.countDown();
              await(joined);
              return read;
            },
            Pauses.system())) {
      CompletableFuture<ImageOrder> early = new CompletableFuture<>();
      var unused = watches.watch(ORDER, early::complete);
      reading.await();
      CompletableFuture<ImageOrder> late = new CompletableFuture<>();
      unused = watches.watch(ORDER, late::complete);
      joined.countDown();

      assertThat(early.get().version()).isEqualTo(1);
      assertThat(late.get().version()).isEqualTo(2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ImageOrder version(long version) {
    OrderRequest request = OrderRequest.builder("customer-1").prompt("one").build();
    Money nothing = Money.usd("0");
    return ImageOrder.builder(ID)
        .version(version)
        .request(request)
        .cost(new OrderCost(nothing, nothing, nothing))
        .acceptedAt(Instant.EPOCH)
        .build();
  }
}
