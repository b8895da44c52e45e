package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

class MigrationTest {

  private final Bench bench = new Bench();

  @Test
  void aRepeatFindsItsOrderWhateverTheShareHasBecome() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    ImageOrder first = bench.place(migration, "ann", "cart");
    migration.control().enter(Stage.live(Share.NONE), Bench.REASON);
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(first.id());
    assertThat(bench.candidate.orders).hasSize(1);
    assertThat(bench.legacy.orders).isEmpty();
    bench.place(migration, "ann", "next cart");
    assertThat(bench.legacy.orders).hasSize(1);
  }

  @Test
  void theSideIsPinnedBeforeTheOrderIsPlaced() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    bench.candidate.silent = true;
    assertThatThrownBy(() -> bench.place(migration, "ann", "cart"))
        .hasMessage("candidate does not answer");
    migration.control().enter(Stage.live(Share.NONE), Bench.REASON);
    bench.candidate.silent = false;
    bench.place(migration, "ann", "cart");
    assertThat(bench.candidate.orders).hasSize(1);
    assertThat(bench.legacy.orders).isEmpty();
  }

  @Test
  void anOrderFromBeforeTheMigrationStaysLegacys() {
    ImageOrder old = bench.legacy.place(Bench.request("ann", "cart"));
    Migration migration = bench.migration(Stage.live(Share.ALL));
    assertThat(migration.get(old.id()).id()).isEqualTo(old.id());
    assertThat(migration.control().sideOf(old.id())).isEmpty();
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(old.id());
    assertThat(bench.candidate.orders).isEmpty();
    assertThat(migration.control().sideOf(old.id())).contains(Side.LEGACY);
  }

  @Test
  void whileLegacyCannotSayWhatItHasNoNewOrderIsGuessedToBeNew() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    OrderId pinned = bench.place(migration, "ann", "cart").id();
    bench.legacy.silent = true;
    assertThatThrownBy(() -> bench.place(migration, "bob", "cart"))
        .hasMessage("legacy does not answer");
    assertThat(migration.control().sideOf(migration.idOf("bob", "cart"))).isEmpty();
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(pinned);
  }

  @Test
  void aSideThatCannotBeReadIsNotGuessed() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    OrderId id = bench.place(migration, "ann", "cart").id();
    bench.state.silent = true;
    assertUnavailable(() -> bench.place(migration, "ann", "cart"));
    assertUnavailable(() -> bench.place(migration, "bob", "cart"));
    assertUnavailable(() -> migration.get(id));
    assertUnavailable(() -> migration.cancel(id));
    assertThat(bench.legacy.placed).isEmpty();
    bench.state.silent = false;
    assertThat(bench.place(migration, "ann", "cart").id()).isEqualTo(id);
  }

  @Test
  void aPinOfAnUnknownSideIsNotGuessed() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    OrderId id = migration.idOf("ann", "cart");
    bench.state.write("migration/images/pin/" + id, 0, "{\"side\":\"THIRD\",\"state\":\"FIXED\"}");
    assertUnavailable(() -> bench.place(migration, "ann", "cart"));
    bench.state.write(
        "migration/images/pin/" + migration.idOf("bob", "cart"),
        0,
        "{\"side\":\"LEGACY\",\"state\":\"NINTH\"}");
    assertUnavailable(() -> bench.place(migration, "bob", "cart"));
    bench.state.write("migration/images/pin/" + migration.idOf("cat", "cart"), 0, "[");
    assertUnavailable(() -> bench.place(migration, "cat", "cart"));
    assertThat(bench.legacy.placed).isEmpty();
    assertThat(bench.candidate.placed).isEmpty();
  }

  @Test
  void theKillSwitchSendsNewOrdersToLegacyAndLeavesPinnedOnes() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    migration.control().allow("ann", Bench.REASON);
    bench.place(migration, "ann", "before");
    assertThat(migration.control().kill(Bench.REASON)).isTrue();
    bench.place(migration, "ann", "before");
    bench.place(migration, "ann", "after");
    assertThat(bench.candidate.orders).hasSize(1);
    assertThat(bench.legacy.orders).hasSize(1);
    migration.control().revive(Bench.REASON);
    bench.place(migration, "ann", "revived");
    assertThat(bench.candidate.orders).hasSize(2);
  }

  @Test
  void theKillSwitchHoldsHereWhileTheStoreIsSilentAndEverywhereSoonAfter() {
    Migration here = bench.migration(Stage.live(Share.ALL));
    Migration there = bench.migration(Stage.live(Share.ALL));
    bench.state.silent = true;
    assertThat(here.control().kill(Bench.REASON)).isFalse();
    assertThat(here.control().isKilled()).isTrue();
    bench.state.silent = false;
    bench.place(here, "ann", "cart");
    assertThat(bench.legacy.orders).hasSize(1);
    bench.pass(Duration.ofSeconds(1));
    assertThat(here.control().isKilled()).isTrue();
    bench.pass(Duration.ofSeconds(1));
    bench.place(there, "bob", "cart");
    assertThat(bench.legacy.orders).hasSize(2);
    there.control().revive(Bench.REASON);
    bench.pass(Duration.ofSeconds(1));
    assertThat(here.control().isKilled()).isFalse();
  }

  @Test
  void anotherJvmFollowsWithinASecond() {
    Migration here = bench.migration(Stage.live(Share.NONE));
    Migration there = bench.migration(Stage.live(Share.percent(77)));
    assertThat(there.control().stage().share())
        .as("the share of the first start")
        .isEqualTo(Share.NONE);
    here.control().enter(Stage.live(Share.ALL), Bench.REASON);
    assertThat(here.control().stage().share()).isEqualTo(Share.ALL);
    bench.pass(Duration.ofSeconds(1));
    assertThat(there.control().stage().share()).isEqualTo(Share.ALL);
  }

  @Test
  void theLastKnownShareStandsWhileTheStoreIsSilent() {
    Migration migration = bench.migration(Stage.live(Share.percent(5)));
    bench.state.silent = true;
    bench.pass(Duration.ofMinutes(1));
    assertThat(migration.control().stage().share()).isEqualTo(Share.percent(5));
    assertUnavailable(() -> migration.control().enter(Stage.live(Share.ALL), Bench.REASON));
    assertThat(migration.control().stage().share()).isEqualTo(Share.percent(5));
  }

  @Test
  void listedCustomersGoWhereTheListSays() {
    Migration migration = bench.migration(Stage.live(Share.percent(0)));
    migration.control().allow("ann", Bench.REASON);
    bench.place(migration, "ann", "1");
    bench.place(migration, "bob", "1");
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    migration.control().deny("ann", Bench.REASON);
    bench.place(migration, "ann", "2");
    migration.control().deny("bob", Bench.REASON);
    assertThat(migration.control().listed())
        .containsExactly(Map.entry("ann", Side.LEGACY), Map.entry("bob", Side.LEGACY));
    migration.control().unlist("bob", Bench.REASON);
    bench.place(migration, "bob", "2");
    assertThat(bench.candidate.placed)
        .extracting(r -> r.customer() + r.idempotencyKey())
        .containsExactly("ann1", "bob2");
    assertThat(bench.legacy.placed)
        .extracting(r -> r.customer() + r.idempotencyKey())
        .containsExactly("bob1", "ann2");
  }

  @Test
  void aFlagSystemDecides() {
    Migration migration =
        Migration.between(bench.legacy, bench.candidate)
            .stateStore(bench.state)
            .initialStage(Stage.live(Share.NONE))
            .targeting((customer, share) -> customer.startsWith("a") ? Side.CANDIDATE : Side.LEGACY)
            .build();
    bench.place(migration, "ann", "1");
    bench.place(migration, "bob", "1");
    assertThat(bench.candidate.placed).hasSize(1);
    assertThat(bench.legacy.placed).hasSize(1);
  }

  @Test
  void anOrdersSideAnswersForIt() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    OrderId id = bench.place(migration, "ann", "cart").id();
    migration.control().enter(Stage.live(Share.NONE), Bench.REASON);
    assertThat(migration.get(id).id()).isEqualTo(id);
    assertThat(migration.explain(id))
        .startsWith("candidate explains")
        .endsWith("Handled by the candidate side of migration 'images'.");
    assertThat(migration.cancel(id).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(bench.candidate.orders.get(0).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void closingEndsWaitsAndLeavesTheSidesOpen() {
    Migration migration = bench.migration(Stage.live(Share.ALL));
    OrderId id = bench.place(migration, "ann", "cart").id();
    CompletableFuture<ImageOrder> wait = migration.watch(id, order -> {});
    migration.close();
    assertThat(wait).isCompletedExceptionally();
    assertThat(bench.candidate.wait).isCancelled();
    assertUnavailable(() -> migration.completion(id));
  }

  @Test
  void cancellingAWaitCancelsTheSidesWait() {
    Migration migration = bench.migration(Stage.live(Share.NONE));
    OrderId id = bench.place(migration, "ann", "cart").id();
    migration.completion(id).cancel(false);
    assertThat(bench.legacy.wait).isCancelled();
  }

  @Test
  void sidesOfDifferentTenantsAreRefused() {
    assertThatThrownBy(
            () ->
                Migration.between(bench.legacy, new FakeOrders("x", "other"))
                    .stateStore(bench.state)
                    .build())
        .hasMessageContaining("give both sides the same tenant");
  }

  @Test
  void whatWouldMoveCustomersAtRandomIsRefused() {
    bench.migration(Stage.live(Share.NONE));
    Migration.Builder salted =
        Migration.between(bench.legacy, bench.candidate).stateStore(bench.state).salt("other");
    assertThatThrownBy(salted::build).hasMessageContaining("use 'images', with which");
    assertThatThrownBy(() -> Migration.between(bench.legacy, bench.candidate).build())
        .hasMessageContaining("stateStore");
    assertThatThrownBy(
            () ->
                Migration.between(bench.legacy, bench.candidate)
                    .stateStore(bench.state)
                    .name("a/b")
                    .build())
        .hasMessageContaining("name 'a/b' is refused");
  }

  @Test
  void aLongestPlacingThatNobodyCouldWaitForIsRefused() {
    for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMinutes(61))) {
      Migration.Builder builder =
          Migration.between(bench.legacy, bench.candidate)
              .stateStore(bench.state)
              .longestPlacing(time);
      assertThatThrownBy(builder::build).hasMessageContaining("longestPlacing '" + time);
    }
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.retryable()).isTrue();
            });
  }
}
