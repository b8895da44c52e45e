package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM reads that has just started, in the middle of a step. */
class OrderReaderTest {

  private static final int ORDERS = 500;

  private final Simulation shop = new Simulation(1);
  private final Instant since = shop.now;
  private final OrderReader reader = new OrderReader(shop.migration);

  @Test
  void ofTheOrdersOfManyPagesThePageThatIsReadAloneIsInMemory() {
    shop.sell(Duration.ofSeconds(ORDERS), Duration.ofSeconds(1));
    List<WeakReference<ImageOrder>> listed = new ArrayList<>();
    shop.legacy.listing =
        page -> {
          // Whoever asks for a page may have the one before in hand, and no older one.
          listed.subList(0, Math.max(0, listed.size() - 1)).forEach(OrderReaderTest::awaitLoss);
          page.stream().findFirst().map(WeakReference::new).ifPresent(listed::add);
        };
    assertThat(read().legacy()).hasSize(ORDERS);
    assertThat(listed).hasSizeGreaterThan(3);
  }

  private static void awaitLoss(WeakReference<ImageOrder> order) {
    while (order.get() != null) {
      System.gc();
    }
  }

  @Test
  void aLookThatFailsBehindTheFirstPageLeavesTheRestToTheNextLook() {
    shop.sell(Duration.ofSeconds(ORDERS), Duration.ofSeconds(1));
    List<Integer> pages = new ArrayList<>();
    shop.legacy.listing =
        page -> {
          pages.add(page.size());
          if (pages.size() == 2) {
            throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the connection broke");
          }
        };
    assertThatThrownBy(this::read).hasMessageContaining("the connection broke");
    assertThat(read().legacy()).hasSize(ORDERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-4M", "PT0S", "PT4M"})
  void theCandidatesOrdersAreSeenThoughTheClocksOfTheSidesDiffer(Duration legacyAhead) {
    shop.legacyAhead = legacyAhead;
    shop.migration.control().enter(Stage.live(Share.percent(20)), Simulation.REASON);
    Duration look = Duration.ofSeconds(30);
    for (int time = 0; time < 20; time++) {
      shop.sell(look, Duration.ofSeconds(1));
      assertThat(read().candidate()).hasSize(shop.candidate.orders());
    }
  }

  private Sample read() {
    return reader.read(shop.now, since, since);
  }
}
