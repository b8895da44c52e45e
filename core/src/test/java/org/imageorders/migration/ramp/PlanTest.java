package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.imageorders.migration.Share;
import org.imageorders.migration.ramp.Plan.PlannedStep;
import org.junit.jupiter.api.Test;

class PlanTest {

  private final Simulation shop = new Simulation(11);

  @Test
  void theTimeOfAStepFollowsFromItsShareAndThePresentRate() {
    shop.sell(Duration.ofHours(6)); // 360 orders an hour
    Plan plan = shop.ramp().build().plan();
    assertThat(plan.ordersPerHour()).isCloseTo(360, within(5.0));
    PlannedStep first = plan.steps().get(0);
    assertThat(first.share()).isEqualTo(Share.percent(20));
    double hours = first.time().orElseThrow().toMinutes() / 60.0;
    assertThat(hours).isCloseTo(first.orders() / (360 * 0.2), within(0.3));
    assertThat(plan.toString())
        .contains("of legacy's last 99", "legacy's 95th percentile is ", "step 100.00 % needs ");
  }

  @Test
  void aThousandOrdersInFiveSecondsAreTheRateOfABusyShop() {
    shop.sell(Duration.ofSeconds(5), Duration.ofMillis(5));
    assertThat(shop.ramp().build().plan().ordersPerHour()).isCloseTo(720_000, within(1_000.0));
  }

  @Test
  void theMinimumDecidesWhereItIsMoreThanTheStatisticsNeed() {
    shop.sell(Duration.ofHours(6));
    Plan plan =
        Ramp.builder(shop.migration, shop.state).step(Share.percent(50), 4_000).build().plan();
    PlannedStep step = plan.steps().get(0);
    assertThat(step.orders()).isEqualTo(4_000);
    assertThat(step.decidedBy()).isEqualTo(Criterion.SAMPLE);
    assertThat(step.toString()).contains("needs 4,000 orders, decided by the minimum");
  }

  @Test
  void whatIsPlannedIsWhatACandidateLikeLegacyThenNeeds() {
    shop.sell(Duration.ofHours(6));
    Ramp ramp = Ramp.builder(shop.migration, shop.state).step(Share.percent(30), 50).build();
    int planned = ramp.plan().steps().get(0).orders();
    shop.run(ramp, 2_000);
    String needed = ramp.status().judgement().orElseThrow().evidence().get("sample.candidate");
    assertThat(Integer.parseInt(needed)).isBetween(planned / 3, planned * 2);
  }

  @Test
  void aStepThatCannotPassIsSaidSoBeforeItIsTried() {
    shop.sell(Duration.ofHours(6));
    Plan plan =
        Ramp.builder(shop.migration, shop.state)
            .step(Share.percent(50), 50)
            .limits(Limits.builder().failures(0.001).build())
            .build()
            .plan();
    assertThat(plan.steps().get(0).reachable()).isFalse();
    assertThat(plan.toString())
        .contains("cannot pass: failures would need more than 5,000 orders; widen the limits");
  }

  @Test
  void aShopWithoutOrdersHasAPlanWithoutTimes() {
    Plan plan = shop.ramp().build().plan();
    assertThat(plan.ordersPerHour()).isZero();
    assertThat(plan.steps()).hasSize(3).allMatch(step -> step.time().isEmpty());
    assertThat(plan.toString()).contains("no order lately to tell the time by");
  }
}
