package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.Test;

/** What each stage means for new orders. */
class StageTest {

  private final Bench bench = new Bench();

  @Test
  void listsAndSharesCountWhileTheStageIsLiveAlone() {
    Map<Stage.Kind, List<Side>> sides = new EnumMap<>(Stage.Kind.class);
    Migration migration = bench.migration(Stage.LEGACY_ONLY);
    migration.control().allow("ann", Bench.REASON);
    migration.control().deny("bob", Bench.REASON);
    for (Stage stage :
        List.of(Stage.LEGACY_ONLY, Stage.SHADOW, Stage.live(Share.NONE), Stage.ALL_NEW)) {
      migration.control().enter(stage, Bench.REASON);
      sides.put(stage.kind(), List.of(sideOf(migration, "ann"), sideOf(migration, "bob")));
    }
    assertThat(sides)
        .containsEntry(Stage.Kind.LEGACY_ONLY, List.of(Side.LEGACY, Side.LEGACY))
        .containsEntry(Stage.Kind.SHADOW, List.of(Side.LEGACY, Side.LEGACY))
        .containsEntry(Stage.Kind.LIVE, List.of(Side.CANDIDATE, Side.LEGACY))
        .containsEntry(Stage.Kind.ALL_NEW, List.of(Side.CANDIDATE, Side.CANDIDATE));
  }

  @Test
  void theKillSwitchSendsToLegacyWhateverTheStage() {
    for (Stage stage : List.of(Stage.SHADOW, Stage.live(Share.ALL), Stage.ALL_NEW)) {
      Migration migration = new Bench().migration(stage);
      migration.control().kill(Bench.REASON);
      assertThat(sideOf(migration, "ann")).as(stage.toString()).isEqualTo(Side.LEGACY);
      assertThat(migration.control().stage()).isEqualTo(stage);
    }
  }

  @Test
  void anotherJvmEntersTheStageWithinASecond() {
    Migration here = bench.migration(Stage.LEGACY_ONLY);
    Migration there = bench.migration(Stage.LEGACY_ONLY);
    for (Stage stage : List.of(Stage.SHADOW, Stage.live(Share.percent(1)), Stage.ALL_NEW)) {
      here.control().enter(stage, Bench.REASON);
      bench.pass(Duration.ofSeconds(1));
      assertThat(there.control().stage()).isEqualTo(stage);
    }
    assertThat(sideOf(there, "ann")).isEqualTo(Side.CANDIDATE);
  }

  @Test
  void whoDecidedWhileAnotherStageStoodChangesNothing() {
    Migration here = bench.migration(Stage.live(Share.percent(1)));
    Migration there = bench.migration(Stage.LEGACY_ONLY);
    here.control().enter(Stage.live(Share.NONE), Bench.REASON);
    Stage from = Stage.live(Share.percent(1));
    assertThat(there.control().enter(from, Stage.live(Share.percent(25)), Bench.REASON)).isFalse();
    assertThat(there.control().stage()).isEqualTo(Stage.live(Share.NONE));
    assertThat(there.control().enter(Stage.live(Share.NONE), from, Bench.REASON)).isTrue();
    assertThat(here.control().audit()).hasSize(2);
  }

  @Test
  void aStageOfANewerVersionLeavesTheLastKnownOne() {
    Migration migration = bench.migration(Stage.SHADOW);
    String settings = "migration/images/settings";
    long version = bench.state.read(settings).orElseThrow().version();
    bench.state.write(settings, version, "{\"salt\":\"images\",\"stage\":\"NINTH\"}");
    bench.pass(Duration.ofSeconds(1));
    assertThat(migration.control().stage()).isEqualTo(Stage.SHADOW);
    assertThatThrownBy(() -> migration.control().enter(Stage.ALL_NEW, Bench.REASON))
        .hasMessageContaining("refuses to guess");
  }

  @Test
  void aShareThatIsNotTheStagesIsRefused() {
    assertThatThrownBy(() -> new Stage(Stage.Kind.ALL_NEW, Share.percent(5)))
        .isInstanceOf(ImageOrderException.class)
        .hasMessage("share '5.00 %' is refused: use 100.00 % with ALL_NEW, or Stage.live(share)");
    assertThat(Stage.live(Share.percent(12.5))).hasToString("live 12.50 %");
  }

  private Side sideOf(Migration migration, String customer) {
    String key = "cart " + bench.legacy.secondsPastNoon;
    return migration.control().sideOf(bench.place(migration, customer, key).id()).orElseThrow();
  }
}
