package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.Refusals.assertRefused;
import static org.imageorders.testkit.StoreOrders.REFUSED;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.assertNothingToClaim;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;
import static org.imageorders.testkit.StoreOrders.get;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.request;
import static org.imageorders.testkit.StoreOrders.story;

import java.time.Duration;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.Test;

/** Cancelling and deadlines: how an order ends before its tasks do. */
public interface OrderEndingContract extends OrderStoreSubject {

  private static OrderRequest urgent(String key, int images) {
    return request("ada", key, images).deadline(Duration.ofMinutes(10)).build();
  }

  @Test
  default void aCancelledOrderKeepsWhatIsReadyAndFailsTheRest() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 3);
    Claim done = claim(store);
    store.finish(done, drawn(done));
    claim(store);
    ImageOrder order = store.cancel(TENANT, id);
    assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(order.endedAt()).isPresent();
    assertThat(order.failure()).map(Failure::code).contains(ErrorCode.CANCELLED);
    assertThat(order.readyImages()).hasSize(1);
    assertThat(order.images().subList(1, 3))
        .allSatisfy(
            image -> assertThat(image.failure()).map(Failure::code).contains(ErrorCode.CANCELLED));
    assertThat(store.get(TENANT, id)).usingRecursiveComparison().isEqualTo(order);
    assertNothingToClaim(store);
  }

  @Test
  default void cancellingAnEndedOrderChangesNothing() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 1);
    StoreOrders.finishAll(store);
    ImageOrder ended = store.get(TENANT, id);
    assertThat(store.cancel(TENANT, id)).usingRecursiveComparison().isEqualTo(ended);
    assertThat(story(store, id)).doesNotContain(OrderEvent.Type.ORDER_CANCELLED);
    assertRefused(
        ErrorCode.NOT_FOUND, () -> store.cancel(TENANT, OrderId.of(TENANT, "ada", "no such")));
  }

  @Test
  default void anOrderOfWhichNoAttemptWasOpenedIsWithdrawn() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 2);
    ImageOrder order = store.withdraw(TENANT, id);
    assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(order.startedAt()).isEmpty();
    assertThat(order.endedAt()).isPresent();
    assertThat(story(store, id)).contains(OrderEvent.Type.ORDER_CANCELLED);
    assertThat(store.withdraw(TENANT, id)).usingRecursiveComparison().isEqualTo(order);
    assertNothingToClaim(store);
    assertRefused(
        ErrorCode.NOT_FOUND, () -> store.withdraw(TENANT, OrderId.of(TENANT, "ada", "no such")));
  }

  @Test
  default void withdrawingAnOrderThatHasStartedChangesNothing() {
    OrderStore store = orderStore();
    OrderId id = place(store, order("ada", "cart-1", 1, 1)).id();
    Claim claim = store.claim(WORKER, 1).get(0);
    ImageOrder started = store.get(TENANT, id);
    assertThat(store.withdraw(TENANT, id)).usingRecursiveComparison().isEqualTo(started);
    store.release(claim, failed(Outcome.NOT_SUBMITTED, REFUSED), Duration.ZERO);
    assertThat(store.withdraw(TENANT, id).status()).isEqualTo(OrderStatus.GENERATING);
    StoreOrders.finishAll(store);
    assertThat(store.withdraw(TENANT, id).status()).isEqualTo(OrderStatus.COMPLETED);
  }

  @Test
  default void aResultAfterTheEndStandsInTheLedgerAlone() {
    OrderStore store = orderStore();
    OrderId id = place(store, order("ada", "cart-1", 2, 1, 1)).id();
    List<Claim> claims = store.claim(WORKER, 3);
    ImageOrder ended = store.cancel(TENANT, id);
    Claim late = claims.get(0);
    AttemptResult result =
        AttemptResult.builder(Outcome.SUCCEEDED)
            .image(0, StoreOrders.image(late, 0))
            .image(1, StoreOrders.image(late, 1))
            .cost(Money.usd("0.15"))
            .build();
    assertThat(store.finish(late, result)).isEqualTo(Settlement.LEDGER_ONLY);
    assertThat(store.release(claims.get(1), failed(Outcome.UNKNOWN, REFUSED), Duration.ZERO))
        .isEqualTo(Settlement.LEDGER_ONLY);
    store.preview(claims.get(2), 3, late.image(1, 3).preview(1));
    ImageOrder order = store.get(TENANT, id);
    assertThat(order.images()).isEqualTo(ended.images());
    assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(order.endedAt()).isEqualTo(ended.endedAt());
    assertThat(order.failure()).isEqualTo(ended.failure());
    assertThat(order.attempts())
        .map(Attempt::outcome)
        .containsExactly(Outcome.SUCCEEDED, Outcome.UNKNOWN, Outcome.RUNNING);
    assertThat(order.attempts().get(0).images()).isEqualTo(2);
    assertThat(order.cost().spent()).isEqualTo(Money.usd("0.15"));
    assertThat(order.cost().atRisk()).isEqualTo(Money.usd("0.10"));
    assertThat(order.cost().reserved()).isEqualTo(Money.usd("0.10"));
    assertThat(story(store, id)).endsWith(OrderEvent.Type.ORDER_CANCELLED);
    assertNothingToClaim(store);
  }

  @Test
  default void anOverdueOrderFails() {
    OrderStore store = orderStore();
    OrderId id = place(store, order(TENANT, urgent("cart-1", 2), 1, 1)).id();
    Claim running = claim(store);
    assertThat(store.expire()).isZero();
    advance(Duration.ofMinutes(9));
    assertThat(store.expire()).isZero();
    advance(Duration.ofMinutes(1));
    assertThat(store.expire()).isEqualTo(1);
    assertThat(store.expire()).isZero();
    ImageOrder order = store.get(TENANT, id);
    assertThat(order.status()).isEqualTo(OrderStatus.FAILED);
    assertThat(order.failure()).map(Failure::code).contains(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(order.endedAt()).isPresent();
    assertThat(order.images())
        .allSatisfy(
            image ->
                assertThat(image.failure())
                    .map(Failure::code)
                    .contains(ErrorCode.DEADLINE_EXCEEDED));
    assertThat(store.finish(running, drawn(running))).isNotEqualTo(Settlement.SAVED);
    assertNothingToClaim(store);
  }

  @Test
  default void anOverdueOrderWithAnImageIsPartiallyCompleted() {
    OrderStore store = orderStore();
    place(store, order(TENANT, urgent("cart-1", 2), 1, 1));
    Claim done = claim(store);
    store.finish(done, drawn(done));
    advance(Duration.ofMinutes(11));
    assertThat(store.expire()).isEqualTo(1);
    ImageOrder order = get(store, done);
    assertThat(order.status()).isEqualTo(OrderStatus.PARTIALLY_COMPLETED);
    assertThat(order.readyImages()).hasSize(1);
    assertThat(order.failure()).map(Failure::code).contains(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  default void anEndedOrderDoesNotExpire() {
    OrderStore store = orderStore();
    OrderId completed = place(store, order(TENANT, urgent("cart-1", 1), 1)).id();
    Claim claim = claim(store);
    store.finish(claim, drawn(claim));
    OrderId cancelled = place(store, order(TENANT, urgent("cart-2", 1), 1)).id();
    store.cancel(TENANT, cancelled);
    advance(Duration.ofMinutes(11));
    assertThat(store.expire()).isZero();
    assertThat(store.get(TENANT, completed).status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(store.get(TENANT, cancelled).status()).isEqualTo(OrderStatus.CANCELLED);
  }
}
