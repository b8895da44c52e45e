package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.REFUSED;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;
import static org.imageorders.testkit.StoreOrders.get;
import static org.imageorders.testkit.StoreOrders.image;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.imageorders.Attempt.Outcome;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.store.Allowance;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerQuery.By;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.Placement;
import org.junit.jupiter.api.Test;

/** Sums over the ledger, what customers may spend, and what is left of orders that are removed. */
public interface OrderMoneyContract extends OrderStoreSubject {

  private static NewOrder within(Money most, Instant from, NewOrder order) {
    return new NewOrder(
        order.tenant(),
        order.id(),
        order.request(),
        order.tasks(),
        List.of(new Allowance(from, most)));
  }

  private static Placement.Kind tryToPlace(OrderStore store, String most, NewOrder order) {
    return store.place(within(Money.usd(most), Instant.EPOCH, order), PLENTY).kind();
  }

  /** One call of ada's drew two images, one of bob's was refused, and one of ada's runs. */
  private static List<Claim> spend(OrderStore store) {
    place(store, order("ada", "cart-1", 2));
    Claim drawn = claim(store);
    store.finish(drawn, drawn(drawn));
    place(store, order("bob", "cart-2", 1));
    store.finish(claim(store), failed(Outcome.REJECTED, REFUSED));
    place(store, order("ada", "cart-3", 1));
    return List.of(drawn, claim(store));
  }

  private static LedgerSum sum(List<LedgerSum> sums) {
    assertThat(sums).hasSize(1);
    return sums.get(0);
  }

  @Test
  default void theLedgerIsAddedUpByWhatIsAskedFor() {
    OrderStore store = orderStore();
    Claim drawn = spend(store).get(0);
    LocalDate day =
        get(store, drawn).attempts().get(0).startedAt().atOffset(ZoneOffset.UTC).toLocalDate();

    assertThat(store.ledger(TENANT, LedgerQuery.by(By.CUSTOMER, By.OUTCOME).build()))
        .containsExactly(
            new LedgerSum(null, "ada", null, Outcome.RUNNING, 1, 0, Money.usd("0.10")),
            new LedgerSum(null, "ada", null, Outcome.SUCCEEDED, 1, 2, Money.usd("0.20")),
            new LedgerSum(null, "bob", null, Outcome.REJECTED, 1, 0, Money.usd("0")));
    assertThat(store.ledger(TENANT, LedgerQuery.by(By.DAY, By.PROVIDER).build()))
        .containsExactly(new LedgerSum(day, null, "painter", null, 3, 2, Money.usd("0.30")));
    assertThat(sum(store.ledger(TENANT, LedgerQuery.by().build())).calls()).isEqualTo(3);
    assertThat(store.ledger("another", LedgerQuery.by().build())).isEmpty();
  }

  @Test
  default void theLedgerTellsOnlyOfWhatIsAskedFor() {
    OrderStore store = orderStore();
    Claim drawn = spend(store).get(0);
    LocalDate day =
        get(store, drawn).attempts().get(0).startedAt().atOffset(ZoneOffset.UTC).toLocalDate();

    assertThat(sum(store.ledger(TENANT, LedgerQuery.by().customer("ada").build())).calls())
        .isEqualTo(2);
    assertThat(
            sum(store.ledger(TENANT, LedgerQuery.by().outcome(Outcome.REJECTED).build())).calls())
        .isEqualTo(1);
    assertThat(store.ledger(TENANT, LedgerQuery.by().provider("other").build())).isEmpty();
    assertThat(store.ledger(TENANT, LedgerQuery.by().before(day).build())).isEmpty();
    assertThat(store.ledger(TENANT, LedgerQuery.by().from(day.plusDays(1)).build())).isEmpty();
    assertThat(
            sum(store.ledger(TENANT, LedgerQuery.by().from(day).before(day.plusDays(1)).build()))
                .calls())
        .isEqualTo(3);
    LedgerQuery always = LedgerQuery.by().from(LocalDate.MIN).before(LocalDate.MAX).build();
    assertThat(sum(store.ledger(TENANT, always)).calls()).isEqualTo(3);
  }

  @Test
  default void whatARemovedOrderCostStaysInTheLedger() {
    OrderStore store = orderStore();
    Claim running = spend(store).get(1);
    store.finish(running, drawn(running));
    OrderId cancelled = place(store, "ada", "cart-4", 1);
    claim(store);
    store.cancel(TENANT, cancelled);
    List<LedgerSum> before = store.ledger(TENANT, LedgerQuery.by(By.CUSTOMER).build());
    for (Change ended : store.endedFor(Duration.ZERO, 10)) {
      assertThat(store.remove(ended.tenant(), ended.order())).isTrue();
    }

    assertThat(store.ledger(TENANT, LedgerQuery.by(By.CUSTOMER).build())).isEqualTo(before);
    assertThat(sum(store.ledger(TENANT, LedgerQuery.by().outcome(Outcome.UNKNOWN).build())).calls())
        .as("a call that nobody can settle any more")
        .isEqualTo(1);
  }

  @Test
  default void aForgottenCustomersSumsStayWithoutTheName() {
    OrderStore store = orderStore();
    Claim running = spend(store).get(1);
    store.finish(running, drawn(running));
    for (Change ended : store.endedFor(Duration.ZERO, 10)) {
      store.remove(ended.tenant(), ended.order());
    }
    store.forget(TENANT, "ada");

    assertThat(store.ledger(TENANT, LedgerQuery.by(By.CUSTOMER).build()))
        .containsExactly(
            new LedgerSum(null, "", null, null, 2, 3, Money.usd("0.30")),
            new LedgerSum(null, "bob", null, null, 1, 0, Money.usd("0")));
  }

  @Test
  default void anOrderThatCouldExceedItsAllowanceIsRefused() {
    OrderStore store = orderStore();
    assertThat(tryToPlace(store, "0.30", order("ada", "cart-1", 2)))
        .isEqualTo(Placement.Kind.PLACED);
    Placement second =
        store.place(within(Money.usd("0.30"), Instant.EPOCH, order("ada", "cart-2", 2)), PLENTY);

    assertThat(second.kind()).as("while the first waits").isEqualTo(Placement.Kind.OVER_BUDGET);
    assertThat(second.exceeded()).isEqualTo(new Allowance(Instant.EPOCH, Money.usd("0.30")));
    assertThat(tryToPlace(store, "0.30", order("bob", "cart-3", 2)))
        .isEqualTo(Placement.Kind.PLACED);
    assertThat(tryToPlace(store, "0.30", order("ada", "cart-1", 2)))
        .as("what was accepted is found again")
        .isEqualTo(Placement.Kind.EXISTING);
    Claim claim = claim(store);
    assertThat(tryToPlace(store, "0.30", order("ada", "cart-2", 2)))
        .as("while the first runs")
        .isEqualTo(Placement.Kind.OVER_BUDGET);
    AttemptResult cheap =
        AttemptResult.builder(Outcome.REJECTED).failure(REFUSED).cost(Money.usd("0.01")).build();
    store.finish(claim, cheap);
    assertThat(tryToPlace(store, "0.30", order("ada", "cart-2", 2)))
        .as("once the first has cost less")
        .isEqualTo(Placement.Kind.PLACED);
  }

  @Test
  default void anAllowanceCountsWhatIsLeftOfACallThatBroughtSomeImages() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 3));
    Claim claim = claim(store);
    AttemptResult two =
        AttemptResult.builder(Outcome.UNKNOWN)
            .failure(REFUSED)
            .cost(Money.usd("0.20"))
            .image(0, image(claim, 0))
            .image(1, image(claim, 1))
            .build();
    store.release(claim, two, Duration.ofHours(1));

    assertThat(tryToPlace(store, "0.39", order("ada", "cart-2", 1)))
        .isEqualTo(Placement.Kind.OVER_BUDGET);
    assertThat(tryToPlace(store, "0.40", order("ada", "cart-2", 1)))
        .isEqualTo(Placement.Kind.PLACED);
  }

  @Test
  default void anAllowanceCountsWhatBeganSinceAndWhatWasRemoved() {
    OrderStore store = orderStore();
    place(store, order("ada", "cart-1", 2));
    Claim claim = claim(store);
    store.finish(claim, drawn(claim));
    Instant began = get(store, claim).attempts().get(0).startedAt();
    store.remove(TENANT, claim.order());

    NewOrder next = order("ada", "cart-2", 1);
    assertThat(tryToPlace(store, "0.20", next)).isEqualTo(Placement.Kind.OVER_BUDGET);
    assertThat(
            store
                .place(within(Money.usd("0.20"), began.plus(Duration.ofDays(1)), next), PLENTY)
                .kind())
        .isEqualTo(Placement.Kind.PLACED);
  }

  @Test
  default void thoseWhoPlaceAtOnceDoNotExceedAnAllowance() throws Exception {
    OrderStore store = orderStore();
    List<Placement.Kind> kinds =
        Crowd.of(8).find(worker -> tryToPlace(store, "0.50", order("ada", "cart-" + worker, 1)));

    assertThat(kinds).filteredOn(Placement.Kind.PLACED::equals).hasSize(5);
    assertThat(kinds).filteredOn(Placement.Kind.OVER_BUDGET::equals).hasSize(3);
  }

  @Test
  default void thoseWhoPlaceOneOrderAtOnceFindItWhereTheAllowanceIsEnoughForIt() throws Exception {
    OrderStore store = orderStore();
    List<Placement.Kind> kinds =
        Crowd.of(8).find(worker -> tryToPlace(store, "0.10", order("ada", "cart-1", 1)));

    assertThat(kinds).filteredOn(Placement.Kind.PLACED::equals).hasSize(1);
    assertThat(kinds).filteredOn(Placement.Kind.EXISTING::equals).hasSize(7);
  }

  @Test
  default void ordersThatEndedLongEnoughAgoAreToldOldestFirst() {
    OrderStore store = orderStore();
    OrderId first = place(store, "ada", "cart-1", 1);
    OrderId second = place(store, "bob", "cart-2", 1);
    OrderId open = place(store, "cid", "cart-3", 1);
    store.cancel(TENANT, second);
    store.cancel(TENANT, first);
    advance(Duration.ofHours(2));
    OrderId late = place(store, "dan", "cart-4", 1);
    store.cancel(TENANT, late);

    assertThat(store.endedFor(Duration.ofHours(1), 10))
        .extracting(Change::order)
        .containsExactly(first, second);
    assertThat(store.endedFor(Duration.ofHours(1), 1)).containsExactly(new Change(TENANT, first));
    assertThat(store.endedFor(Duration.ZERO, 10)).extracting(Change::order).doesNotContain(open);
  }
}
