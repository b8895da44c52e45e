package org.imageorders.testkit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.OrderEvent.Type.IMAGE_FAILED;
import static org.imageorders.OrderEvent.Type.IMAGE_READY;
import static org.imageorders.OrderEvent.Type.ORDER_ACCEPTED;
import static org.imageorders.OrderEvent.Type.ORDER_CANCELLED;
import static org.imageorders.OrderEvent.Type.ORDER_COMPLETED;
import static org.imageorders.OrderEvent.Type.ORDER_STARTED;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.consume.SetAside;
import org.imageorders.testkit.OrderRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumers that are stopped at the worst moment, and what others do meanwhile. */
class DisturbedConsumerTest {

  private static final List<OrderEvent.Type> STORY =
      List.of(ORDER_ACCEPTED, ORDER_STARTED, IMAGE_READY, ORDER_COMPLETED);

  private final Shop shop = new Shop();
  private final List<OrderEvent> handled = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    shop.close();
  }

  private static int waiting(EventConsumer consumer) {
    return consumer.setAside().stream().mapToInt(SetAside::waiting).sum();
  }

  private static void fail() {
    throw new IllegalStateException("no such account");
  }

  /** An order that has ended, of the share of another one. */
  private OrderId beside(OrderId other, int number) {
    char share = other.value().charAt(39);
    String key = "beside-" + number;
    while (shop.orders.idOf("bob", key).value().charAt(39) != share) {
      key += "'";
    }
    OrderId id = shop.orders.place(OrderRequests.keyed("bob", key, "answer")).id();
    return shop.orders.completion(id).join().id();
  }

  @Test
  void aShareWhoseFirstEventWaitedWhileHundredsBehindItWereHandledGoesOnAfterARestart() {
    OrderId first = shop.ended("answer");
    for (int number = 0; number < 75; number++) {
      beside(first, number);
    }
    EventConsumer before =
        shop.consumer(
            event -> {
              if (event.order().equals(first)) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the bank is closed");
              }
              handled.add(event);
            });
    Shop.await(() -> handled.size() > 256);
    before.close();
    shop.consumer(handled::add);
    Shop.await(() -> handled.size() == 76 * 4);
    assertThat(Shop.of(first, handled)).isEqualTo(STORY);
  }

  @Test
  void anInstanceThatStoppedWhileItSetAnEventAsideOverwritesNothingThatTheNextOneDid()
      throws Exception {
    OrderId order = shop.ended("answer");
    Line line = new Line(shop.state);
    Line.Hold hold = line.hold("consumer/billing/aside-event/");
    AtomicBoolean well = new AtomicBoolean();
    EventHandler handler =
        event -> {
          if (event.type() != ORDER_ACCEPTED && !well.get()) {
            fail();
          }
          handled.add(event);
        };
    EventConsumer stopped = shop.consumer(line, handler, builder -> builder.tries(1));
    hold.arrived().await();
    EventConsumer other = shop.consumer(shop.state, handler, builder -> builder.tries(1));
    shop.time.awaitPending(2);
    line.cut(true);
    for (int quarter = 1; quarter <= 3; quarter++) {
      shop.time.advance(Shop.LEASE.dividedBy(4));
      shop.time.awaitPending(2);
    }
    Shop.await(() -> other.status().shares().size() == 16);
    Shop.await(() -> waiting(other) == 3);
    line.cut(false);
    hold.released().countDown();
    stopped.close(); // once it is done with that
    assertThat(waiting(other)).isEqualTo(3);
    well.set(true);
    assertThat(other.replay(order).handled()).isEqualTo(3);
    assertThat(Shop.of(order, handled)).isEqualTo(STORY);
  }

  @Test
  void aFeedThatWasAskedAndDoesNotAnswerIsToldByTheStatusUntilItDoes() throws Exception {
    shop.ended("answer");
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ImageOrders hanging =
        (ImageOrders)
            Proxy.newProxyInstance(
                ImageOrders.class.getClassLoader(),
                new Class<?>[] {ImageOrders.class},
                (self, called, arguments) -> {
                  arrived.countDown();
                  released.await();
                  return called.invoke(shop.orders, arguments);
                });
    EventConsumer consumer =
        shop.consumer(hanging, shop.state, handled::add, builder -> builder.lease(Shop.LEASE));
    arrived.await();
    assertThat(consumer.status().lastProblem()).isEmpty();
    shop.time.advance(Duration.ofMinutes(3));
    assertThat(consumer.status().lastProblem().orElseThrow().what())
        .isEqualTo("the feed was asked at 2026-01-01T00:00:00Z and has not answered");
    assertThat(consumer.status().behind()).isEqualTo(Duration.ofMinutes(3));
    released.countDown();
    Shop.await(() -> handled.size() == 4);
    assertThat(consumer.status().lastProblem()).isEmpty();
  }

  @Test
  void whatIsSetAsideWhileAReplayOfItsOrderEndsStays() throws Exception {
    OrderId order = shop.orders.place(OrderRequests.of("ada", "hang")).id();
    Line line = new Line(shop.state);
    EventConsumer consumer =
        shop.consumer(line, event -> fail(), builder -> builder.tries(1).threads(1));
    Shop.await(() -> waiting(consumer) == 2);
    Line slow = new Line(shop.state);
    Line.Hold hold = slow.hold("consumer/billing/aside-event/"); // it writes none, and clears some
    EventConsumer tool = EventConsumer.builder(shop.orders, slow, "billing", handled::add).build();
    CompletableFuture<Void> replay = CompletableFuture.runAsync(() -> tool.replay(order));
    hold.arrived().await();
    shop.orders.cancel(order);
    String head = "consumer/billing/aside/" + order;
    Shop.await(
        () ->
            shop.state
                .read(head)
                .filter(
                    found ->
                        found.text().contains("\"end\":4")
                            || found.text().contains("\"first\":0,\"end\":2"))
                .isPresent());
    hold.released().countDown();
    replay.join();
    if (!consumer.setAside().isEmpty()) {
      tool.replay(order);
    }
    assertThat(Shop.of(order, handled))
        .containsExactly(ORDER_ACCEPTED, ORDER_STARTED, IMAGE_FAILED, ORDER_CANCELLED);
    assertThat(shop.state.list("consumer/billing/aside")).isEmpty();
  }
}
