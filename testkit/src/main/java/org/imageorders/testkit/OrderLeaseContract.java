package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.LEASE;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.assertNothingToClaim;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.get;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.request;
import static org.imageorders.testkit.StoreOrders.untilNextWork;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ImageOrder;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.Test;

/** Leases and fences: what a worker holds, keeps and loses. */
public interface OrderLeaseContract extends OrderStoreSubject {

  /** Long enough for a lease to run out. */
  private void outlastALease() {
    advance(LEASE.plusSeconds(15));
  }

  @Test
  default void aLostLeaseIsClaimedAgainAndItsCallIsUnknown() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2));
    Claim lost = claim(store);
    advance(LEASE.dividedBy(2));
    assertNothingToClaim(store);
    outlastALease();
    Claim claim = claim(store);
    assertThat(claim.order()).isEqualTo(lost.order());
    assertThat(claim.attempt()).isEqualTo(2);
    assertThat(claim.missing()).containsExactly(0, 1);
    assertThat(claim.earlierAttempts()).hasSize(1);
    assertThat(claim.token()).isGreaterThan(lost.token());
    Attempt unknown = claim.earlierAttempts().get(0);
    assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(unknown.endedAt()).isPresent();
    assertThat(unknown.cost()).isEqualTo(Money.usd("0.20"));
    ImageOrder order = get(store, claim);
    assertThat(order.attempts())
        .map(Attempt::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.RUNNING);
    assertThat(order.cost().atRisk()).isEqualTo(Money.usd("0.20"));
    assertThat(order.cost().reserved()).isEqualTo(Money.usd("0.20"));
    assertThat(claim.cost()).isEqualTo(order.cost());
  }

  @Test
  default void anUnknownCallWhoseImagesAreAllFoundHasSucceeded() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2));
    Claim lost = claim(store);
    outlastALease();
    Claim claim = claim(store);
    AttemptResult.Builder found =
        AttemptResult.builder(Outcome.NOT_SUBMITTED).recovered(lost.attempt());
    drawn(lost).images().forEach(found::image);
    assertThat(store.finish(claim, found.build())).isEqualTo(Settlement.SAVED);
    ImageOrder order = get(store, claim);
    assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(order.attempts())
        .map(Attempt::outcome)
        .containsExactly(Outcome.SUCCEEDED, Outcome.NOT_SUBMITTED);
    assertThat(order.attempts()).map(Attempt::images).containsExactly(2, 0);
    assertThat(order.cost().spent()).isEqualTo(Money.usd("0.20"));
    assertThat(order.cost().atRisk().isZero()).isTrue();
  }

  @Test
  default void aTaskOfALostLeaseKeepsItsRank() {
    OrderStore store = orderStore();
    OrderId first = place(store, "ada", "cart-1", 1);
    claim(store);
    place(store, "ada", "cart-2", 3);
    outlastALease();
    assertThat(claim(store).order()).isEqualTo(first);
  }

  @Test
  default void aReplacedWorkerSavesNothing() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    Claim lost = claim(store);
    outlastALease();
    Claim claim = claim(store);
    ImageOrder before = get(store, claim);
    assertThat(store.extend(List.of(lost, claim), LEASE)).isEqualTo(Map.of(lost, Lapse.LOST));
    store.preview(lost, 0, lost.image(1, 0).preview(1));
    assertThat(store.release(lost, drawn(lost), Duration.ZERO)).isEqualTo(Settlement.LOST);
    assertThat(store.finish(lost, drawn(lost))).isEqualTo(Settlement.LOST);
    assertThat(get(store, claim)).usingRecursiveComparison().isEqualTo(before);
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.SAVED);
  }

  @Test
  default void aLateWorkerThatNobodyReplacedSavesItsResult() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    Claim claim = claim(store);
    outlastALease();
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.SAVED);
    assertThat(get(store, claim).status()).isEqualTo(OrderStatus.COMPLETED);
    assertNothingToClaim(store);
  }

  @Test
  default void aHeartbeatKeepsTheLease() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 2);
    List<Claim> claims = store.claim(WORKER, 2);
    for (int beat = 0; beat < 4; beat++) {
      advance(LEASE.dividedBy(2));
      assertThat(store.extend(List.of(claims.get(0)), LEASE)).isEmpty();
    }
    assertThat(store.claim(WORKER, 5)).map(Claim::task).containsExactly(claims.get(1).task());
  }

  @Test
  default void aSettledClaimIsSpent() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 2);
    Claim released = claim(store);
    assertThat(
            store.release(
                released,
                StoreOrders.failed(Outcome.NOT_SUBMITTED, StoreOrders.MISSING),
                Duration.ZERO))
        .isEqualTo(Settlement.SAVED);
    assertThat(store.finish(released, drawn(released))).isEqualTo(Settlement.LOST);
    Claim finished = claim(store);
    assertThat(store.finish(finished, drawn(finished))).isEqualTo(Settlement.SAVED);
    assertThat(store.finish(finished, drawn(finished))).isEqualTo(Settlement.LOST);
    assertThat(store.extend(List.of(released, finished), LEASE))
        .isEqualTo(Map.of(released, Lapse.LOST, finished, Lapse.LOST));
    assertThat(store.get(TENANT, id).attempts()).hasSize(2);
  }

  @Test
  default void aRunningCallOfAnEndedOrderIsToldToStop() {
    OrderStore store = orderStore();
    OrderId cancelled = place(store, "ada", "cart-1", 1);
    place(
        store,
        order(TENANT, request("bob", "cart-1", 1).deadline(Duration.ofSeconds(20)).build(), 1));
    place(store, "mia", "cart-1", 1);
    List<Claim> claims = store.claim(WORKER, 3);
    store.cancel(TENANT, cancelled);
    advance(Duration.ofSeconds(25));
    Map<Claim, Lapse> stopped = Map.of(claims.get(0), Lapse.STOPPED, claims.get(1), Lapse.STOPPED);
    assertThat(store.extend(claims, LEASE)).isEqualTo(stopped);
    assertThat(store.expire()).isEqualTo(1);
    assertThat(store.extend(claims, LEASE)).isEqualTo(stopped);
  }

  @Test
  default void aCallThatNobodySettlesAfterItsOrdersEndIsClosedAsUnknown() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 1);
    claim(store);
    store.cancel(TENANT, id);
    assertThat(store.expire()).isZero();
    assertThat(store.get(TENANT, id).attempts())
        .map(Attempt::outcome)
        .containsExactly(Outcome.RUNNING);
    assertThat(untilNextWork(store))
        .as("when the lease runs out")
        .hasValueSatisfying(left -> assertThat(left).isBetween(LEASE.minusSeconds(10), LEASE));
    outlastALease();
    assertNothingToClaim(store);
    store.expire();
    ImageOrder order = store.get(TENANT, id);
    assertThat(order.attempts()).map(Attempt::outcome).containsExactly(Outcome.UNKNOWN);
    assertThat(order.cost().reserved()).isEqualTo(Money.usd("0"));
    assertThat(order.cost().atRisk()).isEqualTo(Money.usd("0.10"));
    assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(untilNextWork(store)).isEmpty();
  }

  @Test
  default void whoeverClaimsNextClosesAllCallsThatNobodySettled() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 3);
    OrderId other = place(store, "bob", "cart-1", 2);
    assertThat(store.claim(WORKER, 5)).hasSize(5);
    store.cancel(TENANT, id);
    store.cancel(TENANT, other);
    OrderId next = place(store, "mia", "cart-1", 1);
    outlastALease();
    assertThat(store.claim(WORKER, 5)).map(Claim::order).containsExactly(next);
    for (OrderId cancelled : List.of(id, other)) {
      assertThat(store.get(TENANT, cancelled).attempts())
          .map(Attempt::outcome)
          .containsOnly(Outcome.UNKNOWN);
    }
    assertThat(store.get(TENANT, id).attempts()).hasSize(3);
  }
}
