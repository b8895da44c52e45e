package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.Test;

/** Ramps over weeks of simulated orders, from seeds. */
class SimulatedRampTest {

  private static final int WEEKS = 6 * 24 * 7 * 6;

  @Test
  void aCandidateThatFailsMoreOftenIsRolledBack() {
    for (long seed = 1; seed <= 5; seed++) {
      AuditEntry entry = rolledBack(seed, Behaviour.USUAL.failing(0.05), Criterion.FAILURES);
      assertThat(entry.reason().evidence())
          .hasEntrySatisfying("failures.candidate", said -> assertThat(said).contains(" of "))
          .hasEntrySatisfying("failures.legacy", said -> assertThat(said).contains(" of "))
          .hasEntrySatisfying("failures.reasons", r -> assertThat(r).contains("PROVIDER_REFUSED"))
          .hasEntrySatisfying("failures.chance", said -> assertThat(said).startsWith("1 in "));
    }
  }

  @Test
  void aCandidateThatTakesThreeTimesAsLongIsRolledBack() {
    AuditEntry entry = rolledBack(2, Behaviour.USUAL.slower(3), Criterion.LATENCY);
    assertThat(entry.reason().evidence()).containsKeys("latency.legacyP95", "latency.late");
    assertThat(entry.from()).as("seen at the first step").startsWith("live 20");
  }

  @Test
  void aCandidateThatDrawsTheWrongSizeIsRolledBack() {
    AuditEntry entry = rolledBack(3, Behaviour.USUAL.drawingWrong(1), Criterion.PICTURES);
    assertThat(entry.reason().why()).contains("512x512 for 1024x1024");
    rolledBack(4, Behaviour.USUAL.drawingWrong(0.1), Criterion.PICTURES);
  }

  @Test
  void aCandidateThatHangsIsRolledBack() {
    AuditEntry all = rolledBack(5, Behaviour.USUAL.hanging(1), Criterion.LATENCY);
    assertThat(all.reason().evidence()).containsEntry("sample.candidate", "0");
    AuditEntry some = rolledBack(6, Behaviour.USUAL.hanging(0.05), Criterion.IN_FLIGHT);
    assertThat(some.reason().evidence()).containsKeys("inFlight.oldest", "inFlight.limit");
  }

  @Test
  void aCandidateThatCostsTwiceAsMuchIsRolledBack() {
    AuditEntry entry = rolledBack(7, Behaviour.USUAL.costing("0.106"), Criterion.COST);
    assertThat(entry.reason().evidence().get("cost.legacy")).endsWith("USD");
  }

  @Test
  void aGoodCandidateGetsEverybodyFromOnePercentOnWithoutAPerson() {
    Simulation shop = new Simulation(8);
    shop.sell(Duration.ofHours(12));
    Ramp ramp =
        Ramp.builder(shop.migration, shop.state)
            .step(Share.percent(1), 50)
            .step(Share.percent(25), 100)
            .step(Share.ALL, 100)
            .limits(Limits.builder().failures(0.05).build())
            .build();
    RampStatus status = shop.run(ramp, WEEKS);
    assertThat(status.phase()).isEqualTo(Phase.DONE);
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.ALL_NEW);
    assertThat(shop.migration.control().audit())
        .extracting(AuditEntry::to)
        .containsExactly("live 1.00 %", "live 25.00 %", "live 100.00 %", "all new");
    assertThat(shop.lastEntry().reason().evidence()).containsEntry("verdict", "PASS");
  }

  @Test
  void anIdleSystemStaysInconclusive() {
    Simulation shop = new Simulation(9);
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    for (int look = 0; look < 300; look++) {
      shop.now = shop.now.plus(Simulation.LOOK);
      RampStatus status = ramp.tick();
      assertThat(status.judgement().orElseThrow().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.percent(20)));
    assertThat(ramp.status().waitsFor()).contains("0 orders of the candidate have ended");
  }

  @Test
  void twoSidesThatAreTheSameEndAtAllCustomersForEverySeed() {
    List<Long> failed = new ArrayList<>();
    for (long seed = 100; seed < 120; seed++) {
      Simulation shop = new Simulation(seed);
      shop.sell(Duration.ofHours(1));
      Limits limits = Limits.builder().failures(0.04).build();
      RampStatus status = shop.run(shop.ramp().limits(limits).build(), WEEKS);
      if (status.phase() != Phase.DONE) {
        failed.add(seed);
      }
    }
    assertThat(failed).as("seeds of twenty in which no candidate should fail").hasSizeLessThan(2);
  }

  private static AuditEntry rolledBack(long seed, Behaviour behaviour, Criterion criterion) {
    Simulation shop = new Simulation(seed);
    shop.candidate.behaviour = behaviour;
    shop.sell(Duration.ofHours(3));
    RampStatus status = shop.run(shop.ramp().build(), WEEKS);
    assertThat(status.phase()).as(status.toString()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.LEGACY_ONLY);
    int before = shop.candidate.orders();
    shop.sell(Duration.ofHours(1));
    assertThat(shop.candidate.orders()).as("orders of the candidate after it").isEqualTo(before);
    AuditEntry entry = shop.lastEntry();
    assertThat(entry.to()).isEqualTo("legacy only");
    assertThat(entry.reason().who()).isEqualTo("ramp images");
    assertThat(entry.reason().why()).contains("failed: ").contains(criterion + ": ");
    assertThat(entry.reason().evidence())
        .containsEntry("verdict", "FAIL")
        .containsEntry(criterion + ".verdict", "FAIL");
    return entry;
  }
}
