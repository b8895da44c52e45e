package org.imageorders.testkit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.OrderEvent.Type.IMAGE_READY;
import static org.imageorders.OrderEvent.Type.ORDER_ACCEPTED;
import static org.imageorders.OrderEvent.Type.ORDER_COMPLETED;
import static org.imageorders.OrderEvent.Type.ORDER_STARTED;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.consume.ConsumerStatus;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.SetAside;
import org.imageorders.consume.StartAt;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.testkit.OrderRequests;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several instances of one consumer, and what they do when one dies or a store is another. */
class SharedConsumerTest {

  private static final List<OrderEvent.Type> STORY =
      List.of(ORDER_ACCEPTED, ORDER_STARTED, IMAGE_READY, ORDER_COMPLETED);

  private final Shop shop = new Shop();
  private final List<OrderEvent> handled = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    shop.close();
  }

  private static int shares(EventConsumer consumer) {
    return consumer.status().shares().size();
  }

  /** Lets time go on by a quarter of a lease at a time, once every instance waits for it. */
  private void passQuartersUntil(BooleanSupplier condition, int instances) {
    while (!condition.getAsBoolean()) {
      if (shop.time.pending() >= instances) {
        shop.time.advance(Shop.LEASE.dividedBy(4));
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aShareWhoseLastOwnerWritesWhileItIsTakenIsTakenAllTheSame() throws InterruptedException {
    EventConsumer first = shop.consumer(handled::add);
    Shop.await(() -> shares(first) == 16);
    first.close();
    Line line = new Line(shop.state);
    Line.Hold taking = line.hold("consumer/billing/share/");
    EventConsumer second = shop.consumer(line, handled::add, builder -> builder);
    taking.arrived().await();
    shop.state
        .list("consumer/billing/share/")
        .forEach(share -> shop.state.write(share.name(), share.version(), share.text()));
    taking.released().countDown();
    Shop.await(() -> shares(second) == 16);
  }

  @Test
  void instancesShareTheOrdersAndEachEventIsHandledByOne() {
    List<OrderEvent> there = Collections.synchronizedList(new ArrayList<>());
    EventConsumer first = shop.consumer(handled::add);
    Shop.await(() -> shares(first) == 16);
    EventConsumer second = shop.consumer(there::add);
    passQuartersUntil(() -> shares(first) == 8 && shares(second) == 8, 2);
    Set<Integer> all = new HashSet<>(first.status().shares());
    all.addAll(second.status().shares());
    assertThat(all).hasSize(16);
    List<OrderId> orders = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      orders.add(shop.ended("answer"));
    }
    Shop.await(() -> handled.size() + there.size() == 160);
    assertThat(handled).isNotEmpty();
    assertThat(there).isNotEmpty();
    for (OrderId order : orders) {
      List<OrderEvent.Type> here = Shop.of(order, handled);
      assertThat(here.isEmpty() ? Shop.of(order, there) : here).isEqualTo(STORY);
    }
  }

  @Test
  void anInstanceThatClosesLeavesItsSharesToTheOthersAtOnce() throws Exception {
    EventConsumer first = shop.consumer(handled::add);
    Shop.await(() -> shares(first) == 16);
    EventConsumer second = shop.consumer(handled::add);
    passQuartersUntil(() -> shares(first) == 8 && shares(second) == 8, 2);
    shop.time.awaitPending(2); // both are done with what they did
    first.close();
    shop.time.advance(Shop.LEASE.dividedBy(4)); // when the other looks next
    Shop.await(() -> shares(second) == 16);
    OrderId order = shop.ended("answer");
    Shop.await(() -> Shop.of(order, handled).equals(STORY));
  }

  @Test
  void anInstanceThatDiesIsReplacedWithinOneLeaseAndNothingIsSkipped() throws Exception {
    OrderId order = shop.ended("answer");
    Line line = new Line(shop.state);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch dead = new CountDownLatch(1);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    EventConsumer dying =
        shop.consumer(
            line,
            event -> {
              seen.add(event.id());
              if (event.type() == ORDER_STARTED) {
                second.countDown();
                dead.await();
              }
            },
            builder -> builder.drain(Duration.ZERO));
    second.await();
    EventConsumer other =
        shop.consumer(
            event -> {
              seen.add(event.id());
              handled.add(event);
            });
    shop.time.awaitPending(3); // two leases, and the limit of the handler that runs
    line.cut(true);
    for (int quarter = 1; quarter <= 3; quarter++) {
      shop.time.advance(Shop.LEASE.dividedBy(4));
      shop.time.awaitPending(3);
    }
    Shop.await(() -> shares(other) == 16);
    Shop.await(() -> Shop.of(order, handled).equals(STORY));
    line.cut(false);
    dead.countDown(); // it handled an event that is another's by now, and nothing comes of it
    passQuartersUntil(() -> shares(dying) == 8 && shares(other) == 8, 2);
    assertThat(Shop.of(order, handled)).isEqualTo(STORY);
    OrderId later = shop.ended("answer");
    Shop.await(() -> seen.containsAll(Shop.ids(later)));
  }

  @Test
  void aDeadInstanceWhoseLineIsBackHandlesNothingOnASharesOldVersion() throws Exception {
    Line line = new Line(shop.state);
    List<OrderEvent> late = Collections.synchronizedList(new ArrayList<>());
    EventConsumer stopped = shop.consumer(line, late::add, builder -> builder);
    Shop.await(() -> shares(stopped) == 16);
    shop.time.awaitPending(1);
    line.cut(true);
    shop.time.advance(Shop.LEASE); // its lease is over, and it knows
    OrderId order = shop.ended("answer");
    EventConsumer other = shop.consumer(handled::add);
    Shop.await(() -> Shop.of(order, handled).equals(STORY));
    Shop.await(() -> shares(other) == 16);
    Shop.await(() -> stopped.status().lastProblem().isPresent());
    assertThat(late).isEmpty();
  }

  @Test
  void anEventThatEndsItsProcessEachTimeIsSetAsideWithoutAnotherTry() {
    OrderId order = shop.ended("answer");
    String number = String.valueOf(Character.digit(order.value().charAt(39), 16) + 100);
    shop.state.write(
        "consumer/billing/share/" + number.substring(1),
        0,
        "{\"owner\":\"gone\",\"cursor\":\"\",\"tries\":{\"" + order + ".2\":3}}");
    EventConsumer consumer = shop.consumer(handled::add);
    Shop.await(() -> consumer.setAside().stream().anyMatch(aside -> aside.waiting() == 3));
    assertThat(Shop.of(order, handled)).containsExactly(ORDER_ACCEPTED);
    SetAside aside = consumer.setAside().get(0);
    assertThat(aside.error()).contains("the process ended");
    assertThat(aside.event().type()).isEqualTo(ORDER_STARTED);
  }

  @Test
  void afterAnInstanceVanishedEachTryIsWrittenDownBeforeItIsMade() {
    OrderId order = shop.ended("answer");
    String number = String.valueOf(Character.digit(order.value().charAt(39), 16) + 100);
    String name = "consumer/billing/share/" + number.substring(1);
    shop.state.write(name, 0, "{\"owner\":\"gone\",\"cursor\":\"\"}");
    List<String> kept = Collections.synchronizedList(new ArrayList<>());
    shop.consumer(
        event -> {
          kept.add(shop.state.read(name).orElseThrow().text());
          handled.add(event);
        });
    Shop.await(() -> handled.size() == 4);
    for (int event = 0; event < 4; event++) {
      assertThat(kept.get(event))
          .as("the one that is tried is counted, and what went well is not any more")
          .contains("\"tries\":{\"" + order + "." + (event + 1) + "\":1}");
    }
  }

  @Test
  void aFeedThatDoesNotKnowTheCursorStopsTheConsumerWithItsReasonUntilItIsRewound() {
    shop.ended("answer");
    EventConsumer before = shop.consumer(handled::add);
    Shop.await(() -> handled.size() == 4);
    before.close();
    try (ImageOrders restored =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt()).drain(Duration.ZERO).build()) {
      List<OrderEvent> after = Collections.synchronizedList(new ArrayList<>());
      OrderId order =
          restored.completion(restored.place(OrderRequests.of("ada", "answer")).id()).join().id();
      EventConsumer consumer = shop.consumer(restored, shop.state, after::add, builder -> builder);
      Shop.await(() -> consumer.status().standsStill().isPresent());
      String why = consumer.status().standsStill().orElseThrow();
      assertThat(why).contains("consumer 'billing'").contains("rewind");
      consumer.rewind(StartAt.BEGINNING);
      Shop.await(() -> Shop.of(order, after).equals(STORY));
      assertThat(consumer.status().standsStill()).isEmpty();
      consumer.close();
    }
  }

  @Test
  void rewoundToNowAConsumerPassesOverWhatWas() {
    AtomicBoolean wrong = new AtomicBoolean(true);
    OrderId skipped = shop.ended("answer");
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (wrong.get()) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "all wrong");
              }
              handled.add(event);
            });
    Shop.await(() -> consumer.status().lastProblem().isPresent());
    consumer.rewind(StartAt.NOW);
    wrong.set(false);
    OrderId order = shop.ended("answer");
    shop.passUntil(() -> Shop.of(order, handled).equals(STORY));
    assertThat(Shop.of(skipped, handled)).isEmpty();
  }

  @Test
  void aFeedThatIsAwayIsAskedAgainAndTheStatusTellsSinceWhen() {
    AtomicBoolean away = new AtomicBoolean(true);
    ImageOrders flaky =
        (ImageOrders)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ImageOrders.class},
                (self, method, arguments) -> {
                  if (away.get()) {
                    throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the service is away");
                  }
                  return method.invoke(shop.orders, arguments);
                });
    EventConsumer consumer = shop.consumer(flaky, shop.state, handled::add, builder -> builder);
    shop.passUntil(() -> consumer.status().behind().compareTo(Duration.ofSeconds(20)) > 0);
    ConsumerStatus status = consumer.status();
    assertThat(status.lastProblem().orElseThrow().what()).contains("the service is away");
    assertThat(status.standsStill()).isEmpty();
    OrderId order = shop.ended("answer");
    away.set(false);
    shop.passUntil(() -> Shop.of(order, handled).equals(STORY));
    Shop.await(() -> consumer.status().behind().isZero());
  }

  @Test
  void anIdleConsumerWritesOneDocumentInAQuarterOfALeaseAndAsksAFewTimes() throws Exception {
    Line line = new Line(shop.state);
    AtomicInteger asked = new AtomicInteger();
    ImageOrders counting =
        (ImageOrders)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ImageOrders.class},
                (self, method, arguments) -> {
                  asked.incrementAndGet();
                  Duration wait = (Duration) arguments[2];
                  if (wait.isZero()) {
                    return shop.orders.events((String) arguments[0], 1, Duration.ZERO);
                  }
                  shop.time.pause(wait); // nothing ever comes
                  return new EventPage(List.of(), (String) arguments[0]);
                });
    EventConsumer consumer = shop.consumer(counting, line, handled::add, builder -> builder);
    Shop.await(() -> shares(consumer) == 16);
    shop.time.awaitPending(2); // the lease, and the question under way
    int writes = line.writes.get();
    int before = asked.get();
    for (int quarter = 1; quarter <= 8; quarter++) {
      shop.time.advance(Shop.LEASE.dividedBy(4));
      int written = writes + quarter;
      Shop.await(() -> line.writes.get() >= written);
      shop.time.awaitPending(2);
    }
    assertThat(line.writes.get() - writes).isEqualTo(8);
    assertThat(asked.get() - before).as("20 seconds each").isBetween(1, 8 * 15 * 60 / 20);
  }
}
