package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.imageorders.OrderId;
import org.junit.jupiter.api.Test;

/** Keys that were used with legacy before orders came through the migration, and come again. */
class EarlierKeysTest {

  private static final Duration WEEK = Duration.ofDays(7);

  private final Bench bench = new Bench();

  @Test
  void aSilentLegacyKeepsNoNewOrderFromTheCandidateOnceItsKeysComeNoMore() {
    Migration migration = migration(Stage.ALL_NEW, WEEK);
    bench.legacy.silent = true;
    bench.pass(WEEK); // by this JVM's clock alone
    assertThatThrownBy(() -> bench.place(migration, "ann", "cart"))
        .hasMessage("legacy does not answer");
    bench.state.now = bench.state.now.plus(WEEK);
    bench.legacy.removed = true;
    bench.place(migration, "ann", "cart");
    bench.place(migration(Stage.LEGACY_ONLY, WEEK), "ann", "from another JVM");
    assertThat(bench.candidate.orders).hasSize(2);
  }

  @Test
  void aLegacyWithoutEarlierOrdersIsNeverAsked() {
    Migration migration = migration(Stage.ALL_NEW, Duration.ZERO);
    bench.legacy.removed = true;
    bench.place(migration, "ann", "cart");
    bench.place(migration, "ann", "cart");
    assertThat(bench.candidate.orders).hasSize(1);
  }

  @Test
  void aKeyThatAProgramUsedWithLegacyInTheFirstStageIsKnownHoweverLongThatLasted() {
    Migration migration = migration(Stage.LEGACY_ONLY, WEEK);
    bench.state.now = bench.state.now.plus(WEEK).plus(WEEK);
    OrderId old = bench.legacy.place(Bench.request("ann", "cart")).id();
    migration.control().enter(Stage.SHADOW, Bench.REASON);
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(old);
    assertThat(bench.candidate.orders).isEmpty();
  }

  @Test
  void aKeyThatAProgramUsedWithLegacyAfterARollbackIsKnownWhenTheStageIsEnteredAgain() {
    Migration migration = migration(Stage.live(Share.ALL), WEEK);
    bench.state.now = bench.state.now.plus(WEEK);
    migration.control().enter(Stage.LEGACY_ONLY, Bench.REASON);
    OrderId old = bench.legacy.place(Bench.request("ann", "cart")).id();
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(old);
    assertThat(bench.candidate.orders).isEmpty();
  }

  @Test
  void aRollbackTakesNewOrdersToLegacyAndRepeatsToTheCandidateThatHasThem() {
    Migration migration = migration(Stage.ALL_NEW, Duration.ZERO);
    OrderId pinned = bench.place(migration, "ann", "cart").id();
    migration.control().enter(Stage.LEGACY_ONLY, Bench.REASON);
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(pinned);
    assertThat(bench.legacy.orders).isEmpty();
    bench.candidate.removed = true;
    bench.place(migration, "ann", "next cart");
    assertThat(bench.legacy.orders).hasSize(1);
  }

  @Test
  void keysThatWouldComeAgainBeforeTheyAreUsedAreRefused() {
    assertThatThrownBy(() -> migration(Stage.ALL_NEW, WEEK.negated()))
        .hasMessage("keysRepeatedWithin 'PT-168H' is refused: use zero or more");
  }

  private Migration migration(Stage initialStage, Duration keysRepeatedWithin) {
    return Migration.between(bench.legacy, bench.candidate)
        .stateStore(bench.state)
        .initialStage(initialStage)
        .keysRepeatedWithin(keysRepeatedWithin)
        .clock(() -> bench.now)
        .pauses(bench.pauses)
        .build();
  }
}
