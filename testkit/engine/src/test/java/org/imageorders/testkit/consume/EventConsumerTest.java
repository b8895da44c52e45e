package org.imageorders.testkit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.OrderEvent.Type.IMAGE_READY;
import static org.imageorders.OrderEvent.Type.ORDER_ACCEPTED;
import static org.imageorders.OrderEvent.Type.ORDER_COMPLETED;
import static org.imageorders.OrderEvent.Type.ORDER_STARTED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.consume.ConsumerStatus.Problem;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.consume.Replay;
import org.imageorders.consume.SetAside;
import org.imageorders.consume.StartAt;
import org.imageorders.testkit.OrderRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a consumer does with events that it can handle, and with those that it cannot. */
class EventConsumerTest {

  private static final List<OrderEvent.Type> STORY =
      List.of(ORDER_ACCEPTED, ORDER_STARTED, IMAGE_READY, ORDER_COMPLETED);

  private final Shop shop = new Shop();
  private final List<OrderEvent> handled = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void eachOrdersEventsAreHandledInOrder() {
    OrderId before = shop.ended("answer");
    shop.consumer(handled::add);
    OrderId after = shop.ended("answer");
    Shop.await(() -> handled.size() == 8);
    assertThat(Shop.of(before, handled)).isEqualTo(STORY);
    assertThat(Shop.of(after, handled)).isEqualTo(STORY);
  }

  @Test
  void aConsumerGoesOnWhereItsNameWasAndAnotherNameBeginsAnew() {
    shop.ended("answer");
    EventConsumer first = shop.consumer(handled::add);
    Shop.await(() -> handled.size() == 4);
    first.close();
    OrderId later = shop.ended("answer");
    List<OrderEvent> again = Collections.synchronizedList(new ArrayList<>());
    shop.consumer(again::add);
    Shop.await(() -> again.size() == 4);
    assertThat(Shop.of(later, again)).isEqualTo(STORY);
    List<OrderEvent> other = Collections.synchronizedList(new ArrayList<>());
    try (EventConsumer mail =
        EventConsumer.builder(shop.orders, shop.state, "mail", other::add).start()) {
      Shop.await(() -> other.size() == 8);
      Shop.await(() -> mail.status().waiting() == 0);
    }
    assertThat(again).hasSize(4);
    assertThat(handled).hasSize(4);
  }

  @Test
  void aConsumerThatStartsNowHandlesOnlyWhatComes() {
    shop.ended("answer");
    EventConsumer consumer =
        shop.consumer(shop.state, handled::add, builder -> builder.startAt(StartAt.NOW));
    Shop.await(() -> consumer.status().shares().size() == EventConsumer.SHARES);
    OrderId later = shop.ended("answer");
    Shop.await(() -> handled.size() == 4);
    assertThat(Shop.of(later, handled)).isEqualTo(STORY);
  }

  @Test
  void aPoisonEventIsSetAsideWithThoseBehindItWhileTheRestGoesOn() {
    OrderId poisoned = shop.ended("answer");
    List<OrderEvent> tried = Collections.synchronizedList(new ArrayList<>());
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (event.order().equals(poisoned) && event.type() == ORDER_STARTED) {
                tried.add(event);
                throw new IllegalStateException("no such account");
              }
              handled.add(event);
            });
    shop.passUntil(() -> consumer.setAside().size() == 1);
    OrderId other = shop.ended("answer");
    Shop.await(() -> Shop.of(other, handled).equals(STORY));
    Shop.await(() -> consumer.setAside().get(0).waiting() == 3);
    assertThat(Shop.of(poisoned, handled)).containsExactly(ORDER_ACCEPTED);
    assertThat(tried).hasSize(3);
    SetAside aside = consumer.setAside().get(0);
    assertThat(aside.order()).isEqualTo(poisoned);
    assertThat(aside.event().type()).isEqualTo(ORDER_STARTED);
    assertThat(aside.error()).contains("no such account");
    assertThat(aside.tries()).isEqualTo(3);
    assertThat(aside.replays()).isEmpty();
    assertThat(consumer.status().setAside()).isEqualTo(1);
    assertThat(consumer.status().lastProblem().orElseThrow().what()).contains("no such account");
  }

  /** A consumer that has set the order's second event aside; {@code well} lets it handle it. */
  private EventConsumer poisoned(OrderId order, AtomicBoolean well) {
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (event.order().equals(order) && event.type() != ORDER_ACCEPTED && !well.get()) {
                throw new IllegalStateException("no such account");
              }
              handled.add(event);
            });
    shop.passUntil(() -> consumer.setAside().stream().mapToInt(SetAside::waiting).sum() == 3);
    return consumer;
  }

  @Test
  void aReplayHandlesInOrderWhatWasSetAsideAndWhatCameBehindIt() {
    OrderId order = shop.ended("answer");
    AtomicBoolean well = new AtomicBoolean();
    EventConsumer consumer = poisoned(order, well);
    Replay failed = consumer.replay(order);
    assertThat(failed.succeeded()).isFalse();
    assertThat(failed.handled()).isZero();
    assertThat(failed.failure().orElseThrow()).contains("no such account");
    assertThat(consumer.setAside().get(0).replays()).containsExactly(failed);
    well.set(true);
    Replay replay = consumer.replay(order);
    assertThat(replay.succeeded()).isTrue();
    assertThat(replay.handled()).isEqualTo(3);
    assertThat(Shop.of(order, handled)).isEqualTo(STORY);
    assertThat(consumer.setAside()).isEmpty();
    assertThat(shop.state.list("consumer/billing/aside")).isEmpty();
    assertNotFound(() -> consumer.replay(order));
  }

  @Test
  void eventsThatComeAfterAReplayAreHandledAgain() {
    OrderId order = shop.orders.place(OrderRequests.of("ada", "hang")).id();
    AtomicBoolean well = new AtomicBoolean();
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (!well.get()) {
                throw new IllegalStateException("no such account");
              }
              handled.add(event);
            });
    shop.passUntil(() -> consumer.setAside().stream().anyMatch(aside -> aside.waiting() == 2));
    well.set(true);
    assertThat(consumer.replay(order).handled()).isEqualTo(2);
    shop.orders.cancel(order);
    Shop.await(() -> handled.size() == 4);
    assertThat(Shop.of(order, handled))
        .startsWith(ORDER_ACCEPTED, ORDER_STARTED)
        .endsWith(OrderEvent.Type.ORDER_CANCELLED);
    assertThat(consumer.setAside()).isEmpty();
  }

  @Test
  void aReplayThatRunsKeepsOthersFromReplayingTheSameOrder() {
    OrderId order = shop.ended("answer");
    AtomicBoolean replaying = new AtomicBoolean();
    List<ImageOrderException> refused = new ArrayList<>();
    EventConsumer[] self = new EventConsumer[1];
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (!replaying.get()) {
                throw new IllegalStateException("no such account");
              }
              try {
                self[0].replay(order);
              } catch (ImageOrderException e) {
                refused.add(e);
              }
            });
    self[0] = consumer;
    shop.passUntil(() -> consumer.setAside().stream().anyMatch(aside -> aside.waiting() == 4));
    replaying.set(true);
    assertThat(consumer.replay(order).handled()).isEqualTo(4);
    assertThat(refused)
        .hasSize(4)
        .allSatisfy(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.retryAfter()).isPresent();
            });
  }

  @Test
  void whatIsDiscardedIsNotHandledAndNotListed() {
    OrderId order = shop.ended("answer");
    AtomicBoolean well = new AtomicBoolean();
    EventConsumer consumer = poisoned(order, well);
    consumer.discard(order);
    well.set(true);
    assertThat(consumer.setAside()).isEmpty();
    assertThat(shop.state.list("consumer/billing/aside")).isEmpty();
    assertThat(Shop.of(order, handled)).containsExactly(ORDER_ACCEPTED);
    assertNotFound(() -> consumer.discard(order));
  }

  private static void assertNotFound(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void pausesBetweenTriesGrowAndAHandlerMayAskForALongerOne() {
    shop.ended("answer");
    AtomicInteger tries = new AtomicInteger();
    List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    EventConsumer consumer =
        shop.consumer(
            shop.state,
            event -> {
              if (event.type() == ORDER_ACCEPTED && tries.incrementAndGet() < 6) {
                ImageOrderException away =
                    new ImageOrderException(ErrorCode.UNAVAILABLE, "the bank is closed");
                throw tries.get() == 4 ? away.withRetryAfter(Duration.ofSeconds(50)) : away;
              }
              handled.add(event);
            },
            builder ->
                builder
                    .backoff(Duration.ofSeconds(1), Duration.ofSeconds(5))
                    .pauses(
                        (delay, action) -> {
                          pauses.add(delay);
                          return shop.pauses.after(delay, action);
                        }));
    shop.passUntil(() -> handled.size() == 4);
    assertThat(pauses.stream().filter(pause -> pause.compareTo(Duration.ofMinutes(1)) < 0))
        .map(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 50L, 5L);
    assertThat(consumer.setAside()).as("a retryable failure never sets aside").isEmpty();
    assertThat(Shop.of(handled.get(0).order(), handled)).isEqualTo(STORY);
  }

  @Test
  void anErrorOfTheHandlerIsAFailureLikeAnyOther() {
    OrderId order = shop.ended("answer");
    EventConsumer consumer =
        shop.consumer(
            event -> {
              if (event.order().equals(order)) {
                throw new StackOverflowError("too deep");
              }
              handled.add(event);
            });
    shop.passUntil(() -> consumer.setAside().size() == 1);
    shop.ended("answer");
    Shop.await(() -> handled.size() == 4);
    assertThat(consumer.setAside().get(0).error()).contains("too deep");
  }

  @Test
  void aHandlerThatOverrunsIsInterruptedAndItsEventTriedAgain() throws Exception {
    shop.ended("answer");
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    EventConsumer consumer =
        shop.consumer(
            shop.state,
            event -> {
              if (event.type() == ORDER_ACCEPTED && begun.incrementAndGet() < 3) {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  interrupted.incrementAndGet();
                  Thread.currentThread().interrupt(); // what is left of it must not harm the next
                  throw e;
                }
              }
              handled.add(event);
            },
            builder -> builder.handlerTimeout(Duration.ofSeconds(10)));
    for (int overrun = 1; overrun < 3; overrun++) {
      int number = overrun;
      Shop.await(() -> begun.get() == number);
      shop.time.advance(Duration.ofSeconds(10));
      Shop.await(
          () ->
              consumer
                  .status()
                  .lastProblem()
                  .map(Problem::what)
                  .orElse("")
                  .contains("try " + number));
      shop.time.awaitPending(2); // the lease, and the pause before the next try
      shop.time.advance(Duration.ofSeconds(number));
    }
    Shop.await(() -> handled.size() == 4);
    assertThat(interrupted).hasValue(2);
    assertThat(Shop.of(handled.get(0).order(), handled)).isEqualTo(STORY);
    assertThat(consumer.status().lastProblem().orElseThrow().what())
        .contains("interrupted after PT10S");
    assertThat(consumer.setAside()).isEmpty();
  }

  @Test
  void aHandlerThatNeverReturnsIsGivenUpAndTheRestGoesOn() throws Exception {
    OrderId stuck = shop.ended("answer");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EventConsumer consumer =
        shop.consumer(
            shop.state,
            event -> {
              if (event.order().equals(stuck)) {
                begun.countDown();
                awaitUninterruptibly(release);
              } else {
                handled.add(event);
              }
            },
            builder -> builder.handlerTimeout(Duration.ofSeconds(10)).threads(2));
    begun.await();
    shop.time.advance(Duration.ofSeconds(20));
    Shop.await(() -> consumer.setAside().stream().anyMatch(aside -> aside.waiting() == 4));
    assertThat(consumer.status().stuckHandlers()).isEqualTo(1);
    assertThat(consumer.setAside().get(0).error()).contains("did not return within PT20S");
    OrderId other = shop.ended("answer");
    Shop.await(() -> Shop.of(other, handled).equals(STORY));
    release.countDown();
    Shop.await(() -> consumer.status().stuckHandlers() == 0);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        assertThat(latch.getCount()).isPositive(); // and on
      }
    }
  }

  @Test
  void asManyStuckHandlersAsThreadsStopTheConsumerUntilOneReturns() throws Exception {
    OrderId first = shop.ended("answer");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EventConsumer consumer =
        shop.consumer(
            shop.state,
            event -> {
              if (event.order().equals(first)) {
                begun.countDown();
                awaitUninterruptibly(release);
              } else {
                handled.add(event);
              }
            },
            builder -> builder.handlerTimeout(Duration.ofSeconds(10)).threads(1));
    begun.await();
    shop.time.advance(Duration.ofSeconds(20));
    Shop.await(() -> consumer.status().stuckHandlers() == 1);
    OrderId second = shop.ended("answer");
    Shop.await(() -> consumer.status().waiting() >= 4);
    assertThat(handled).isEmpty();
    assertThat(consumer.status().oldestUnhandled()).isPresent();
    release.countDown();
    Shop.await(() -> Shop.of(second, handled).equals(STORY));
  }

  @Test
  void closingWaitsForTheHandlerThatRunsAndTheRestIsHandledNextTime() throws Exception {
    OrderId order = shop.ended("answer");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    EventConsumer first =
        shop.consumer(
            event -> {
              running.countDown();
              awaitUninterruptibly(release);
              handled.add(event);
            });
    running.await();
    Thread closer = new Thread(first::close, "closer");
    closer.start();
    Shop.await(() -> awaitsACondition(closer)); // and no lock on its way there
    assertThat(handled).isEmpty();
    release.countDown();
    closer.join();
    assertThat(Shop.of(order, handled)).containsExactly(ORDER_ACCEPTED);
    shop.consumer(handled::add);
    Shop.await(() -> handled.size() == 4);
    assertThat(Shop.of(order, handled)).as("nothing twice, nothing skipped").isEqualTo(STORY);
  }

  private static boolean awaitsACondition(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        && Stream.of(thread.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("await"));
  }

  @Test
  void anEventThatClosingInterruptsComesAgainAndCountsAsNoTry() throws Exception {
    OrderId order = shop.ended("answer");
    for (int restart = 0; restart < 4; restart++) {
      CountDownLatch running = new CountDownLatch(1);
      EventConsumer hanging =
          shop.consumer(
              shop.state,
              event -> {
                running.countDown();
                new CountDownLatch(1).await();
              },
              builder -> builder.drain(Duration.ZERO));
      running.await();
      hanging.close();
    }
    EventConsumer last = shop.consumer(handled::add);
    Shop.await(() -> handled.size() == 4);
    assertThat(Shop.of(order, handled)).isEqualTo(STORY);
    assertThat(last.setAside()).isEmpty();
  }

  @Test
  void aHandlerMayCloseItsConsumer() throws Exception {
    OrderId order = shop.ended("answer");
    EventConsumer[] self = new EventConsumer[1];
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    EventHandler closing =
        event -> {
          ready.await();
          self[0].close();
          closed.countDown();
        };
    self[0] = shop.consumer(closing);
    ready.countDown();
    closed.await();
    shop.consumer(handled::add);
    Shop.await(() -> Shop.of(order, handled).contains(ORDER_COMPLETED));
    assertThat(Shop.of(order, handled))
        .as("the first again, unless it was written down before")
        .isIn(STORY, STORY.subList(1, 4));
  }

  @Test
  void whatIsSetOutOfBoundsIsRefused() {
    for (String name : List.of("", "a/b", "a b", "n".repeat(65))) {
      assertInvalid(() -> EventConsumer.builder(shop.orders, shop.state, name, handled::add));
    }
    EventConsumer.Builder builder =
        EventConsumer.builder(shop.orders, shop.state, "billing", handled::add);
    assertInvalid(() -> builder.threads(0));
    assertInvalid(() -> builder.tries(1_001));
    assertInvalid(() -> builder.lease(Duration.ofMillis(999)));
    assertInvalid(() -> builder.handlerTimeout(Duration.ZERO));
    assertInvalid(() -> builder.drain(Duration.ofSeconds(-1)));
    assertInvalid(() -> builder.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  private static void assertInvalid(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }
}
