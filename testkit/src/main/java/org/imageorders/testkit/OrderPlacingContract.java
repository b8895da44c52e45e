package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.Refusals.assertRefused;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.assertNothingToClaim;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.feed;
import static org.imageorders.testkit.StoreOrders.finishAll;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.request;
import static org.imageorders.testkit.StoreOrders.untilNextWork;

import java.util.List;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.Test;

/** How orders are placed, found again, refused and removed. */
public interface OrderPlacingContract extends OrderStoreSubject {

  @Test
  default void aNewOrderIsAcceptedWithEveryImagePending() {
    OrderStore store = orderStore();
    NewOrder order = order("ada", "cart-1", 2, 1);
    ImageOrder placed = place(store, order);
    assertThat(placed.id()).isEqualTo(order.id());
    assertThat(placed.status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(placed.request().fingerprint()).isEqualTo(order.request().fingerprint());
    assertThat(placed.images())
        .containsExactly(
            ImageResult.pending(0, 0), ImageResult.pending(1, 0), ImageResult.pending(2, 0));
    Money nothing = Money.usd("0");
    assertThat(placed.cost()).isEqualTo(new OrderCost(nothing, nothing, nothing));
    assertThat(placed.attempts()).isEmpty();
    assertThat(placed.startedAt()).isEmpty();
    assertThat(placed.endedAt()).isEmpty();
    assertThat(store.get(TENANT, order.id())).usingRecursiveComparison().isEqualTo(placed);
  }

  @Test
  default void theSameRequestFindsTheOrderThatIsThere() {
    OrderStore store = orderStore();
    NewOrder order = order("ada", "cart-1", 1);
    place(store, order);
    NewOrder again = order("ada", "cart-1", 1);
    assertThat(store.place(again, PLENTY).kind()).isEqualTo(Placement.Kind.EXISTING);
    finishAll(store);
    Placement late = store.place(again, PLENTY);
    assertThat(late.kind()).isEqualTo(Placement.Kind.EXISTING);
    assertThat(late.order())
        .isNotNull()
        .extracting(ImageOrder::status)
        .isEqualTo(OrderStatus.COMPLETED);
    assertNothingToClaim(store);
    assertThat(feed(store, TENANT, 10)).hasSize(4);
  }

  @Test
  default void anotherRequestUnderTheSameKeyIsAConflict() {
    OrderStore store = orderStore();
    ImageOrder placed = place(store, order("ada", "cart-1", 1));
    OrderRequest other =
        OrderRequest.builder("ada").idempotencyKey("cart-1").prompt("a mill").build();
    Placement conflict = store.place(order(TENANT, other, 1), PLENTY);
    assertThat(conflict.kind()).isEqualTo(Placement.Kind.CONFLICT);
    assertThat(conflict.order()).isNotNull();
    assertThat(store.get(TENANT, placed.id()).request().fingerprint())
        .isEqualTo(placed.request().fingerprint());
    assertThat(store.claim(StoreOrders.WORKER, 5)).hasSize(1);
  }

  @Test
  default void aRemovedOrderIsGoneForGood() {
    OrderStore store = orderStore();
    NewOrder order = order("ada", "cart-1", 1);
    place(store, order);
    finishAll(store);
    assertThat(store.remove(TENANT, order.id())).isTrue();
    assertThat(store.place(order, PLENTY)).isEqualTo(new Placement(Placement.Kind.GONE, null));
    assertThat(store.remove(TENANT, order.id())).isFalse();
    assertRefused(ErrorCode.GONE, () -> store.get(TENANT, order.id()));
    assertRefused(ErrorCode.GONE, () -> store.cancel(TENANT, order.id()));
    assertThat(store.list(TENANT, OrderQuery.builder().build()).orders()).isEmpty();
    assertNothingToClaim(store);
  }

  @Test
  default void aRemovedOrderLeavesTheFeed() {
    OrderStore store = orderStore();
    NewOrder removed = order("ada", "cart-1", 1);
    place(store, removed);
    finishAll(store);
    place(store, "bob", "cart-2", 1);
    String cursor = store.events(TENANT, EventPage.START, 2).cursor();
    store.remove(TENANT, removed.id());
    assertThat(feed(store, TENANT, 1)).map(OrderEvent::customer).containsExactly("bob");
    assertThat(store.events(TENANT, cursor, 9).events()).hasSize(1);
  }

  @Test
  default void onlyAnEndedOrderIsRemoved() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 1);
    assertThat(store.remove(TENANT, id)).isFalse();
    Claim claim = claim(store);
    assertThat(store.remove(TENANT, id)).isFalse();
    assertThat(store.remove(TENANT, OrderId.of(TENANT, "ada", "other"))).isFalse();
    store.finish(claim, drawn(claim));
    assertThat(store.get(TENANT, id).status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(store.remove(TENANT, id)).isTrue();
  }

  @Test
  default void whatAWorkerBringsForARemovedOrderIsLost() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 1);
    Claim claim = claim(store);
    store.cancel(TENANT, id);
    assertThat(store.remove(TENANT, id)).isTrue();
    assertThat(store.extend(List.of(claim), StoreOrders.LEASE)).containsOnlyKeys(claim);
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.LOST);
    assertThat(untilNextWork(store)).isEmpty();
  }

  @Test
  default void moreOpenTasksThanAllowedAreRefusedAndLeaveNothing() {
    OrderStore store = orderStore();
    assertThat(store.place(order("ada", "cart-1", 1, 1), 3).kind())
        .isEqualTo(Placement.Kind.PLACED);
    claim(store);
    NewOrder tooMuch = order("elsewhere", request("bob", "cart-2", 2).build(), 1, 1);
    assertThat(store.place(tooMuch, 3)).isEqualTo(new Placement(Placement.Kind.OVERLOADED, null));
    assertRefused(ErrorCode.NOT_FOUND, () -> store.get("elsewhere", tooMuch.id()));
    assertThat(feed(store, "elsewhere", 10)).isEmpty();
    assertThat(store.place(order("bob", "cart-3", 1), 3).kind()).isEqualTo(Placement.Kind.PLACED);
    assertThat(store.claim(StoreOrders.WORKER, 9)).hasSize(2);
  }

  @Test
  default void endedTasksMakeRoom() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 1, 1));
    Claim claim = claim(store);
    store.finish(claim, drawn(claim));
    assertThat(store.place(order("ada", "cart-2", 1), 2).kind()).isEqualTo(Placement.Kind.PLACED);
    store.cancel(TENANT, claim.order());
    assertThat(store.place(order("ada", "cart-3", 1), 2).kind()).isEqualTo(Placement.Kind.PLACED);
    assertThat(store.place(order("ada", "cart-4", 1), 2).kind())
        .isEqualTo(Placement.Kind.OVERLOADED);
  }

  @Test
  default void aRepeatIsAnsweredUnderOverload() {
    OrderStore store = orderStore();
    NewOrder order = order("ada", "cart-1", 1);
    place(store, order);
    assertThat(store.place(order, 1).kind()).isEqualTo(Placement.Kind.EXISTING);
    finishAll(store);
    store.remove(TENANT, order.id());
    assertThat(store.place(order, 0).kind()).isEqualTo(Placement.Kind.GONE);
  }

  @Test
  default void placersWhoRaceMakeOneOrder() throws Exception {
    OrderStore store = orderStore();
    for (int round = 0; round < 10; round++) {
      String key = "cart-" + round;
      List<Placement.Kind> kinds =
          Crowd.of(4).find(worker -> store.place(order("ada", key, 1), PLENTY).kind());
      assertThat(kinds)
          .containsOnly(Placement.Kind.PLACED, Placement.Kind.EXISTING)
          .containsOnlyOnce(Placement.Kind.PLACED);
    }
    assertThat(store.claim(StoreOrders.WORKER, 99)).hasSize(10);
  }

  @Test
  default void tenantsAreApart() {
    OrderStore store = orderStore();
    OrderId id = place(store, "ada", "cart-1", 1);
    String stranger = "Shop";
    assertRefused(ErrorCode.NOT_FOUND, () -> store.get(stranger, id));
    assertRefused(ErrorCode.NOT_FOUND, () -> store.cancel(stranger, id));
    assertRefused(ErrorCode.NOT_FOUND, () -> store.ahead(stranger, id));
    assertThat(store.list(stranger, OrderQuery.builder().build()).orders()).isEmpty();
    assertThat(feed(store, stranger, 10)).isEmpty();
    place(store, order(stranger, request("ada", "cart-1", 1).build(), 1));
    finishAll(store);
    assertThat(store.remove(stranger, id)).isFalse();
    assertThat(store.get(TENANT, id).status()).isEqualTo(OrderStatus.COMPLETED);
    store.remove(TENANT, id);
    assertRefused(ErrorCode.NOT_FOUND, () -> store.get(stranger, id));
  }
}
