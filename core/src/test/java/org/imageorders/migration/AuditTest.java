package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.Test;

/** Who changed what, when and why. */
class AuditTest {

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.LEGACY_ONLY);
  private final MigrationControl control = migration.control();

  @Test
  void everyChangeIsAnEntryOldestFirst() {
    Reason judged = new Reason("ramp", "step 1 passed", Map.of("failures", "0.1 %"));
    control.enter(Stage.live(Share.percent(1)), judged);
    bench.state.now = bench.state.now.plusSeconds(5);
    control.kill(Reason.of("ana", "pictures are late"));
    bench.state.now = bench.state.now.plusSeconds(5);
    control.allow("ann", Reason.of("bo", "asked for it"));
    bench.state.now = bench.state.now.plusSeconds(5);
    control.unlist("ann", Reason.of("bo", "changed her mind"));
    bench.state.now = bench.state.now.plusSeconds(5);
    control.revive(Reason.of("ana", "mended"));
    assertThat(control.audit())
        .containsExactly(
            new AuditEntry(1, FakeOrders.NOON, judged, "legacy only", "live 1.00 %"),
            new AuditEntry(
                2,
                FakeOrders.NOON.plusSeconds(5),
                Reason.of("ana", "pictures are late"),
                "live 1.00 %",
                "live 1.00 %, killed"),
            new AuditEntry(
                1,
                FakeOrders.NOON.plusSeconds(10),
                Reason.of("bo", "asked for it"),
                "customer ann: not listed",
                "customer ann: candidate"),
            new AuditEntry(
                2,
                FakeOrders.NOON.plusSeconds(15),
                Reason.of("bo", "changed her mind"),
                "customer ann: candidate",
                "customer ann: not listed"),
            new AuditEntry(
                3,
                FakeOrders.NOON.plusSeconds(20),
                Reason.of("ana", "mended"),
                "live 1.00 %, killed",
                "live 1.00 %"));
    assertThat(control.stageEnteredAt()).isEqualTo(FakeOrders.NOON);
    assertThat(control.listed()).isEmpty();
  }

  @Test
  void whatChangesNothingHasNoEntry() {
    control.enter(Stage.LEGACY_ONLY, Bench.REASON);
    control.revive(Bench.REASON);
    control.unlist("ann", Bench.REASON);
    assertThat(control.audit()).isEmpty();
    control.kill(Bench.REASON);
    control.kill(Bench.REASON);
    control.deny("ann", Bench.REASON);
    control.deny("ann", Bench.REASON);
    assertThat(control.audit()).hasSize(2);
  }

  @Test
  void aKillWhileTheStoreIsSilentIsInTheLogOnceItAnswers() {
    bench.state.silent = true;
    control.kill(Reason.of("ana", "the database is away too"));
    bench.state.silent = false;
    bench.pass(Duration.ofSeconds(1));
    assertThat(control.isKilled()).isTrue();
    assertThat(control.audit())
        .extracting(entry -> entry.reason().why())
        .containsExactly("the database is away too");
  }

  @Test
  void aKillThatWasNeverToldIsInTheLogBeforeItsEnd() {
    bench.state.silent = true;
    control.kill(Bench.REASON);
    bench.state.silent = false;
    control.revive(Bench.REASON);
    assertThat(control.audit())
        .extracting(AuditEntry::to)
        .containsExactly("legacy only, killed", "legacy only");
  }

  @Test
  void aKillThatCouldNotBeToldWhileAnotherWasBeingEndedStays() {
    control.kill(Bench.REASON);
    bench.state.afterWrite = // the end of the first kill is not in the log yet,
        () ->
            bench.state.afterWrite = // and now it is
                () -> {
                  bench.state.silent = true;
                  control.kill(Reason.of("ben", "it burns again"));
                  bench.state.silent = false;
                };
    control.revive(Bench.REASON);
    assertThat(control.isKilled()).isTrue();
    bench.pass(Duration.ofSeconds(1));
    assertThat(control.isKilled()).isTrue();
    assertThat(control.audit())
        .extracting(AuditEntry::to)
        .containsExactly("legacy only, killed", "legacy only", "legacy only, killed");
  }

  @Test
  void aWriteThatFailsAtAnyPointLeavesChangeAndLogAtOne() {
    control.enter(Stage.SHADOW, Bench.REASON);
    for (int failing = 1; failing <= 2; failing++) { // the copy of the last entry; the change
      int before = control.audit().size();
      Stage to = Stage.live(new Share(failing));
      bench.state.failWriteIn = failing;
      assertThatThrownBy(() -> control.enter(to, Bench.REASON))
          .isInstanceOf(ImageOrderException.class);
      assertThat(control.audit()).hasSize(before);
      control.enter(to, Bench.REASON);
      assertThat(control.audit()).hasSize(before + 1);
    }
  }

  @Test
  void changesFromEverywhereAtOnceAreOneUnbrokenLog() throws Exception {
    ExecutorService operators = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int operator = 0; operator < 4; operator++) {
        Share share = new Share(operator);
        MigrationControl own = bench.migration(Stage.LEGACY_ONLY).control();
        done.add(
            operators.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    own.enter(i % 2 == 0 ? Stage.live(share) : Stage.SHADOW, Bench.REASON);
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      operators.shutdownNow();
    }
    String stands = "legacy only";
    long number = 0;
    for (AuditEntry entry : control.audit()) {
      assertThat(entry.number()).isEqualTo(++number);
      assertThat(entry.from()).isEqualTo(stands);
      stands = entry.to();
    }
    assertThat(number).isGreaterThanOrEqualTo(50);
  }

  @Test
  void aCustomersHistoryStaysSmall() {
    Reason wordy = Reason.of("ana", "x".repeat(7_000));
    for (int i = 0; i < 30; i++) {
      control.allow("ann", Bench.REASON);
      control.deny("ann", Bench.REASON);
    }
    assertThat(control.audit()).hasSize(20).last().extracting(AuditEntry::number).isEqualTo(60L);
    for (int i = 0; i < 5; i++) {
      control.allow("ann", wordy);
      control.deny("ann", wordy);
    }
    assertThat(control.audit()).hasSize(2).last().extracting(AuditEntry::number).isEqualTo(70L);
  }

  @Test
  void aReasonNamesSomebodyAndWhyAndStaysSmall() {
    assertThatThrownBy(() -> Reason.of(" ", "why")).hasMessageContaining("who");
    assertThatThrownBy(() -> Reason.of("ana", "")).hasMessageContaining("why");
    Reason reason = Reason.of("ana", "why");
    assertThatThrownBy(() -> reason.with("seen", "x".repeat(8_000)))
        .hasMessageContaining("use 8000 at most");
    assertThat(reason.with("rate", 0.5).evidence()).containsExactly(Map.entry("rate", "0.5"));
  }
}
