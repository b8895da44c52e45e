package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.junit.jupiter.api.Test;

/** Lists and feeds over both sides. */
class BothSidesTest {

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.live(Share.percent(50)));

  @Test
  void everyPageLengthListsEveryOrderOnceNewestFirst() {
    List<OrderId> newestFirst = placeMany(60);
    for (int limit : new int[] {1, 2, 3, 7, 59, 60, 61, 100}) {
      assertThat(listAll(limit, () -> {})).as("in pages of " + limit).isEqualTo(newestFirst);
    }
  }

  @Test
  void ordersThatComeWhilePagingMoveNobody() {
    List<OrderId> newestFirst = placeMany(40);
    int[] next = {1_000};
    assertThat(listAll(3, () -> bench.place(migration, "late-" + next[0]++, "cart")))
        .isEqualTo(newestFirst);
  }

  @Test
  void anEmptyListIsOneEmptyPage() {
    OrderPage page = migration.list(OrderQuery.builder().build());
    assertThat(page.orders()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aCursorOfSomethingElseIsRefused() {
    placeMany(10);
    String list = migration.list(OrderQuery.builder().limit(2).build()).cursor();
    String feed = migration.events(EventPage.START, 2, Duration.ZERO).cursor();
    for (String cursor :
        List.of(
            feed,
            "x",
            "orders.",
            "orders.1",
            "orders.--x",
            "orders.9:a-",
            "orders.x:a-",
            list + "x")) {
      assertInvalid(() -> migration.list(OrderQuery.builder().after(cursor).build()));
    }
    for (String cursor : List.of(list, "x", "events-legacy.", "events-candidate.1:x-")) {
      assertInvalid(() -> migration.events(cursor, 2, Duration.ZERO));
    }
  }

  @Test
  void everyPageLengthReadsEveryEventOnceInItsSidesOrder() {
    placeMany(60);
    for (int limit : new int[] {1, 2, 3, 60, 1_000}) {
      List<String> read = readAll(limit);
      assertThat(read).doesNotHaveDuplicates().hasSize(60);
      assertThat(read.stream().filter(id -> id.startsWith("legacy")))
          .containsExactlyElementsOf(
              bench.legacy.orders.stream().map(order -> "legacy-" + order.id()).toList());
    }
  }

  @Test
  void aCursorFromBeforeTheMigrationGoesOnWhereLegacyWas() {
    bench.legacy.place(Bench.request("ann", "read before"));
    String before = bench.legacy.events(EventPage.START, 10, Duration.ZERO).cursor();
    for (int i = 0; i < 20; i++) {
      bench.place(migration, "customer-" + i, "cart");
    }
    EventPage page = migration.events(before, 1_000, Duration.ZERO);
    assertThat(page.events()).hasSize(20);
    assertThat(migration.events(page.cursor(), 1_000, Duration.ZERO).events()).isEmpty();
  }

  @Test
  void aBusySideDoesNotKeepTheOtherBack() {
    placeMany(60);
    String cursor = EventPage.START;
    List<String> read = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      EventPage page = migration.events(cursor, 1, Duration.ZERO);
      page.events().forEach(event -> read.add(event.id()));
      cursor = page.cursor();
    }
    assertThat(read.stream().filter(id -> id.startsWith("candidate"))).hasSize(2);
  }

  @Test
  void aSilentSideLosesNoEvents() {
    placeMany(20);
    bench.candidate.silent = true;
    EventPage page = migration.events(EventPage.START, 1_000, Duration.ZERO);
    assertThat(page.events()).hasSameSizeAs(bench.legacy.orders);
    assertThatThrownBy(() -> migration.events(page.cursor(), 10, Duration.ofSeconds(9)))
        .hasMessage("candidate does not answer");
    bench.candidate.silent = false;
    assertThat(migration.events(page.cursor(), 1_000, Duration.ZERO).events())
        .hasSameSizeAs(bench.candidate.orders);
  }

  @Test
  void aSideThatRefusesItsCallerHoldsUpNoneOfTheOthersEvents() {
    placeMany(20);
    bench.candidate.silent = true;
    bench.candidate.silence = ErrorCode.UNAUTHENTICATED;
    EventPage page = migration.events(EventPage.START, 1_000, Duration.ZERO);
    assertThat(page.events()).hasSameSizeAs(bench.legacy.orders);
    assertThatThrownBy(() -> migration.events(page.cursor(), 10, Duration.ZERO))
        .hasMessage("candidate does not answer");
    bench.candidate.silent = false;
    assertThat(migration.events(page.cursor(), 1_000, Duration.ZERO).events())
        .hasSameSizeAs(bench.candidate.orders);
  }

  @Test
  void aWaitThatBringsNothingEndsInTime() {
    EventPage page = migration.events(EventPage.START, 10, Duration.ofSeconds(5));
    assertThat(page.events()).isEmpty();
    assertThat(bench.now).isEqualTo(FakeOrders.NOON.plusSeconds(5));
    placeMany(1);
    assertThat(migration.events(page.cursor(), 10, Duration.ofSeconds(5)).events()).hasSize(1);
  }

  private List<OrderId> placeMany(int orders) {
    Random random = new Random(7);
    List<OrderId> ids = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      if (random.nextInt(3) == 0) { // some of the two sides at the same instant
        bench.legacy.secondsPastNoon--;
        bench.candidate.secondsPastNoon--;
      }
      ids.add(bench.place(migration, "customer-" + i, "cart").id());
    }
    List<ImageOrder> all = new ArrayList<>(bench.legacy.orders);
    Collections.reverse(all);
    List<ImageOrder> candidates = new ArrayList<>(bench.candidate.orders);
    Collections.reverse(candidates);
    all.addAll(candidates);
    all.sort(Comparator.comparing(ImageOrder::acceptedAt).reversed());
    assertThat(all).hasSameSizeAs(ids);
    return all.stream().map(ImageOrder::id).toList();
  }

  private List<OrderId> listAll(int limit, Runnable between) {
    List<OrderId> listed = new ArrayList<>();
    OrderPage page = migration.list(OrderQuery.builder().limit(limit).build());
    while (true) {
      assertThat(page.orders()).hasSizeLessThanOrEqualTo(limit);
      page.orders().forEach(order -> listed.add(order.id()));
      Optional<String> next = page.next();
      if (next.isEmpty()) {
        return listed;
      }
      assertThat(page.orders()).isNotEmpty();
      between.run();
      page = migration.list(OrderQuery.builder().limit(limit).after(next.get()).build());
    }
  }

  private List<String> readAll(int limit) {
    List<String> read = new ArrayList<>();
    EventPage page = migration.events(EventPage.START, limit, Duration.ZERO);
    while (!page.events().isEmpty()) {
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      page.events().stream().map(OrderEvent::id).forEach(read::add);
      page = migration.events(page.cursor(), limit, Duration.ZERO);
    }
    return read;
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }
}
