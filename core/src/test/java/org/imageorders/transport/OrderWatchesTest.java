package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** Many who wait, over questions that the service would hold back for good. */
class OrderWatchesTest {

  private static Door patient() {
    return new Door(builder -> builder.pauses(new StoppedTime()));
  }

  private static OrderId order(Door door, String key) {
    return door.orders().place(FakeOrders.request("c", key)).id();
  }

  @Test
  void whoWatchesAnOrderWhoseEndIsWaitedForHearsOfEachChange() throws Exception {
    try (Door door = patient();
        RemoteImageOrders remote = RemoteImageOrders.builder(door.transport()).build()) {
      OrderId id = order(door, "k");
      CompletableFuture<ImageOrder> end = remote.completion(id);
      while (door.orders().watching() == 0) {
        Thread.onSpinWait();
      }
      LinkedBlockingQueue<OrderStatus> told = new LinkedBlockingQueue<>();
      var unused = remote.watch(id, order -> told.add(order.status()));
      assertThat(told.take()).isEqualTo(OrderStatus.ACCEPTED);
      door.orders().change(id, changed -> changed.status(OrderStatus.GENERATING));
      assertThat(told.take()).isEqualTo(OrderStatus.GENERATING);
      door.orders().complete(id);
      assertThat(told.take()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(end.get(60, TimeUnit.SECONDS).isEnded()).isTrue();
    }
  }

  @Test
  void whoComesWhileAnAnswerIsUnderWayHearsFirstAnAnswerThatWasAskedForSince() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (Door door = patient()) {
      FlakyTransport transport = new FlakyTransport(door.transport());
      try (RemoteImageOrders remote = RemoteImageOrders.builder(transport).executor(one).build()) {
        OrderId id = order(door, "k");
        CompletableFuture<Void> older = new CompletableFuture<>();
        CompletableFuture<Void> olderAnswered = transport.hold(older);
        LinkedBlockingQueue<OrderStatus> toldBefore = new LinkedBlockingQueue<>();
        var unused = remote.watch(id, order -> toldBefore.add(order.status()));
        olderAnswered.get(60, TimeUnit.SECONDS);
        door.orders().change(id, changed -> changed.status(OrderStatus.GENERATING));

        CompletableFuture<Void> newer = new CompletableFuture<>();
        CompletableFuture<Void> newerAnswered = transport.hold(newer);
        LinkedBlockingQueue<OrderStatus> told = new LinkedBlockingQueue<>();
        var unusedToo = remote.watch(id, order -> told.add(order.status()));
        newerAnswered.get(60, TimeUnit.SECONDS);
        older.complete(null);
        assertThat(toldBefore.take()).isEqualTo(OrderStatus.ACCEPTED);
        one.submit(() -> {}).get(60, TimeUnit.SECONDS); // the older answer was told to all
        newer.complete(null);
        assertThat(told.take()).isEqualTo(OrderStatus.GENERATING);
      }
    } finally {
      one.shutdown();
    }
  }

  @Test
  void whoComesAfterTheOrderWasPlacedDoesNotHearThatItWasMissingBefore() throws Exception {
    try (Door door = patient()) {
      FlakyTransport transport = new FlakyTransport(door.transport());
      try (RemoteImageOrders remote = RemoteImageOrders.builder(transport).build()) {
        OrderId id = remote.idOf("c", "k");
        CompletableFuture<Void> older = new CompletableFuture<>();
        CompletableFuture<Void> olderAnswered = transport.hold(older);
        CompletableFuture<ImageOrder> early = remote.completion(id);
        olderAnswered.get(60, TimeUnit.SECONDS);
        assertThat(order(door, "k")).isEqualTo(id);
        CompletableFuture<ImageOrder> late = remote.completion(id);
        older.complete(null);
        assertThatThrownBy(() -> early.get(60, TimeUnit.SECONDS))
            .hasMessageContaining("there is no order");
        door.orders().complete(id);
        assertThat(late.get(60, TimeUnit.SECONDS).isEnded()).isTrue();
      }
    }
  }

  @Test
  void whoWasToldNothingIsAskedForAgainThoughAnOlderQuestionGoesOn() throws Exception {
    try (Door door = patient()) {
      FlakyTransport transport =
          new FlakyTransport(door.transport())
              .spoil(first -> first)
              .spoil(second -> second)
              .lose(1);
      try (RemoteImageOrders remote = RemoteImageOrders.builder(transport).build()) {
        OrderId id = order(door, "k");
        LinkedBlockingQueue<OrderStatus> toldBefore = new LinkedBlockingQueue<>();
        var unused = remote.watch(id, order -> toldBefore.add(order.status()));
        assertThat(toldBefore.take()).isEqualTo(OrderStatus.ACCEPTED);
        while (transport.requests.size() < 2) {
          Thread.onSpinWait();
        }
        LinkedBlockingQueue<OrderStatus> told = new LinkedBlockingQueue<>();
        var unusedToo = remote.watch(id, order -> told.add(order.status()));
        assertThat(told.take()).isEqualTo(OrderStatus.ACCEPTED);
      }
    }
  }

  @Test
  void aConsumerThatBreaksTakesNobodyAlong() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    CountDownLatch both = new CountDownLatch(1);
    one.execute(
        () -> {
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    try (Door door = patient();
        RemoteImageOrders remote =
            RemoteImageOrders.builder(door.transport()).executor(one).build()) {
      OrderId other = order(door, "other");
      CompletableFuture<ImageOrder> broken =
          remote.watch(
              order(door, "broken"),
              order -> {
                throw new AssertionError("broken");
              });
      CompletableFuture<ImageOrder> whole = remote.completion(other);
      both.countDown();
      assertThatThrownBy(() -> broken.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AssertionError.class);
      door.orders().complete(other);
      assertThat(whole.get(60, TimeUnit.SECONDS).isEnded()).isTrue();
    } finally {
      one.shutdown();
    }
  }

  @Test
  void whoComesAfterAQuestionWasCalledOffIsAskedForTogetherWithOthers() throws IOException {
    StoppedTime time = new StoppedTime();
    try (Door door = patient()) {
      FlakyTransport transport = new FlakyTransport(door.transport());
      try (RemoteImageOrders remote =
          RemoteImageOrders.builder(transport).executor(Runnable::run).pauses(time).build()) {
        List<OrderId> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          ids.add(order(door, "k" + i));
          var unused = remote.completion(ids.get(i));
        }
        assertThat(transport.requests).as("four small ones, and one instead of a fifth").hasSize(5);
        time.ring(OrderWatches.BETWEEN_CALLS_OFF);
        assertThat(transport.requests).hasSize(6);
        byte[] last = transport.requests.get(5).body().open().readAllBytes();
        assertThat(new String(last, StandardCharsets.UTF_8))
            .contains(ids.subList(5, 100).stream().map(OrderId::value).toList());
      }
    }
  }

  @Test
  void anExecutorThatIsFullForAMomentEndsNoWait() throws Exception {
    AtomicInteger rejections = new AtomicInteger(5);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Door door = new Door();
        RemoteImageOrders remote =
            RemoteImageOrders.builder(door.transport())
                .executor(
                    work -> {
                      if (rejections.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                      }
                      threads.execute(work);
                    })
                .build()) {
      OrderId id = order(door, "k");
      CompletableFuture<ImageOrder> end = remote.completion(id);
      door.orders().complete(id);
      assertThat(end.get(60, TimeUnit.SECONDS).isEnded()).isTrue();
    } finally {
      threads.shutdown();
    }
  }
}
