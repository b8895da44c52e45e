package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.MISSING;
import static org.imageorders.testkit.StoreOrders.REFUSED;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.assertNothingToClaim;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;
import static org.imageorders.testkit.StoreOrders.get;
import static org.imageorders.testkit.StoreOrders.image;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.untilNextWork;

import java.time.Duration;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.Test;

/** What a result does to its task, its order and the ledger. */
public interface OrderSettlingContract extends OrderStoreSubject {

  @Test
  default void aFinishedTaskMakesItsImagesReady() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2, 1));
    Claim first = claim(store);
    assertThat(store.finish(first, drawn(first))).isEqualTo(Settlement.SAVED);
    ImageOrder order = get(store, first);
    assertThat(order.status()).isEqualTo(OrderStatus.GENERATING);
    assertThat(order.readyImages())
        .map(GeneratedImage::id)
        .containsExactly(first.image(1, 0), first.image(1, 1));
    assertThat(order.images().get(2).isPending()).isTrue();
    assertThat(order.endedAt()).isEmpty();
    assertThat(order.attempts().get(0).images()).isEqualTo(2);
    assertThat(order.attempts().get(0).endedAt()).isPresent();
  }

  @Test
  default void theLastTaskEndsTheOrder() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2, 1));
    List<Claim> claims = store.claim(WORKER, 2);
    store.finish(claims.get(1), drawn(claims.get(1)));
    assertThat(get(store, claims.get(0)).isEnded()).isFalse();
    store.finish(claims.get(0), drawn(claims.get(0)));
    ImageOrder order = get(store, claims.get(0));
    assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(order.endedAt()).isPresent();
    assertThat(order.failure()).isEmpty();
    assertThat(order.remaining()).isZero();
    assertNothingToClaim(store);
    assertThat(untilNextWork(store)).isEmpty();
  }

  @Test
  default void aPlaceWithoutAnImageFails() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 3));
    Claim claim = claim(store);
    AttemptResult result =
        AttemptResult.builder(Outcome.SUCCEEDED)
            .image(1, image(claim, 1))
            .imageFailure(2, REFUSED)
            .failure(MISSING)
            .build();
    assertThat(store.finish(claim, result)).isEqualTo(Settlement.SAVED);
    ImageOrder order = get(store, claim);
    assertThat(order.status()).isEqualTo(OrderStatus.PARTIALLY_COMPLETED);
    assertThat(order.images().get(0).failure()).contains(MISSING);
    assertThat(order.images().get(1).image()).isPresent();
    assertThat(order.images().get(2).failure()).contains(REFUSED);
    assertThat(order.failure()).as("the first of those that are as common").contains(MISSING);
    assertThat(order.attempts().get(0).failure()).contains(MISSING);
  }

  @Test
  default void anOrderWithoutAnImageFailsAsMostOfItsImagesDid() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 1, 2));
    List<Claim> claims = store.claim(WORKER, 2);
    store.finish(claims.get(0), failed(Outcome.SUCCEEDED, MISSING));
    store.finish(claims.get(1), failed(Outcome.REJECTED, REFUSED));
    ImageOrder order = get(store, claims.get(0));
    assertThat(order.status()).isEqualTo(OrderStatus.FAILED);
    assertThat(order.failure()).contains(REFUSED);
    assertThat(order.endedAt()).isPresent();
  }

  @Test
  default void aReleasedTaskKeepsItsImagesAndAsksForTheRest() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 3));
    Claim claim = claim(store);
    assertThat(store.release(claim, drawn(claim, 1), Duration.ZERO)).isEqualTo(Settlement.SAVED);
    ImageOrder order = get(store, claim);
    assertThat(order.status()).isEqualTo(OrderStatus.GENERATING);
    assertThat(order.images()).map(ImageResult::isPending).containsExactly(true, false, true);
    Claim second = claim(store);
    assertThat(second.missing()).containsExactly(0, 2);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.earlierAttempts()).map(Attempt::images).containsExactly(1);
    assertThat(second.cost().reserved()).isEqualTo(Money.usd("0.20"));
    store.finish(second, drawn(second, 2));
    ImageOrder ended = get(store, claim);
    assertThat(ended.readyImages())
        .map(GeneratedImage::id)
        .containsExactly(claim.image(1, 1), claim.image(2, 2));
    assertThat(ended.images().get(0).failure()).contains(MISSING);
  }

  @Test
  default void aReleasedTaskIsDueAfterItsDelay() {
    OrderStore store = orderStore();
    place(store, "ada", "cart-1", 1);
    Claim claim = claim(store);
    store.release(claim, failed(Outcome.REJECTED, MISSING), Duration.ofMinutes(30));
    advance(Duration.ofMinutes(29));
    assertNothingToClaim(store);
    advance(Duration.ofMinutes(1));
    assertThat(claim(store).attempt()).isEqualTo(2);
  }

  @Test
  default void aReleasedTaskKeepsItsRank() {
    OrderStore store = orderStore();
    OrderId first = place(store, "ada", "cart-1", 1);
    place(store, "ada", "cart-2", 1);
    Claim claim = claim(store);
    store.release(claim, failed(Outcome.NOT_SUBMITTED, MISSING), Duration.ZERO);
    assertThat(claim(store).order()).isEqualTo(first);
  }

  @Test
  default void aReleaseThatLeavesNothingToDrawEndsTheTask() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2));
    Claim claim = claim(store);
    assertThat(store.release(claim, drawn(claim), Duration.ZERO)).isEqualTo(Settlement.SAVED);
    assertThat(get(store, claim).status()).isEqualTo(OrderStatus.COMPLETED);
    assertNothingToClaim(store);
    assertThat(untilNextWork(store)).isEmpty();
  }

  @Test
  default void anAttemptCostsWhatItsOutcomeSays() {
    OrderStore store = orderStore();
    for (Outcome outcome :
        List.of(
            Outcome.SUCCEEDED,
            Outcome.NOT_SUBMITTED,
            Outcome.REJECTED,
            Outcome.UNKNOWN,
            Outcome.BILLED_NOT_KEPT)) {
      place(store, order("ada", "cart-" + outcome, 2));
      Claim claim = claim(store);
      store.finish(claim, failed(outcome, MISSING));
      boolean free = outcome == Outcome.NOT_SUBMITTED || outcome == Outcome.REJECTED;
      Money cost = Money.usd(free ? "0" : "0.20");
      Money nothing = Money.usd("0");
      ImageOrder order = get(store, claim);
      assertThat(order.attempts()).map(Attempt::outcome).containsExactly(outcome);
      assertThat(order.attempts()).as("%s", outcome).map(Attempt::cost).containsExactly(cost);
      assertThat(order.cost())
          .as("%s", outcome)
          .isEqualTo(
              outcome.isAtRisk()
                  ? new OrderCost(nothing, nothing, cost)
                  : new OrderCost(cost, nothing, nothing));
    }
  }

  @Test
  default void theLedgerAddsUpWithTheCostsThatWereReported() {
    OrderStore store = orderStore();
    OrderId id = place(store, order("ada", "cart-1", 1, 1, 1, 1)).id();
    List<Claim> claims = store.claim(WORKER, 3);
    store.release(
        claims.get(0),
        AttemptResult.builder(Outcome.REJECTED).failure(MISSING).cost(Money.usd("0.01")).build(),
        Duration.ofHours(1));
    store.finish(
        claims.get(1),
        AttemptResult.builder(Outcome.SUCCEEDED)
            .image(1, image(claims.get(1), 1))
            .cost(Money.usd("0.07"))
            .provider("other")
            .model("brush-2")
            .build());
    store.finish(
        claims.get(2),
        AttemptResult.builder(Outcome.UNKNOWN).failure(MISSING).cost(Money.usd("0.03")).build());
    claim(store);
    ImageOrder order = store.get(TENANT, id);
    assertThat(order.cost())
        .isEqualTo(new OrderCost(Money.usd("0.08"), Money.usd("0.10"), Money.usd("0.03")));
    assertThat(order.attempts())
        .map(Attempt::cost)
        .containsExactly(
            Money.usd("0.01"), Money.usd("0.07"), Money.usd("0.03"), Money.usd("0.10"));
    Attempt renamed = order.attempts().get(1);
    assertThat(renamed.provider()).isEqualTo("other");
    assertThat(renamed.model()).contains("brush-2");
  }

  @Test
  default void aPreviewStandsUntilItsImageIsDecided() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2));
    Claim claim = claim(store);
    store.preview(claim, 1, claim.image(1, 1).preview(1));
    store.preview(claim, 1, claim.image(1, 1).preview(2));
    ImageOrder order = get(store, claim);
    assertThat(order.images().get(0).preview()).isEmpty();
    assertThat(order.images().get(1).preview()).contains(claim.image(1, 1).preview(2));
    assertThat(order.images().get(1).isPending()).isTrue();
    store.finish(claim, drawn(claim, 1));
    assertThat(get(store, claim).images())
        .allSatisfy(result -> assertThat(result.preview()).isEmpty());
    store.preview(claim, 1, claim.image(1, 1).preview(3));
    assertThat(get(store, claim).images().get(1).preview()).isEmpty();
  }

  @Test
  default void theVersionGrowsWithEveryChange() {
    OrderStore store = orderStore();
    OrderId id = place(store, order("ada", "cart-1", 2)).id();
    long[] version = {store.get(TENANT, id).version()};
    Claim first = claim(store);
    assertGrown(store, id, version, "claim");
    store.preview(first, 0, first.image(1, 0).preview(1));
    assertGrown(store, id, version, "preview");
    store.release(first, drawn(first, 0), Duration.ZERO);
    assertGrown(store, id, version, "release");
    Claim second = claim(store);
    assertGrown(store, id, version, "second claim");
    store.cancel(TENANT, id);
    assertGrown(store, id, version, "cancel");
    store.finish(second, drawn(second));
    assertGrown(store, id, version, "late result");
    store.cancel(TENANT, id);
    store.finish(second, drawn(second));
    assertThat(store.get(TENANT, id).version()).as("after nothing").isEqualTo(version[0]);
  }

  private static void assertGrown(OrderStore store, OrderId id, long[] version, String by) {
    long grown = store.get(TENANT, id).version();
    assertThat(grown).as(by).isGreaterThan(version[0]);
    version[0] = grown;
  }
}
