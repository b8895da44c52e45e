package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.Refusals.assertRefused;
import static org.imageorders.testkit.StoreOrders.LEASE;
import static org.imageorders.testkit.StoreOrders.MISSING;
import static org.imageorders.testkit.StoreOrders.QUEUE;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.placeIn;
import static org.imageorders.testkit.StoreOrders.request;
import static org.imageorders.testkit.StoreOrders.untilNextWork;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.OrderStore.Change;
import org.junit.jupiter.api.Test;

/** Lists, places in the queue, what comes next, and the hints that something changed. */
public interface OrderReadingContract extends OrderStoreSubject {

  private static List<OrderId> ids(OrderPage page) {
    return page.orders().stream().map(ImageOrder::id).toList();
  }

  private static List<OrderId> list(OrderStore store, OrderQuery.Builder query) {
    return ids(store.list(TENANT, query.build()));
  }

  @Test
  default void ordersAreListedNewestFirstInPages() {
    OrderStore store = orderStore();
    List<OrderId> newestFirst = new ArrayList<>();
    for (int cart = 0; cart < 7; cart++) {
      newestFirst.add(0, place(store, "customer-" + cart % 2, "cart-" + cart, 1));
      advance(Duration.ofMillis(cart % 2));
    }
    List<OrderId> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      OrderQuery.Builder query = OrderQuery.builder().limit(3);
      cursor.ifPresent(query::after);
      OrderPage page = store.list(TENANT, query.build());
      assertThat(page.orders()).hasSizeLessThanOrEqualTo(3);
      listed.addAll(ids(page));
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(listed).isEqualTo(newestFirst);
  }

  @Test
  default void newOrdersDoNotMoveTheNextPage() {
    OrderStore store = orderStore();
    OrderId oldest = place(store, "ada", "cart-1", 1);
    OrderId middle = place(store, "ada", "cart-2", 1);
    OrderPage first = store.list(TENANT, OrderQuery.builder().limit(1).build());
    assertThat(ids(first)).containsExactly(middle);
    place(store, "ada", "cart-3", 1);
    String cursor = first.next().orElseThrow(() -> new AssertionError("one more follows"));
    assertThat(list(store, OrderQuery.builder().limit(5).after(cursor))).containsExactly(oldest);
  }

  @Test
  default void aListIsFiltered() {
    OrderStore store = orderStore();
    OrderId completed = place(store, "ada", "cart-1", 1);
    StoreOrders.finishAll(store);
    advance(Duration.ofHours(1));
    OrderId accepted = place(store, "ada", "cart-2", 1);
    OrderId others = place(store, "bob", "cart-3", 1);
    Instant second = store.get(TENANT, accepted).acceptedAt();
    assertThat(list(store, OrderQuery.builder().customer("ada")))
        .containsExactly(accepted, completed);
    assertThat(list(store, OrderQuery.builder().customer("ad"))).isEmpty();
    assertThat(list(store, OrderQuery.builder().status(OrderStatus.COMPLETED)))
        .containsExactly(completed);
    assertThat(
            list(
                store,
                OrderQuery.builder()
                    .customer("ada")
                    .status(OrderStatus.ACCEPTED)
                    .status(OrderStatus.FAILED)))
        .containsExactly(accepted);
    assertThat(list(store, OrderQuery.builder().acceptedFrom(second)))
        .containsExactly(others, accepted);
    assertThat(list(store, OrderQuery.builder().acceptedBefore(second))).containsExactly(completed);
    assertThat(list(store, OrderQuery.builder().acceptedFrom(second).acceptedBefore(second)))
        .isEmpty();
  }

  @Test
  default void aListCursorOfSomethingElseIsRefused() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    place(store, "ada", "cart-2", 1);
    String events = store.events(TENANT, "", 1).cursor();
    String own = store.list(TENANT, OrderQuery.builder().limit(1).build()).next().orElseThrow();
    for (String cursor : List.of("", "0", "next", events, own + "x", own + "9999")) {
      assertRefused(
          ErrorCode.INVALID_REQUEST,
          () -> store.list(TENANT, OrderQuery.builder().after(cursor).build()));
    }
    assertRefused(
        ErrorCode.INVALID_REQUEST,
        () -> store.list("elsewhere", OrderQuery.builder().after(own).build()));
  }

  @Test
  default void aheadCountsTheTasksOfOthersThatComeFirst() {
    OrderStore store = orderStore();
    OrderId first = place(store, "ada", "cart-1", 2);
    OrderId second = place(store, "bob", "cart-1", 3);
    OrderId third = place(store, "ada", "cart-2", 1);
    assertThat(store.ahead(TENANT, first)).isZero();
    assertThat(store.ahead(TENANT, second)).isEqualTo(1);
    assertThat(store.ahead(TENANT, third)).isEqualTo(5);
    Claim claim = claim(store);
    assertThat(store.ahead(TENANT, second)).isZero();
    assertThat(store.ahead(TENANT, third)).isEqualTo(4);
    store.release(claim, failed(Outcome.REJECTED, MISSING), Duration.ofHours(1));
    assertThat(store.ahead(TENANT, third)).as("a task that is not due is not ahead").isEqualTo(4);
    advance(Duration.ofHours(1));
    assertThat(store.ahead(TENANT, third)).as("now it is").isEqualTo(5);
    StoreOrders.finishAll(store);
    assertThat(store.ahead(TENANT, third)).isZero();
  }

  @Test
  default void theNextWorkIsForeseen() {
    OrderStore store = orderStore();
    assertThat(untilNextWork(store)).isEmpty();
    place(
        store,
        order(TENANT, request("ada", "cart-1", 1).deadline(Duration.ofMinutes(30)).build(), 1));
    assertThat(untilNextWork(store)).contains(Duration.ZERO);
    Claim claim = claim(store);
    assertNext(store, LEASE);
    store.extend(List.of(claim), LEASE.multipliedBy(2));
    assertNext(store, LEASE.multipliedBy(2));
    store.release(claim, failed(Outcome.REJECTED, MISSING), Duration.ofMinutes(10));
    assertNext(store, Duration.ofMinutes(10));
    advance(Duration.ofMinutes(10));
    assertThat(untilNextWork(store)).as("a task is due").contains(Duration.ZERO);
    Claim again = claim(store);
    store.release(again, failed(Outcome.REJECTED, MISSING), Duration.ofHours(1));
    assertNext(store, Duration.ofMinutes(20));
    advance(Duration.ofMinutes(20));
    assertThat(untilNextWork(store)).as("a deadline has passed").contains(Duration.ZERO);
    store.expire();
    assertThat(untilNextWork(store)).isEmpty();
    place(store, "ada", "cart-2", 1);
    claim(store);
    advance(LEASE.plusSeconds(1));
    assertThat(untilNextWork(store)).as("a lease has run out").contains(Duration.ZERO);
  }

  @Test
  default void theNextTaskOfEachQueueIsForeseen() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    placeIn(store, "pencil", "ada", "cart-2", 1);
    Claim claim = claim(store);
    store.release(claim, failed(Outcome.REJECTED, MISSING), Duration.ofMinutes(10));
    Map<String, Duration> next = store.untilNextTasks();
    assertThat(next).containsOnlyKeys(QUEUE, "pencil").containsEntry("pencil", Duration.ZERO);
    assertThat(next.get(QUEUE)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
  }

  private static void assertNext(OrderStore store, Duration expected) {
    assertThat(untilNextWork(store))
        .hasValueSatisfying(
            next -> assertThat(next).isBetween(expected.minusSeconds(30), expected));
  }

  @Test
  default void listenersHearOfEveryOrderThatChanges() throws Exception {
    OrderStore store = orderStore();
    BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    store.onChange(
        change -> {
          throw new IllegalStateException("a listener that fails");
        });
    OrderStore.Subscription subscription = store.onChange(heard::add);
    OrderId first = place(store, "ada", "cart-1", 1);
    assertHeard(heard, first, "place");
    Claim claim = claim(store);
    assertHeard(heard, first, "claim");
    store.preview(claim, 0, claim.image(1, 0).preview(1));
    assertHeard(heard, first, "preview");
    store.finish(claim, drawn(claim));
    assertHeard(heard, first, "finish");
    OrderId second = place(store, "bob", "cart-1", 1);
    assertHeard(heard, second, "place");
    store.cancel(TENANT, second);
    assertHeard(heard, second, "cancel");
    subscription.close();
    heard.clear();
    OrderId third = place(store, "mia", "cart-1", 1);
    assertThat(heard).doesNotContain(new Change(TENANT, third));
  }

  private static void assertHeard(BlockingQueue<Change> heard, OrderId order, String of)
      throws InterruptedException {
    Change expected = new Change(TENANT, order);
    Change change;
    do { // an earlier change may be heard of again
      change = heard.poll(60, TimeUnit.SECONDS);
    } while (change != null && !change.equals(expected));
    assertThat(change).as("heard of %s", of).isEqualTo(expected);
    heard.clear();
  }

  @Test
  default void aListenerIsCalledWithNoLockHeld() {
    OrderStore store = orderStore();
    CompletableFuture<OrderStatus> seen = new CompletableFuture<>();
    store.onChange(
        change -> {
          CompletableFuture<OrderStatus> other =
              CompletableFuture.supplyAsync(
                  () -> store.get(change.tenant(), change.order()).status());
          try {
            // The other thread would wait until this one returns, if the store held a lock here.
            seen.complete(other.get(60, TimeUnit.SECONDS));
          } catch (Exception e) {
            seen.completeExceptionally(new AssertionError("the store is locked", e));
          }
        });
    place(store, "ada", "cart-1", 1);
    assertThat(seen).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(store.claim(WORKER, 1)).hasSize(1);
  }
}
