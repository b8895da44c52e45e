package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import org.imageorders.EventPage;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.junit.jupiter.api.Test;

class ExitGateTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.LEGACY_ONLY);
  private final ExitGate unused = ExitGate.of(migration.control()).unusedFor(MONTH);

  @Test
  void aMigrationThatOutlivedItsDateFails() {
    ExitGate gate = ExitGate.of(migration.control()).outlives(LocalDate.of(2026, 3, 31));
    later(Duration.ofDays(30));
    assertThatCode(gate::check).doesNotThrowAnyException();
    later(Duration.ofDays(1));
    assertThatThrownBy(gate::check)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "migration 'images' has outlived 2026-03-31 and is at 'legacy only': finish it and"
                + " remove it, or give it a later date and say why");
  }

  @Test
  void aLegacyThatNobodyNeededForSoLongFails() {
    OrderId id = bench.place(migration, "ann", "cart").id();
    later(MONTH.minusSeconds(1));
    assertThatCode(unused::check).doesNotThrowAnyException();
    later(Duration.ofSeconds(1));
    assertThatThrownBy(unused::check)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "migration 'images' has not needed legacy since 2026-03-01T12:00:00Z, for 30 days");
    migration.get(id);
    assertThatCode(unused::check).doesNotThrowAnyException();
    assertThat(migration.control().legacyLastNeededAt()).isEqualTo(bench.state.now);
  }

  @Test
  void listsFeedsAndTheCandidatesOrdersNeedNoLegacy() {
    migration.control().enter(Stage.ALL_NEW, Bench.REASON);
    later(MONTH);
    bench.place(migration, "ann", "cart");
    migration.list(OrderQuery.builder().build());
    migration.events(EventPage.START, 10, Duration.ZERO);
    assertThatThrownBy(unused::check).isInstanceOf(AssertionError.class);
  }

  @Test
  void theLastCallIsWrittenOnceAMinuteAndNeverInTheWay() {
    OrderId id = bench.place(migration, "ann", "cart").id();
    String document = "migration/images/legacy";
    long version = bench.state.read(document).orElseThrow().version();
    later(Duration.ofSeconds(60));
    migration.get(id);
    assertThat(bench.state.read(document).orElseThrow().version()).isEqualTo(version);
    later(Duration.ofSeconds(1));
    bench.state.failWriteIn = 1;
    migration.get(id);
    assertThat(bench.state.read(document).orElseThrow().version()).isEqualTo(version);
    later(Duration.ofSeconds(61));
    migration.get(id);
    assertThat(bench.state.read(document).orElseThrow().version()).isGreaterThan(version);
  }

  @Test
  void aGateThatCouldNotFailIsRefused() {
    assertThatThrownBy(() -> ExitGate.of(migration.control()).check())
        .hasMessageContaining("say unusedFor, outlives or both");
    assertThatThrownBy(() -> unused.unusedFor(Duration.ofMinutes(59)))
        .hasMessageContaining("use an hour or more");
  }

  private void later(Duration time) {
    bench.pass(time);
    bench.state.now = bench.state.now.plus(time);
  }
}
