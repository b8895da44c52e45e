package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.StateDocument;
import org.junit.jupiter.api.Test;

/** What is passed over once money or room is used up, how that is told, and when it is over. */
class PurseCapsTest {

  private final Shop shop = new Shop();

  @Test
  void aFullBoundPassesOrdersOverSaysSoAndGoesOnWhenThereIsRoom() {
    ParallelRun run = shop.run(builder -> builder.mostOpen(1));
    run.copy(shop.completed("ann", "cart"));
    run.copy(shop.completed("bob", "cart"));
    shop.pass(Duration.ofMinutes(1));
    run.copy(shop.completed("cid", "cart"));
    assertThat(run.status().stops())
        .containsExactly(new ParallelRunStatus.Stop(Limit.OPEN_COPIES, FakeTenant.NOON, 2));
    assertThat(run.status().isStopped()).isTrue();
    OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.02"));
    run.followUp(Twin.CANDIDATE, ended);
    run.copy(shop.completed("dan", "cart"));
    assertThat(run.status().stops()).isEmpty();
    assertThat(shop.shadow.placed).hasSize(2);
  }

  @Test
  void aDaysCapIsRenewedAtMidnightByTheStoresClock() {
    ParallelRun run = shop.run(builder -> builder.purse(Shop.PURSE.perDay(Money.usd("0.05"))));
    run.copy(shop.completed("ann", "cart"));
    OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.05"));
    run.followUp(Twin.CANDIDATE, ended);
    run.copy(shop.completed("bob", "cart"));
    assertThat(run.status().stops()).extracting("limit").containsExactly(Limit.A_DAY);
    assertThat(run.status().today()).isEqualTo(Money.usd("0.05"));
    shop.pass(Duration.ofHours(12));
    assertThat(run.status().isStopped()).isFalse();
    assertThat(run.status().today()).isEqualTo(Money.usd("0"));
    run.copy(shop.completed("cid", "cart"));
    assertThat(shop.shadow.orders).hasSize(2);
    assertThat(run.status().spent()).isEqualTo(Money.usd("0.05"));
  }

  @Test
  void whatIsOpenAtMidnightCountsForTheNewDayToo() {
    ParallelRun run = shop.run(builder -> builder.purse(Shop.PURSE.perDay(Money.usd("0.05"))));
    run.copy(shop.completed("ann", "cart"));
    shop.pass(Duration.ofHours(12));
    run.copy(shop.completed("bob", "cart"));
    assertThat(shop.shadow.orders).hasSize(1);
    run.followUp(
        Twin.CANDIDATE, shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.05")));
    assertThat(run.status().today()).isEqualTo(Money.usd("0.05"));
  }

  @Test
  void aCustomersCapStopsThatCustomerAlone() {
    ParallelRun run = shop.run(builder -> builder.purse(Shop.PURSE.perCustomer(Money.usd("0.05"))));
    run.copy(shop.completed("ann", "first"));
    run.copy(shop.completed("ann", "second"));
    run.copy(shop.completed("bob", "first"));
    assertThat(shop.shadow.placed).extracting(OrderRequest::customer).containsExactly("ann", "bob");
    assertThat(run.status().stops()).extracting("limit").containsExactly(Limit.A_CUSTOMER);
    assertThat(run.status().isStopped()).isFalse();
  }

  @Test
  void aSmallerOrderThanThosePassedOverDoesNotHideThatTheyAre() {
    ParallelRun run =
        shop.run(builder -> builder.purse(Purse.of(Money.usd("0.05"), Money.usd("0.20"))));
    run.copy(shop.completed("ann", "large", 5));
    run.copy(shop.completed("ann", "small", 1));
    assertThat(shop.shadow.placed).hasSize(1);
    assertThat(run.status().stops()).extracting("limit").containsExactly(Limit.IN_ALL);
  }

  @Test
  void aCopyThatCostMoreThanWasReservedIsCountedAsItCost() {
    shop.run().copy(shop.completed("ann", "cart"));
    shop.run()
        .followUp(
            Twin.CANDIDATE, shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.98")));
    shop.run().copy(shop.completed("bob", "cart"));
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.98"));
    assertThat(shop.shadow.placed).hasSize(1);
  }

  @Test
  void whatANewerVersionKeepsInThePurseStaysThere() {
    shop.run().copy(shop.completed("ann", "cart"));
    StateDocument purse = shop.state.read("shadow/images/purse").orElseThrow();
    String newer = purse.text().replaceFirst("\\{", "{\"patron\":\"city\",");
    shop.state.write(purse.name(), purse.version(), newer);
    shop.run().copy(shop.completed("bob", "cart"));
    assertThat(shop.state.read(purse.name()).orElseThrow().text()).contains("\"patron\":\"city\"");
    assertThat(shop.status().open()).isEqualTo(2);
  }
}
