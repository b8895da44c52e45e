package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.junit.jupiter.api.Test;

/** Orders that the candidate did not take, or whose answer was lost. */
class FallbackTest {

  private final ImageOrderException overloaded =
      new ImageOrderException(ErrorCode.OVERLOADED, "the backlog is full");

  private final Bench bench = new Bench();
  private final Migration migration = bench.migration(Stage.ALL_NEW);

  @Test
  void whatTheCandidateRefusesGoesToLegacyAndStaysThere() {
    bench.candidate.refusal = overloaded;
    OrderId id = bench.place(migration, "ann", "cart").id();
    assertThat(migration.control().sideOf(id)).contains(Side.LEGACY);
    bench.candidate.refusal = null;
    bench.place(migration, "ann", "cart");
    assertThat(bench.legacy.orders).hasSize(1);
    assertThat(bench.candidate.orders).isEmpty();
    assertThat(migration.control().fallbacks().orders()).isEqualTo(1);
    assertThat(migration.explain(id))
        .endsWith("Handled by the legacy side of migration 'images': the candidate refused it.");
  }

  @Test
  void everyRefusalFallsBackButThoseOfAUsedKeyAndOfMoney() {
    Set<ErrorCode> stay =
        Set.of(
            ErrorCode.IDEMPOTENCY_CONFLICT,
            ErrorCode.GONE,
            ErrorCode.CEILING_EXCEEDED,
            ErrorCode.BUDGET_EXCEEDED);
    for (ErrorCode code : ErrorCode.values()) {
      ImageOrderException refusal = new ImageOrderException(code, "no");
      bench.candidate.refusal = refusal;
      boolean certain = !refusal.isDoubtful() && !stay.contains(code);
      int before = bench.legacy.orders.size();
      Optional<ImageOrderException> met = refused("ann", code.name());
      assertThat(met.isEmpty()).as(code.name()).isEqualTo(certain);
      assertThat(bench.legacy.orders).as(code.name()).hasSize(before + (certain ? 1 : 0));
    }
    assertThat(bench.candidate.orders).isEmpty();
  }

  @Test
  void whatWasNeverSentFallsBackAndADoubtfulRefusalDoesNot() {
    bench.candidate.refusal =
        new ImageOrderException(ErrorCode.UNAVAILABLE, "no connection").withDoubt(false);
    bench.place(migration, "ann", "never sent");
    assertThat(bench.legacy.orders).hasSize(1);
    bench.candidate.refusal = overloaded.withDoubt(true);
    assertThat(refused("ann", "sent before")).contains(bench.candidate.refusal);
    assertThat(bench.legacy.orders).hasSize(1);
    assertThat(migration.control().sideOf(migration.idOf("ann", "sent before")))
        .contains(Side.CANDIDATE);
  }

  @Test
  void anOrderThatWasTakenWhileItsAnswerWasLostIsFoundByItsId() {
    bench.candidate.losesAnswers = true;
    ImageOrder order = bench.place(migration, "ann", "cart");
    bench.place(migration, "ann", "cart");
    assertThat(order.id()).isEqualTo(migration.idOf("ann", "cart"));
    assertThat(bench.candidate.orders).hasSize(1);
    assertThat(bench.legacy.placed).isEmpty();
  }

  @Test
  void anOrderOfAnUnknownFateThatIsNotFoundStaysWithTheCandidate() {
    bench.candidate.refusal = new ImageOrderException(ErrorCode.UNAVAILABLE, "no answer");
    assertThat(refused("ann", "cart")).get().matches(ImageOrderException::retryable);
    bench.candidate.refusal = overloaded; // and the first request may still arrive
    assertThat(refused("ann", "cart")).contains(overloaded);
    bench.candidate.refusal = null;
    bench.place(migration, "ann", "cart");
    assertThat(bench.candidate.orders).hasSize(1);
    assertThat(bench.legacy.placed).isEmpty();
  }

  @Test
  void whoComesWhileAnotherIsRefusedKeepsTheOrderWithTheCandidate() {
    assertThat(ordersOfARace(bench.state)).isEqualTo(1);
    assertThat(bench.candidate.orders).hasSize(1);
  }

  @Test
  void withAStoreThatDoesNotCompareTheSameRaceWouldOrderTwice() {
    assertThat(ordersOfARace(new Overwriting(bench.state))).isEqualTo(2);
  }

  /** A call is refused while a repeat in another JVM is taken; how many orders that makes. */
  private int ordersOfARace(StateStore state) {
    Migration here = bench.migration(Stage.ALL_NEW, state);
    Migration there = bench.migration(Stage.ALL_NEW, state);
    bench.candidate.refusal = overloaded;
    bench.candidate.onTheWay =
        () -> {
          bench.candidate.refusal = null;
          there.place(Bench.request("ann", "cart"));
        };
    try {
      here.place(Bench.request("ann", "cart"));
    } catch (ImageOrderException e) {
      assertThat(e).isEqualTo(overloaded);
    }
    return bench.legacy.orders.size() + bench.candidate.orders.size();
  }

  @Test
  void aCallThatFellBackWhileARepeatWasUnderWayIsRepeatedOnLegacy() {
    Migration there = bench.migration(Stage.ALL_NEW);
    bench.candidate.refusal = overloaded;
    bench.place(migration, "ann", "cart");
    bench.candidate.refusal = null;
    assertThat(bench.place(there, "ann", "cart").id()).isEqualTo(bench.legacy.orders.get(0).id());
    assertThat(bench.candidate.orders).isEmpty();
  }

  @Test
  void aFallbackThatTheStoreDoesNotTakeIsARefusal() {
    bench.candidate.refusal = overloaded;
    bench.candidate.onTheWay = () -> bench.state.silent = true;
    assertThat(refused("ann", "cart")).contains(overloaded);
    assertThat(bench.legacy.placed).isEmpty();
  }

  @Test
  void fallbacksAreCountedSinceTheStageWasEnteredOverAllJvms() {
    Migration there = bench.migration(Stage.ALL_NEW);
    bench.candidate.refusal = overloaded;
    bench.place(migration, "ann", "1");
    bench.place(there, "ann", "2");
    bench.legacy.onTheWay = () -> bench.state.silent = true;
    bench.place(there, "ann", "3"); // placed, and not counted yet
    bench.state.silent = false;
    assertThat(migration.control().fallbacks().orders()).isEqualTo(2);
    assertThat(there.control().fallbacks().orders()).isEqualTo(3);
    assertThat(migration.control().fallbacks().orders()).isEqualTo(3);
    migration.control().kill(Bench.REASON);
    assertThat(migration.control().fallbacks().orders()).isEqualTo(3);
    migration.control().enter(Stage.live(Share.percent(1)), Bench.REASON);
    assertThat(migration.control().fallbacks().orders()).isZero();
  }

  @Test
  void anOrderThatGotNoAnswerAndIsNotThereIsCountedOnceHoweverOftenItIsRepeated() {
    bench.candidate.refusal = new ImageOrderException(ErrorCode.INTERNAL, "something is wrong");
    assertThat(refused("ann", "cart")).contains(bench.candidate.refusal);
    assertThat(refused("ann", "cart")).contains(bench.candidate.refusal);
    assertThat(bench.legacy.placed).isEmpty();
    assertThat(migration.control().fallbacks().orders()).isEqualTo(1);
  }

  @Test
  void fallbacksAreCountedByCustomersAndWhatEachOfThemSaw() {
    Migration there = bench.migration(Stage.ALL_NEW);
    bench.candidate.refusal = overloaded;
    bench.place(migration, "ann", "1");
    bench.place(there, "ann", "2");
    bench.place(there, "bob", "1");
    bench.candidate.refusal = new ImageOrderException(ErrorCode.INTERNAL, "something is wrong");
    assertThat(refused("cat", "1")).isPresent();
    Fallbacks fallbacks = migration.control().fallbacks();
    assertThat(fallbacks.refused()).hasToString("3 orders of 2 customers");
    assertThat(fallbacks.refused().most()).isEqualTo(2);
    assertThat(fallbacks.refused().of("bob")).isEqualTo(1);
    assertThat(fallbacks.refused().of("cat")).isZero();
    assertThat(fallbacks.unanswered()).hasToString("1 orders of 1 customers");
    assertThat(bench.state.read("migration/images/fallbacks").orElseThrow().text())
        .as("names are not kept")
        .doesNotContain("ann", "bob", "cat");
  }

  @Test
  void howeverManyCustomersFallBackTheirCountStaysSmall() {
    bench.candidate.refusal = overloaded;
    int customers = 2 * CustomerCount.MOST_CUSTOMERS;
    for (int i = 0; i < customers; i++) {
      bench.place(migration, "customer-" + i, "cart");
    }
    assertThat(migration.control().fallbacks().refused())
        .hasToString(customers + " orders of at least 250 customers");
    assertThat(bench.state.read("migration/images/fallbacks").orElseThrow().text())
        .hasSizeLessThan(8_000);
  }

  @Test
  void whoeverCountsForOthersIsNotHeldForAsLongAsTheyCome() {
    Documents documents = new Documents(bench.state, "images");
    Settings settings = new Settings(documents, () -> bench.now, "images", Stage.ALL_NEW);
    FallbackCounter counter = new FallbackCounter(documents, settings);
    AtomicInteger others = new AtomicInteger();
    Runnable another =
        new Runnable() {
          @Override
          public void run() {
            if (others.incrementAndGet() < 100) {
              bench.state.afterWrite = this;
            }
            CompletableFuture.runAsync(() -> counter.refused("bob")).join();
          }
        };
    bench.state.afterWrite = another;
    counter.refused("ann");
    assertThat(others).hasValueLessThan(10);

    bench.state.afterWrite = () -> {};
    assertThat(counter.sinceStageWasEntered().orders()).isEqualTo(1 + others.get());
  }

  @Test
  void aJvmThatHasNotHeardOfTheStageLeavesItsFallbacksAlone() {
    Migration there = bench.migration(Stage.ALL_NEW);
    bench.candidate.refusal = overloaded;
    migration.control().enter(Stage.live(Share.ALL), Bench.REASON);
    bench.place(migration, "ann", "1");
    bench.place(there, "ann", "2");
    assertThat(migration.control().fallbacks().orders()).isEqualTo(1);
  }

  @Test
  void whereLegacyRefusesTooThatIsTheAnswerAndNoFallback() {
    bench.candidate.refusal = overloaded;
    bench.legacy.refusal = ImageOrderException.invalid("size", "9x9", "use another");
    assertThat(refused("ann", "cart")).contains(bench.legacy.refusal);
    assertThat(migration.control().fallbacks().orders()).isZero();
  }

  @Test
  void aSourceImageThatTheCandidateDoesNotTakeFallsBackToo() {
    ImageId upload = bench.legacy.upload("ann", new ByteArrayInputStream(new byte[] {1, 2, 3}));
    bench.candidate.silent = true;
    ImageOrder order =
        migration.place(
            OrderRequest.builder("ann")
                .idempotencyKey("cart")
                .spec(ImageSpec.builder("a lighthouse").sourceImage(upload).build())
                .build());
    assertThat(order.request().specs().get(0).sourceImages()).containsExactly(upload);
    assertThat(bench.legacy.orders).hasSize(1);
  }

  @Test
  void afterTheEndNothingFallsBack() {
    Migration finished = bench.migration(Stage.FINISHED, new MemoryStateStore());
    bench.candidate.refusal = overloaded;
    assertThatThrownBy(() -> finished.place(Bench.request("ann", "cart"))).isEqualTo(overloaded);
    assertThat(bench.legacy.placed).isEmpty();
  }

  private Optional<ImageOrderException> refused(String customer, String key) {
    try {
      bench.place(migration, customer, key);
      return Optional.empty();
    } catch (ImageOrderException e) {
      return Optional.of(e);
    }
  }

  /** Writes whatever version the writer has seen. */
  private record Overwriting(StateStore kept) implements StateStore {
    @Override
    public Optional<StateDocument> read(String name) {
      return kept.read(name);
    }

    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      return kept.write(name, read(name).map(StateDocument::version).orElse(0L), text);
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      return kept.delete(name, seenVersion);
    }

    @Override
    public List<StateDocument> list(String prefix) {
      return kept.list(prefix);
    }

    @Override
    public Instant now() {
      return kept.now();
    }
  }
}
