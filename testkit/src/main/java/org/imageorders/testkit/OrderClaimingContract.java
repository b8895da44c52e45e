package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.ESTIMATE;
import static org.imageorders.testkit.StoreOrders.LEASE;
import static org.imageorders.testkit.StoreOrders.QUEUE;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.assertNothingToClaim;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.get;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.placeIn;
import static org.imageorders.testkit.StoreOrders.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.imageorders.Attempt;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Worker;
import org.junit.jupiter.api.Test;

/** In which order tasks are claimed, and what a claim opens. */
public interface OrderClaimingContract extends OrderStoreSubject {

  private static List<String> customersOfNext(OrderStore store, int claims) {
    List<String> customers = new ArrayList<>();
    for (int i = 0; i < claims; i++) {
      customers.add(claim(store).request().customer());
    }
    return customers;
  }

  private static long count(List<String> customers, String customer) {
    return customers.stream().filter(customer::equals).count();
  }

  @Test
  default void tasksOfOneCustomerAreClaimedInTheOrderInWhichTheyWerePlaced() {
    OrderStore store = orderStore();
    OrderId first = place(store, "ada", "cart-1", 3);
    OrderId second = place(store, "ada", "cart-2", 2);
    List<Claim> claims = store.claim(WORKER, 5);
    assertThat(claims).map(Claim::order).containsExactly(first, first, first, second, second);
    assertThat(claims).map(Claim::task).containsExactly(0, 1, 2, 0, 1);
  }

  @Test
  default void ofEqualRankTheOlderTaskIsClaimedFirst() {
    OrderStore store = orderStore();
    List<String> customers = List.of("zoe", "ada", "mia", "bob");
    customers.forEach(customer -> place(store, customer, "cart-1", 1));
    assertThat(customersOfNext(store, 4)).isEqualTo(customers);
  }

  @Test
  default void aNewcomerWaitsForNoBacklog() {
    OrderStore store = orderStore();
    place(store, "crowd", "cart-1", 400);
    store.claim(WORKER, 20);
    place(store, "ada", "cart-1", 1);
    assertThat(customersOfNext(store, 2)).contains("ada");
  }

  @Test
  default void aNewcomerDoesNotTakeEverything() {
    OrderStore store = orderStore();
    place(store, "crowd", "cart-1", 100);
    store.claim(WORKER, 50);
    place(store, "ada", "cart-1", 50);
    assertThat(count(customersOfNext(store, 20), "crowd")).isBetween(9L, 11L);
  }

  @Test
  default void aCustomersOrdersShareTheCustomersTurn() {
    OrderStore store = orderStore();
    for (int cart = 0; cart < 50; cart++) {
      place(store, "crowd", "cart-" + cart, 1);
    }
    place(store, "ada", "cart-1", 5);
    assertThat(count(customersOfNext(store, 10), "ada")).isEqualTo(5);
  }

  @Test
  default void aDearTaskCountsForItsImages() {
    OrderStore store = orderStore();
    place(store, order("crowd", "cart-1", 4, 4, 4, 4));
    place(store, "ada", "cart-1", 8);
    assertThat(count(customersOfNext(store, 10), "ada")).isEqualTo(8);
  }

  @Test
  default void aHigherPriorityIsALargerShare() {
    OrderStore store = orderStore();
    int[] thirty = IntStream.generate(() -> 1).limit(30).toArray();
    place(store, order(TENANT, request("low", "cart-1", 30).priority(3).build(), thirty));
    place(store, order(TENANT, request("high", "cart-1", 30).priority(9).build(), thirty));
    place(store, "usual", "cart-1", 30);
    List<String> next = customersOfNext(store, 34);
    assertThat(count(next, "low")).isBetween(5L, 7L);
    assertThat(count(next, "usual")).isBetween(9L, 11L);
    assertThat(count(next, "high")).isBetween(17L, 19L);
  }

  @Test
  default void aWorkerTakesTasksOfItsQueueAlone() {
    OrderStore store = orderStore();
    OrderId elsewhere = placeIn(store, "pencil", "ada", "cart-1", 3);
    OrderId here = place(store, "ada", "cart-2", 2);
    assertThat(store.claim(WORKER, 9)).map(Claim::order).containsExactly(here, here);
    assertThat(store.claim(new Worker("worker-2", "pencil", "painter", LEASE), 9))
        .map(Claim::order)
        .containsOnly(elsewhere)
        .hasSize(3);
  }

  @Test
  default void whatWasDoneInOneQueueDelaysNobodyInAnother() {
    OrderStore store = orderStore();
    place(store, "crowd", "cart-1", 20);
    placeIn(store, "pencil", "ivy", "cart-1", 300);
    store.claim(new Worker("worker-2", "pencil", "painter", LEASE), 300);
    place(store, "ada", "cart-2", 1);
    assertThat(customersOfNext(store, 2)).contains("ada");
  }

  @Test
  default void aClaimSaysWhatIsWanted() {
    OrderStore store = orderStore();
    OrderRequest request =
        OrderRequest.builder("ada")
            .idempotencyKey("cart-1")
            .prompt("a mill")
            .spec(ImageSpec.builder("a lighthouse").count(3).model("brush-2").build())
            .deadline(Duration.ofHours(1))
            .build();
    List<NewTask> tasks =
        List.of(new NewTask(QUEUE, 0, 0, 1, ESTIMATE), new NewTask(QUEUE, 1, 1, 3, ESTIMATE));
    place(store, new NewOrder(TENANT, OrderId.of(TENANT, "ada", "cart-1"), request, tasks));
    advance(Duration.ofMinutes(20));
    Claim claim = store.claim(WORKER, 2).get(1);
    assertThat(claim.tenant()).isEqualTo(TENANT);
    assertThat(claim.order()).isEqualTo(OrderId.of(TENANT, "ada", "cart-1"));
    assertThat(claim.request().fingerprint()).isEqualTo(request.fingerprint());
    assertThat(claim.task()).isEqualTo(1);
    assertThat(claim.spec().prompt()).isEqualTo("a lighthouse");
    assertThat(claim.missing()).containsExactly(1, 2, 3);
    assertThat(claim.attempt()).isEqualTo(1);
    assertThat(claim.earlierAttempts()).isEmpty();
    assertThat(claim.cost().reserved()).isEqualTo(Money.usd("0.40"));
    assertThat(claim.timeLeft())
        .hasValueSatisfying(
            left -> assertThat(left).isBetween(Duration.ofMinutes(39), Duration.ofMinutes(40)));
  }

  @Test
  default void aClaimOpensAnAttemptAndStartsTheOrder() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2, 1));
    Claim claim = claim(store);
    ImageOrder order = get(store, claim);
    assertThat(order.status()).isEqualTo(OrderStatus.GENERATING);
    assertThat(order.startedAt()).isPresent();
    assertThat(order.attempts()).hasSize(1);
    Attempt attempt = order.attempts().get(0);
    assertThat(attempt.task()).isEqualTo(claim.task());
    assertThat(attempt.number()).isEqualTo(1);
    assertThat(attempt.provider()).isEqualTo("painter");
    assertThat(attempt.outcome()).isEqualTo(Attempt.Outcome.RUNNING);
    assertThat(attempt.cost()).isEqualTo(Money.usd("0.20"));
    assertThat(attempt.startedAt()).isEqualTo(order.startedAt().orElseThrow());
    assertThat(attempt.endedAt()).isEmpty();
    assertThat(order.cost()).isEqualTo(claim.cost());
    assertThat(order.cost().reserved()).isEqualTo(Money.usd("0.20"));
  }

  @Test
  default void aClaimedTaskIsNotClaimedAgain() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 3);
    assertThat(store.claim(WORKER, 2)).hasSize(2);
    assertThat(store.claim(WORKER, 2)).hasSize(1);
    assertNothingToClaim(store);
  }

  @Test
  default void workersWhoRaceNeverGetOneTaskTwice() throws Exception {
    OrderStore store = orderStore();
    for (int customer = 0; customer < 10; customer++) {
      place(store, "customer-" + customer, "cart-1", 20);
    }
    List<String> attempts =
        Crowd.of(4)
            .find(
                worker -> {
                  List<String> own = new ArrayList<>();
                  for (List<Claim> some = store.claim(WORKER, 3);
                      !some.isEmpty();
                      some = store.claim(WORKER, 3)) {
                    some.forEach(claim -> own.add(claim.order() + "." + claim.task()));
                  }
                  return own;
                })
            .stream()
            .flatMap(List::stream)
            .toList();
    assertThat(attempts).hasSize(200);
    assertThat(new HashSet<>(attempts)).hasSize(200);
  }

  @Test
  default void aTaskPastItsDeadlineIsNotClaimed() {
    OrderStore store = orderStore();
    OrderRequest urgent = request("ada", "cart-1", 1).deadline(Duration.ofMinutes(10)).build();
    place(store, order(TENANT, urgent, 1));
    place(store, "bob", "cart-1", 1);
    advance(Duration.ofMinutes(11));
    Claim claim = claim(store);
    assertThat(claim.request().customer()).isEqualTo("bob");
    assertNothingToClaim(store);
    store.finish(claim, drawn(claim));
  }
}
