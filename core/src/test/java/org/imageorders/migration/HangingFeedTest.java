package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One side's feed does not come back, and the other's is read all the same. */
class HangingFeedTest {

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.live(Share.percent(50)));
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger looks = new AtomicInteger();

  @AfterEach
  void letGo() {
    over.countDown();
  }

  private FakeOrders of(Side side) {
    return side == Side.LEGACY ? bench.legacy : bench.candidate;
  }

  /** From now on its feed hangs until the test is over, and the time of each look with it. */
  private void hang(Side side, boolean heedsInterrupts) {
    of(side).reading =
        () -> {
          looks.incrementAndGet();
          bench.ring();
          while (over.getCount() > 0) {
            try {
              over.await();
            } catch (InterruptedException e) {
              if (heedsInterrupts) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "interrupted");
              }
            }
          }
        };
  }

  private void sell() {
    for (int i = 0; i < 40; i++) {
      bench.place(migration, "customer-" + i, "cart");
    }
    assertThat(List.of(bench.legacy.orders.size(), bench.candidate.orders.size()))
        .allSatisfy(orders -> assertThat(orders).isPositive());
  }

  private EventPage look(String after) {
    return migration.events(after, 1_000, Duration.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void aSideWhoseFeedHangsKeepsBackNoEventOfTheOther(Side hanging) {
    sell();
    hang(hanging, false);
    EventPage page = look(EventPage.START);
    assertThat(page.events()).hasSameSizeAs(of(hanging.other()).orders);
    of(hanging).reading = () -> {};
    bench.pass(Duration.ofMinutes(1));
    assertThat(look(page.cursor()).events()).hasSameSizeAs(of(hanging).orders);
  }

  @Test
  void aFeedThatHungIsLeftAloneForAWhileAndItsSilenceIsTold() {
    hang(Side.CANDIDATE, true);
    assertSilent("the feed of the candidate side has not answered within 30 s");
    bench.pass(Duration.ofSeconds(29));
    assertSilent("is asked again at 2026-03-01T12:00:30Z");
    assertThat(looks).hasValue(1);
    bench.pass(Duration.ofSeconds(1));
    assertSilent("has not answered within 30 s");
    assertThat(looks).hasValue(2);
  }

  @Test
  void whatHeedsNoInterruptHoldsAFewThreadsAndWhatDoesIsAskedForEver() {
    hang(Side.CANDIDATE, false);
    for (int i = 0; i < 10; i++) {
      assertSilent("the feed of the candidate side");
      bench.pass(Duration.ofMinutes(1));
    }
    assertThat(looks).hasValue(4);
    assertSilent("is not asked while 4 looks at it have not come back");
    hang(Side.LEGACY, true);
    while (looks.get() < 14) {
      assertSilent("the feed of the");
      bench.pass(Duration.ofMinutes(1));
    }
  }

  @Test
  void eachLookHasItsCallersClassLoaderThoughTheThreadServedAnother() {
    List<ClassLoader> loaders = new ArrayList<>();
    bench.candidate.reading = () -> loaders.add(Thread.currentThread().getContextClassLoader());
    Thread caller = Thread.currentThread();
    ClassLoader own = caller.getContextClassLoader();
    ClassLoader another = new ClassLoader(own) {};
    look(EventPage.START);
    caller.setContextClassLoader(another);
    try {
      look(EventPage.START);
    } finally {
      caller.setContextClassLoader(own);
    }
    assertThat(loaders).containsExactly(own, another);
  }

  private void assertSilent(String how) {
    assertThatThrownBy(() -> look(EventPage.START))
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining(how);
  }
}
