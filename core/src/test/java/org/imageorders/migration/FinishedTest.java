package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** The last stage: legacy is called no more. */
class FinishedTest {

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.LEGACY_ONLY);

  @Test
  void itIsRefusedWhileLegacyHasOrdersThatHaveNotEnded() {
    for (int i = 0; i < 250; i++) {
      bench.place(migration, "ann", "cart " + i);
    }
    migration.cancel(migration.idOf("ann", "cart 17"));
    migration.control().enter(Stage.ALL_NEW, Bench.REASON);
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("legacy has 249 orders that have not ended");
    assertThat(migration.control().stage()).isEqualTo(Stage.ALL_NEW);
    for (int i = 0; i < 250; i++) {
      migration.cancel(migration.idOf("ann", "cart " + i));
    }
    migration.control().enter(Stage.FINISHED, Bench.REASON);
    assertThat(migration.control().stage()).isEqualTo(Stage.FINISHED);
  }

  @Test
  void whatAnotherJvmPlacesBeforeItHearsOfItBringsItBack() {
    bench.whilePausing = () -> bench.legacy.place(Bench.request("ann", "late"));
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("legacy has 1 orders");
    assertThat(migration.control().stage()).isEqualTo(Stage.LEGACY_ONLY);
    assertThat(migration.control().audit())
        .extracting(AuditEntry::to)
        .containsExactly("finished", "legacy only");
    assertThat(migration.get(migration.idOf("ann", "late"))).isNotNull();
  }

  @Test
  void whatIsOnItsWayToLegacyForAsLongAsACallMayTakeBringsItBack() {
    Instant arrival = bench.now.plus(Bench.LONGEST_PLACING);
    bench.whilePausing =
        () -> {
          if (!bench.now.isBefore(arrival)) {
            bench.legacy.place(Bench.request("ann", "late"));
          }
        };
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("legacy has 1 orders");
    assertThat(migration.get(migration.idOf("ann", "late")).status())
        .isEqualTo(OrderStatus.ACCEPTED);
  }

  @Test
  void whatLegacyTakesLaterThanAnyCallMayBringsItBackToo() {
    Migration another = bench.migration(Stage.LEGACY_ONLY);
    bench.legacy.onTheWay = () -> another.control().enter(Stage.FINISHED, Bench.REASON);
    OrderId late = bench.place(migration, "ann", "late").id();
    assertThat(migration.control().stage()).isEqualTo(Stage.ALL_NEW);
    assertThat(migration.get(late).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(migration.control().audit())
        .last()
        .extracting(entry -> entry.reason().why())
        .isEqualTo("legacy was still taking order " + late);
  }

  @Test
  void whoeverWentBackMeanwhileIsNotOverruled() {
    bench.whilePausing = () -> migration.control().enter(Stage.ALL_NEW, Bench.REASON);
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("'all new' was entered meanwhile");
    assertThat(migration.control().stage()).isEqualTo(Stage.ALL_NEW);
  }

  @Test
  void whoeverIsInterruptedWhileItIsEnteredGoesBack() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("interrupted before all JVMs had followed");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(migration.control().stage()).isEqualTo(Stage.LEGACY_ONLY);
  }

  @Test
  void whoeverIsInterruptedGoesBackAlsoThroughAStoreThatServesNoInterruptedThread() {
    bench.state.servesNoInterruptedThread = true;
    bench.state.afterWrite = () -> Thread.currentThread().interrupt();
    assertThatThrownBy(() -> migration.control().enter(Stage.FINISHED, Bench.REASON))
        .hasMessageContaining("interrupted before all JVMs had followed");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bench.migration(Stage.FINISHED).control().stage()).isEqualTo(Stage.LEGACY_ONLY);
  }

  @Test
  void legacyIsCalledNoMore() throws Exception {
    OrderId old = bench.place(migration, "ann", "old").id();
    ImageId oldUpload = migration.upload("ann", new ByteArrayInputStream(new byte[] {1}));
    migration.cancel(old);
    migration.control().enter(Stage.FINISHED, Bench.REASON);
    migration.control().kill(Bench.REASON);
    bench.legacy.removed = true;

    ImageOrder order = bench.place(migration, "ann", "new");
    ImageId upload = migration.upload("ann", new ByteArrayInputStream(new byte[] {1}));
    migration.open(upload).close();
    bench.place(migration, "ann", "new");
    assertThat(migration.get(order.id()).id()).isEqualTo(order.id());
    assertThat(migration.explain(order.id())).contains("candidate");
    assertThat(migration.list(OrderQuery.ofCustomer("ann")).orders()).hasSize(1);
    assertThat(migration.events(EventPage.START, 10, Duration.ZERO).events()).hasSize(1);
    migration.completion(order.id()).cancel(false);
    migration.cancel(order.id());

    assertRefused(ErrorCode.GONE, () -> migration.get(old));
    assertRefused(ErrorCode.GONE, () -> migration.cancel(old));
    assertRefused(ErrorCode.GONE, () -> bench.place(migration, "ann", "old"));
    assertRefused(ErrorCode.GONE, () -> migration.explain(old));
    CompletableFuture<ImageOrder> wait = migration.completion(old);
    assertThatThrownBy(wait::get).hasMessageContaining("enter an earlier stage to reach it");
    assertRefused(ErrorCode.NOT_FOUND, () -> migration.open(oldUpload));
    OrderId unknown = migration.idOf("ann", "never placed");
    assertRefused(ErrorCode.NOT_FOUND, () -> migration.get(unknown));
  }

  @Test
  void aSourceImageThatLegacyKeepsIsLeftToTheCandidateToRefuse() {
    ImageId upload = migration.upload("ann", new ByteArrayInputStream(new byte[] {1}));
    migration.control().enter(Stage.FINISHED, Bench.REASON);
    bench.legacy.removed = true;
    ImageSpec spec = ImageSpec.builder("a lighthouse").sourceImage(upload).build();
    migration.place(OrderRequest.builder("ann").spec(spec).build());
    assertThat(bench.candidate.placed.get(0).specs()).containsExactly(spec);
  }

  @Test
  void goingBackReachesLegacysOrdersAndEventsAgain() {
    OrderId old = bench.place(migration, "ann", "old").id();
    migration.cancel(old);
    String cursor = migration.events(EventPage.START, 1, Duration.ZERO).cursor();
    migration.control().enter(Stage.FINISHED, Bench.REASON);
    cursor = migration.events(cursor, 10, Duration.ZERO).cursor();
    migration.control().enter(Stage.ALL_NEW, Bench.REASON);
    assertThat(migration.get(old).id()).isEqualTo(old);
    bench.legacy.place(Bench.request("ann", "another"));
    assertThat(migration.events(cursor, 10, Duration.ZERO).events()).hasSize(1);
  }

  @Test
  void itCanBeEnteredAgainAndByWhoSawAnotherStage() {
    MigrationControl control = migration.control();
    assertThat(control.enter(Stage.ALL_NEW, Stage.FINISHED, Bench.REASON)).isFalse();
    assertThat(control.enter(Stage.LEGACY_ONLY, Stage.FINISHED, Bench.REASON)).isTrue();
    control.enter(Stage.FINISHED, Bench.REASON);
    assertThat(control.audit()).hasSize(1);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
