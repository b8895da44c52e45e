package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OutboxShop.request;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.outbox.OutboxImageOrders;
import org.junit.jupiter.api.Test;

/**
 * What an outbox does when the other side, its database or its customers' orders are in trouble.
 */
interface OutboxTroubleContract {

  /** An empty database. */
  OutboxDatabase database();

  private OutboxShop shop() {
    return new OutboxShop(database());
  }

  @Test
  default void anOrderWhoseEndWasToldInTheFeedCannotEndAgainInTheOutbox() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            shop.there.place(request);
            throw Line.refusal(ErrorCode.UNAVAILABLE);
          });
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      shop.until(() -> orders.explain(id).contains("UNAVAILABLE"));
      shop.ended(shop.there, id);
      Map<String, OrderEvent> told = new LinkedHashMap<>();
      OutboxShop.feed(orders, EventPage.START, 100).forEach(event -> told.put(event.id(), event));
      assertThat(told.values()).map(OrderEvent::type).contains(OrderEvent.Type.ORDER_COMPLETED);
      assertThat(orders.cancel(id).status()).isEqualTo(OrderStatus.COMPLETED);
      OutboxShop.feed(orders, EventPage.START, 100).forEach(event -> told.put(event.id(), event));
      assertThat(told.values())
          .map(OrderEvent::type)
          .filteredOn(
              Set.of(
                      OrderEvent.Type.ORDER_COMPLETED,
                      OrderEvent.Type.ORDER_CANCELLED,
                      OrderEvent.Type.ORDER_FAILED)
                  ::contains)
          .containsExactly(OrderEvent.Type.ORDER_COMPLETED);
    }
  }

  @Test
  default void anOrderThatWaitsBehindAnotherFailsAtItsDeadline() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.refuse(ErrorCode.OVERLOADED, Integer.MAX_VALUE);
      OutboxImageOrders orders = shop.outbox();
      OrderId first = shop.place(orders, request("ada", "first"));
      OrderRequest behind =
          OrderRequest.builder("ada")
              .idempotencyKey("behind")
              .prompt("answer")
              .deadline(Duration.ofSeconds(10))
              .build();
      ImageOrder failed = shop.ended(orders, shop.place(orders, behind));
      assertThat(failed.failure()).map(Failure::code).contains(ErrorCode.DEADLINE_EXCEEDED);
      assertThat(orders.get(first).isEnded()).isFalse();
      assertThat(shop.line.sent()).doesNotContain("behind");
    }
  }

  @Test
  default void aRefusalOfAnyLengthAndCharactersEndsTheOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            throw new ImageOrderException(
                ErrorCode.INVALID_REQUEST, "refused: \0 \ud83c " + "\u4e16".repeat(100_000));
          });
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      Failure why = shop.ended(orders, id).failure().orElseThrow();
      assertThat(why.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
      assertThat(why.message()).startsWith("refused: ? ? \u4e16");
    }
  }

  @Test
  default void anErrorOfTheOtherSideIsAFaultLikeAnyOther() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            throw new NoClassDefFoundError("a class that is missing there");
          });
      OutboxImageOrders orders = shop.outbox();
      ImageOrder failed = shop.ended(orders, shop.place(orders, request("ada", "cart-1")));
      assertThat(failed.failure()).map(Failure::code).contains(ErrorCode.INTERNAL);
      assertThat(shop.line.sent()).hasSize(8);
    }
  }

  /** An empty database, before whose connections are lent something happens. */
  private OutboxDatabase database(Runnable before) {
    OutboxDatabase sound = database();
    DataSource disturbed =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                  before.run();
                  return method.invoke(sound.dataSource(), arguments);
                });
    return new OutboxDatabase(disturbed, sound.url());
  }

  @Test
  default void anErrorOfTheDatabasesDriverStopsNoRelayForGood() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    Runnable breaking =
        () -> {
          if (broken.get()) {
            refused.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread, says the test");
          }
        };
    try (OutboxShop shop = new OutboxShop(database(breaking))) {
      OutboxImageOrders orders = shop.outbox();
      broken.set(true);
      shop.until(() -> refused.get() > 2);
      broken.set(false);
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      assertThat(shop.ended(orders, id).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void closingWaitsUntilTheDatabaseIsNotUsedAnyMore() throws Exception {
    AtomicBoolean slow = new AtomicBoolean();
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Runnable stopping =
        () -> {
          if (slow.compareAndSet(true, false)) {
            arrived.countDown();
            CompletableFuture.runAsync(() -> awaited(released)).join(); // whoever interrupts it
          }
        };
    try (OutboxShop shop = new OutboxShop(database(stopping))) {
      OutboxImageOrders orders = shop.outbox();
      shop.time.awaitPending(1);
      slow.set(true);
      shop.time.advance(Duration.ofSeconds(1));
      arrived.await();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(orders::close);
      shop.time.awaitPending(1); // it waits, though not for ever
      assertThat(closing).isNotDone();
      released.countDown();
      closing.join();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  default void outboxesOfOtherNamesMayTakeTheSameOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders ours = shop.counter();
      OutboxImageOrders theirs =
          shop.outbox(shop.line.orders(), settings -> settings.name("another"));
      OrderId id = shop.place(ours, request("ada", "cart-1"));
      assertThat(shop.place(theirs, request("ada", "cart-1"))).isEqualTo(id);
      shop.ended(theirs, id);
      assertThat(ours.get(id).status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(ours.cancel(id).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(theirs.get(id).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }
}
