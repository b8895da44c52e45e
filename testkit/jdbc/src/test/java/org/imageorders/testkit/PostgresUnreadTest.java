package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;
import static org.imageorders.testkit.StoreOrders.story;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.Allowance;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store takes for granted, so as not to read it first, and what becomes of it when another
 * process has changed it meanwhile, of which this one has not heard.
 */
class PostgresUnreadTest {

  private HikariDataSource pool;
  private TestDatabase database;
  private OrderStore store;
  private OrderStore another;

  @BeforeEach
  void open() {
    pool = Postgres.pool(4);
    database = new TestDatabase(pool);
    store = database.orderStore();
    another = database.orderStore();
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  /** Lets the store know that there is room, without which it reads before it places. */
  private void findRoom() {
    OrderId order = place(store, "customer-0", "cart", 1);
    store.cancel(TENANT, order);
    store.remove(TENANT, order);
  }

  private void removeElsewhere(OrderId order) {
    another.cancel(TENANT, order);
    another.remove(TENANT, order);
  }

  private void assertNothingIsLeft(OrderId order) {
    String of = " WHERE order_seq NOT IN (SELECT seq FROM imageorders_orders)";
    assertThat(story(store, order)).isEmpty();
    assertThat(database.count("imageorders_tasks")).isZero();
    assertThat(database.count("imageorders_attempts" + of)).isZero();
    assertThat(database.count("imageorders_images" + of)).isZero();
    assertThat(database.number("SELECT sum(open_tasks) FROM imageorders_partitions")).isZero();
  }

  private void assertCalls(Claim claim, Outcome... outcomes) {
    assertThat(StoreOrders.get(store, claim).attempts())
        .extracting(Attempt::outcome)
        .containsExactly(outcomes);
  }

  @Test
  void whatWasClaimedHereIsSettledUnread() {
    place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    database.execute("UPDATE imageorders_orders SET currency = 'unreadable'");
    assertThatThrownBy(() -> another.finish(claim, drawn(claim)))
        .isInstanceOf(RuntimeException.class);
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.SAVED);
  }

  @Test
  void anOrderThatAnotherProcessCancelledStaysCancelledAndItsCallIsInTheLedger() {
    OrderId order = place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    another.cancel(TENANT, order);
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.LEDGER_ONLY);
    assertThat(store.get(TENANT, order).status()).isEqualTo(OrderStatus.CANCELLED);
    assertCalls(claim, Outcome.SUCCEEDED);
    assertThat(story(store, order))
        .containsExactly(
            OrderEvent.Type.ORDER_ACCEPTED,
            OrderEvent.Type.ORDER_STARTED,
            OrderEvent.Type.IMAGE_FAILED,
            OrderEvent.Type.ORDER_CANCELLED);
    assertThat(database.count("imageorders_tasks")).isZero();
  }

  @Test
  void anOrderThatAnotherProcessRemovedIsLostAndLeavesNothing() {
    OrderId order = place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    removeElsewhere(order);
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.LOST);
    assertNothingIsLeft(order);
  }

  @Test
  void aCallForAnOrderThatAnotherProcessRemovedCannotBeReleased() {
    OrderId order = place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    removeElsewhere(order);
    assertThat(
            store.release(
                claim, failed(Outcome.REJECTED, StoreOrders.REFUSED), Duration.ofMinutes(1)))
        .isEqualTo(Settlement.LOST);
    assertNothingIsLeft(order);
  }

  @Test
  void aTaskThatAnotherProcessTookOverIsItsOwn() {
    place(store, "customer-1", "cart", 1);
    Claim late = claim(store);
    database.advance(StoreOrders.LEASE.plusSeconds(1));
    Claim next = claim(another);
    assertThat(store.finish(late, drawn(late))).isEqualTo(Settlement.LOST);
    assertCalls(next, Outcome.UNKNOWN, Outcome.RUNNING);
    assertThat(another.finish(next, drawn(next))).isEqualTo(Settlement.SAVED);
    assertCalls(next, Outcome.UNKNOWN, Outcome.SUCCEEDED);
  }

  @Test
  void aPreviewThatAnotherProcessShowedIsKeptUntilTheImageIsThere() {
    OrderId order = place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    another.preview(claim, 0, new ImageId("0".repeat(40) + "-1-0-p1"));
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.SAVED);
    ImageOrder done = store.get(TENANT, order);
    assertThat(done.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(done.version()).as("one for each change").isEqualTo(4);
  }

  @Test
  void whatWasReleasedIsClaimedAgainWithAllItsAttempts() {
    OrderId order = place(store, "customer-1", "cart", 1);
    Claim first = claim(store);
    store.release(first, failed(Outcome.REJECTED, StoreOrders.REFUSED), Duration.ZERO);
    Claim second = claim(another);
    another.release(second, failed(Outcome.REJECTED, StoreOrders.REFUSED), Duration.ZERO);
    Claim third = claim(store);
    assertThat(store.finish(third, drawn(third))).isEqualTo(Settlement.SAVED);
    assertCalls(third, Outcome.REJECTED, Outcome.REJECTED, Outcome.SUCCEEDED);
    ImageOrder done = store.get(TENANT, order);
    assertThat(done.version()).as("one for each change").isEqualTo(1 + 3 * 2);
    assertThat(done.cost().reserved().isZero()).isTrue();
  }

  @Test
  void aClaimThatWasSettledOnceIsLost() {
    place(store, "customer-1", "cart", 1);
    Claim claim = claim(store);
    store.finish(claim, drawn(claim));
    assertThat(store.finish(claim, drawn(claim))).isEqualTo(Settlement.LOST);
    assertCalls(claim, Outcome.SUCCEEDED);
  }

  @Test
  void whatAnotherProcessPlacedIsFoundAndNotPlacedAgain() {
    NewOrder order = order("customer-1", "cart", 1);
    place(another, order);
    findRoom();
    assertThat(store.place(order, PLENTY).kind()).isEqualTo(Placement.Kind.EXISTING);
    NewOrder changed =
        order(TENANT, StoreOrders.request("customer-1", "cart", 1).prompt("else").build(), 1);
    assertThat(store.place(changed, PLENTY).kind()).isEqualTo(Placement.Kind.CONFLICT);
    assertThat(database.count("imageorders_orders")).isEqualTo(1);
    assertThat(database.count("imageorders_tasks")).isEqualTo(1);
    assertThat(story(store, order.id())).containsExactly(OrderEvent.Type.ORDER_ACCEPTED);
  }

  @Test
  void whatAnotherProcessRemovedIsGone() {
    NewOrder order = order("customer-1", "cart", 1);
    place(another, order);
    removeElsewhere(order.id());
    findRoom();
    assertThat(store.place(order, PLENTY).kind()).isEqualTo(Placement.Kind.GONE);
    assertThat(database.count("imageorders_orders")).isZero();
    assertNothingIsLeft(order.id());
  }

  @Test
  void whatAnotherProcessRemovedIsGoneAlsoIfItWouldExceedItsAllowance() {
    NewOrder order = order("customer-1", "cart", 1);
    place(another, order);
    removeElsewhere(order.id());
    findRoom();
    List<Allowance> tooLittle = List.of(new Allowance(Instant.EPOCH, Money.usd("0.01")));
    NewOrder dear =
        new NewOrder(order.tenant(), order.id(), order.request(), order.tasks(), tooLittle);
    assertThat(store.place(dear, PLENTY).kind()).isEqualTo(Placement.Kind.GONE);
  }

  @Test
  void anOrderThatWasRefusedForWantOfRoomIsPlacedOnceThereIsSome() {
    place(another, order("customer-1", "cart", 1));
    NewOrder order = order("customer-2", "cart", 1);
    assertThat(store.place(order, 1).kind()).isEqualTo(Placement.Kind.OVERLOADED);
    assertThatThrownBy(() -> store.get(TENANT, order.id()))
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    List<Claim> claims = another.claim(WORKER, 1);
    another.finish(claims.get(0), drawn(claims.get(0)));
    assertThat(store.place(order, 1).kind()).isEqualTo(Placement.Kind.PLACED);
  }
}
