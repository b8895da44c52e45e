package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.imageorders.Pauses;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Twin;
import org.junit.jupiter.api.Test;

class RampTest {

  private static final int MANY = 2_000;

  private final Simulation shop = new Simulation(42);

  @Test
  void theFirstTickEntersTheFirstStepAndTellsWhatItWaitsFor() {
    Ramp ramp = shop.ramp().build();
    assertThat(ramp.status().phase()).isEqualTo(Phase.NOT_STARTED);
    assertThat(ramp.status().waitsFor()).isEqualTo("the first tick");
    RampStatus status = ramp.tick();
    assertThat(status.phase()).isEqualTo(Phase.RAMPING);
    assertThat(status.share()).isEqualTo(Share.percent(20));
    assertThat(status.waitsFor()).isEqualTo("the first look at this step");
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.percent(20)));
    assertThat(shop.lastEntry().reason().why()).isEqualTo("the ramp begins");
  }

  @Test
  void theRampBeginsWhereItTakesNothingBack() {
    shop.migration.control().enter(Stage.live(Share.percent(30)), Simulation.REASON);
    RampStatus status = shop.ramp().build().tick();
    assertThat(status.share()).isEqualTo(Share.percent(60));
  }

  @Test
  void whatLeavesNothingToRaiseIsToldAndChangesNothing() {
    shop.migration.control().enter(Stage.ALL_NEW, Simulation.REASON);
    RampStatus status = shop.ramp().build().tick();
    assertThat(status.phase()).isEqualTo(Phase.NOT_STARTED);
    assertThat(status.problem().orElseThrow()).contains("enter an earlier stage first");
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.ALL_NEW);
  }

  @Test
  void afterARollbackOnlyAPersonStartsAgainAndNotBeforeItHasCooledDown() {
    Ramp ramp = shop.ramp().coolDown(Duration.ofHours(4)).build();
    RampStatus failed = rollBack(ramp);
    assertThat(failed.waitsFor()).startsWith("a person who starts it again, from ");
    shop.candidate.behaviour = Behaviour.USUAL;
    shop.sell(Duration.ofHours(3));
    assertThat(ramp.tick().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThatThrownBy(() -> ramp.restart(Simulation.REASON))
        .hasMessageContaining("wait until " + failed.coolingUntil().orElseThrow());
    shop.sell(Duration.ofHours(2));
    assertThat(shop.ramp().build().tick().phase())
        .as("a JVM that comes up")
        .isEqualTo(Phase.ROLLED_BACK);
    ramp.restart(Simulation.REASON);
    assertThat(shop.lastEntry().reason().who()).isEqualTo("ops");
    assertThat(shop.run(ramp, MANY).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void afterARollbackTheCandidateIsNotJudgedByThePicturesThatItDrewBefore() {
    List<ComparedOrder> pairs = new ArrayList<>(JudgeTest.pairs(Twin.LEGACY, 5, 200, shop.now));
    pairs.addAll(JudgeTest.pairs(Twin.CANDIDATE, 150, 200, shop.now));
    Ramp ramp = shop.ramp().similarity(from -> List.copyOf(pairs)).build();
    shop.sell(Duration.ofHours(3));
    assertThat(shop.run(ramp, MANY).phase()).isEqualTo(Phase.ROLLED_BACK);
    shop.sell(Duration.ofHours(2));
    pairs.addAll(JudgeTest.pairs(Twin.CANDIDATE, 5, 200, shop.now));
    ramp.restart(Simulation.REASON);
    assertThat(shop.run(ramp, MANY).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void aRampThatRunsIsNotStartedAgain() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    assertThatThrownBy(() -> ramp.restart(Simulation.REASON)).hasMessageContaining("let it go on");
  }

  @Test
  void aStageThatSomebodyElseEnteredStands() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.sell(Simulation.LOOK);
    shop.migration.control().enter(Stage.live(Share.percent(40)), Simulation.REASON);
    RampStatus status = ramp.tick();
    assertThat(status.phase()).isEqualTo(Phase.HELD);
    assertThat(status.waitsFor()).contains("somebody else entered the stage 'live 40.00 %'");
    shop.sell(Duration.ofHours(5));
    ramp.tick();
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.percent(40)));
    assertThat(ramp.restart(Simulation.REASON).share()).isEqualTo(Share.percent(60));
  }

  @Test
  void theKillSwitchHoldsTheRamp() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.migration.control().kill(Simulation.REASON);
    assertThat(ramp.tick().waitsFor()).contains("the kill switch is on");
    assertThatThrownBy(() -> ramp.restart(Simulation.REASON)).hasMessageContaining("revive");
    shop.migration.control().revive(Simulation.REASON);
    assertThat(ramp.tick().phase()).as("no silent second try").isEqualTo(Phase.HELD);
    assertThat(ramp.restart(Simulation.REASON).phase()).isEqualTo(Phase.RAMPING);
  }

  @Test
  void severalJvmsMakeEachChangeOnce() {
    List<Ramp> jvms = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      jvms.add(ramp(shop.jvm()));
    }
    shop.sell(Duration.ofHours(3));
    for (int look = 0; look < MANY && jvms.get(0).status().phase() != Phase.DONE; look++) {
      jvms.forEach(Ramp::tick);
      shop.sell(Simulation.LOOK);
    }
    assertThat(shop.migration.control().audit())
        .extracting(AuditEntry::to)
        .containsExactly("live 20.00 %", "live 60.00 %", "live 100.00 %", "all new");
    assertThat(jvms).allMatch(jvm -> jvm.status().phase() == Phase.DONE);
  }

  @Test
  void aChangeThatWasDecidedAndNotMadeIsMadeByWhoeverComesNext() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.behaviour = Behaviour.USUAL.failing(1);
    shop.sell(Duration.ofHours(3));
    shop.state.failing = "migration/images/settings";
    assertThat(ramp.tick().problem()).isPresent();
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.percent(20)));
    shop.state.failing = "none";
    RampStatus status = ramp(shop.jvm()).tick();
    assertThat(status.phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(shop.lastEntry().reason().why()).contains("failed: failures: ");
  }

  @Test
  void aChangeThatWasMadeAndNotNotedIsNotedAndNotMadeAgain() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.behaviour = Behaviour.USUAL.failing(1);
    shop.sell(Duration.ofHours(3));
    shop.state.failing = "ramp/";
    shop.state.spared = 1; // the decision is kept, what became of it is not
    assertThat(ramp.tick().problem()).isPresent();
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.LEGACY_ONLY);
    shop.state.failing = "none";
    assertThat(ramp(shop.jvm()).tick().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(shop.migration.control().audit()).hasSize(2);
  }

  @Test
  void aCandidateThatDoesNotAnswerIsRolledBackOnceThatHasLasted() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.sell(Simulation.LOOK);
    ramp.tick();
    shop.candidate.silent = true;
    shop.sell(Duration.ofMinutes(1));
    RampStatus soon = ramp.tick();
    assertThat(soon.phase()).isEqualTo(Phase.RAMPING);
    assertThat(soon.waitsFor()).contains("the side does not answer");
    shop.sell(Duration.ofMinutes(3));
    assertThat(ramp.tick().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(shop.lastEntry().reason().evidence()).containsEntry("answers.verdict", "FAIL");
  }

  @Test
  void aCandidateThatHasNeverAnsweredIsRolledBackByAJvmThatKnowsNoOrder() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.silent = true;
    shop.sell(Duration.ofMinutes(1));
    assertThat(ramp.tick().waitsFor()).contains("the side does not answer");
    shop.sell(Duration.ofMinutes(3));
    assertThat(shop.ramp().build().tick().phase())
        .as("a JVM that comes up")
        .isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void aSilentCandidateIsRolledBackHoweverMuchItSays() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.silent = true;
    shop.candidate.excuse = "\ud83d\ude00".repeat(10_000);
    shop.sell(Duration.ofMinutes(1));
    ramp.tick();
    shop.sell(Duration.ofMinutes(3));
    RampStatus status = ramp.tick();
    assertThat(status.problem()).isEmpty();
    assertThat(status.phase()).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void whileLegacyDoesNotAnswerEitherNobodyIsBlamed() {
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.sell(Simulation.LOOK);
    ramp.tick();
    shop.candidate.silent = true;
    shop.legacy.silent = true;
    shop.sell(Duration.ofHours(1));
    RampStatus status = ramp.tick();
    assertThat(status.phase()).isEqualTo(Phase.RAMPING);
    assertThat(status.problem().orElseThrow()).contains("the side does not answer");
  }

  @Test
  void ordersThatFellBackToLegacyRollBackTheCandidateThatDidNotTakeThem() {
    shop.sell(Duration.ofHours(1));
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.full = true;
    shop.sell(Duration.ofHours(1));
    assertThat(ramp.tick().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(shop.lastEntry().reason().why()).contains("fell back to legacy");
    assertThat(shop.candidate.orders()).isZero();
  }

  @Test
  void aCustomerWhomTheCandidateNeverTakesRollsNothingBackHoweverOftenHeOrders() {
    shop.sell(Duration.ofHours(3));
    Ramp ramp = shop.ramp().build();
    ramp.tick();
    shop.candidate.refused = "agency";
    shop.migration.control().allow("agency", Simulation.REASON);
    for (int look = 0; look < 20; look++) {
      for (int order = 0; order < 20; order++) {
        shop.sell("agency");
      }
      if (look > 5) { // nobody else orders before
        shop.sell(Simulation.LOOK);
      }
      assertThat(ramp.tick().phase()).isEqualTo(Phase.RAMPING);
    }
    assertThat(ramp.status().waitsFor())
        .contains("among them 400 orders of 1 customers that fell back to legacy");
  }

  @Test
  void aCandidateThatTakesNoOrderAndDoesNotSayNoIsRolledBack() {
    Ramp ramp = shop.ramp().build();
    shop.sell(Duration.ofHours(3));
    shop.candidate.broken = true;
    assertThat(shop.run(ramp, 50).phase()).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void customersThatAreDeniedStayWithLegacyThoughAllOthersHavePassed() {
    shop.migration.control().deny("customer-7", Simulation.REASON);
    Ramp ramp =
        Ramp.builder(shop.migration, shop.state)
            .step(Share.ALL, 50)
            .limits(Limits.builder().failures(0.2).slower(5).costlier(5).build())
            .build();
    shop.sell(Duration.ofHours(3));
    RampStatus status = shop.run(ramp, MANY);
    assertThat(status.phase()).isEqualTo(Phase.DONE);
    assertThat(status.waitsFor()).isEqualTo("nothing; step 100.00 % passed");
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.ALL));
  }

  @Test
  void aJvmWithOtherStepsLeavesTheRampAlone() {
    shop.ramp().build().tick();
    Ramp other = Ramp.builder(shop.migration, shop.state).step(Share.percent(5), 50).build();
    shop.sell(Simulation.LOOK);
    assertThat(other.tick().problem().orElseThrow()).contains("build all with the same steps");
    assertThat(shop.migration.control().stage()).isEqualTo(Stage.live(Share.percent(20)));
  }

  @Test
  void aStartedRampLooksByItselfUntilItIsClosed() throws InterruptedException {
    Semaphore asked = new Semaphore(0);
    List<Runnable> due = new ArrayList<>();
    try (Ramp ramp = shop.ramp().pauses(noted(asked, due)).start()) {
      asked.acquire();
      assertThat(ramp.status().phase()).isEqualTo(Phase.RAMPING);
      assertThat(ramp.status().judgement()).isEmpty();
      due.get(0).run();
      asked.acquire();
      assertThat(ramp.status().judgement().orElseThrow().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
  }

  @Test
  void aStartedRampGoesOnWhenTheStateStoreComesBack() throws InterruptedException {
    Semaphore asked = new Semaphore(0);
    List<Runnable> due = new ArrayList<>();
    Ramp.Builder builder = shop.ramp().pauses(noted(asked, due));
    shop.state.unreadable = true;
    try (Ramp ramp = builder.start()) {
      asked.acquire();
      shop.state.unreadable = false;
      due.get(0).run();
      asked.acquire();
      assertThat(ramp.status().phase()).isEqualTo(Phase.RAMPING);
    }
  }

  /** Pauses between two looks, which end when what they note is run. */
  private static Pauses noted(Semaphore asked, List<Runnable> due) {
    return (delay, action) -> {
      assertThat(delay).isEqualTo(Duration.ofSeconds(30));
      due.add(action);
      asked.release();
      return () -> {};
    };
  }

  @Test
  void whatCannotBeARampIsRefused() {
    Ramp.Builder builder = Ramp.builder(shop.migration, shop.state);
    assertThatThrownBy(builder::build).hasMessageContaining("step(share, minimum)");
    builder.step(Share.percent(10), 50);
    assertThatThrownBy(() -> builder.step(Share.percent(10), 50))
        .hasMessageContaining("use more than the step before it");
    assertThatThrownBy(() -> builder.step(Share.percent(20), 9))
        .hasMessageContaining("use 10 to 5000");
    assertThatThrownBy(() -> builder.falseAlarms(0)).hasMessageContaining("falseAlarms '0.0'");
    assertThatThrownBy(() -> builder.name("a/b").build()).hasMessageContaining("name 'a/b'");
    assertThatThrownBy(() -> Limits.builder().slower(1)).hasMessageContaining("use 1.25 to 100");
    assertThatThrownBy(() -> Limits.builder().failures(Double.NaN))
        .hasMessageContaining("use 0.001 to 0.5");
  }

  private Ramp ramp(Migration migration) {
    return Ramp.builder(migration, shop.state)
        .step(Share.percent(20), 50)
        .step(Share.percent(60), 100)
        .step(Share.ALL, 100)
        .build();
  }

  private RampStatus rollBack(Ramp ramp) {
    shop.candidate.behaviour = Behaviour.USUAL.failing(0.3);
    shop.sell(Duration.ofHours(3));
    RampStatus status = shop.run(ramp, MANY);
    assertThat(status.phase()).isEqualTo(Phase.ROLLED_BACK);
    return status;
  }
}
