package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Pauses;
import org.imageorders.consume.EventConsumer;
import org.imageorders.engine.Budget;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.ImageComparison;
import org.imageorders.migration.shadow.Limit;
import org.imageorders.migration.shadow.ParallelRun;
import org.imageorders.migration.shadow.ParallelRunStatus;
import org.imageorders.migration.shadow.Purse;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ManualTime;
import org.imageorders.testkit.OrderRequests;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The parallel run as a shop has it: over two engines, with all its threads. */
class ParallelRunOverEnginesTest {

  private static final Money PRICE = Money.usd("0.05");

  /** A purse that is far from used up. */
  private static final Purse LARGE = Purse.of(PRICE, Money.usd("100"));

  private static final ImageComparison BY_BYTES =
      (original, copy) -> {
        boolean alike =
            Arrays.equals(original.stream().readAllBytes(), copy.stream().readAllBytes());
        return new Resemblance(
            alike ? Optional.empty() : Optional.of(Rung.STRUCTURE),
            alike ? "" : "other bytes",
            OptionalInt.empty(),
            OptionalDouble.empty());
      };

  private final ScriptedProvider oldProvider =
      ScriptedProvider.script().pricePerImage(PRICE).thenAnswer();
  private final ScriptedProvider newProvider =
      ScriptedProvider.script().pricePerImage(PRICE).thenAnswer();
  private final EmbeddedImageOrders legacy =
      EmbeddedImageOrders.builder(oldProvider).drain(Duration.ZERO).build();
  private final EmbeddedImageOrders candidate =
      EmbeddedImageOrders.builder(newProvider)
          .budgets(
              (tenant, customer) ->
                  tenant.equals("shadow") ? Budget.UNLIMITED : Budget.daily(PRICE))
          .drain(Duration.ZERO)
          .build();
  private final StateStore state = new MemoryStateStore();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    legacy.close();
    candidate.close();
  }

  @Test
  void spendingBySeveralProcessesStopsAtTheCapToTheCent() {
    Migration migration = migration(candidate);
    Purse purse = Purse.of(PRICE, Money.usd("1"));
    List<ParallelRun> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(start(migration, shadow(), builder -> builder.purse(purse).mostOpen(200)));
    }
    placeAndAwait(migration, 60);
    ParallelRun run = processes.get(0);
    await(() -> passedOver(run, Limit.IN_ALL) >= 40 && run.pairs(Instant.EPOCH).size() >= 20);
    assertThat(run.status().spent()).isEqualTo(Money.usd("1"));
    assertThat(newProvider.charged()).isEqualTo(Money.usd("1"));
    assertThat(newProvider.calls()).isEqualTo(20);
    assertThat(run.pairs(Instant.EPOCH)).hasSize(20).allMatch(ComparedOrder::isAlike);
    assertThat(run.status().isStopped()).isTrue();
  }

  @Test
  void aCandidateThatHangsAndAFullBoundReachNoThreadOfTheCaller() {
    Set<String> callers = ConcurrentHashMap.newKeySet();
    CountDownLatch hung = new CountDownLatch(1);
    ImageOrders hanging = line(shadow(), callers, hung);
    Migration migration = migration(line(candidate, callers, new CountDownLatch(0)));
    ParallelRun run = start(migration, hanging, builder -> builder.mostOpen(2));
    callers.clear(); // whom building has asked
    for (int i = 0; i < 20; i++) {
      ImageOrder placed = migration.place(request(i));
      assertThat(migration.completion(placed.id()).join().status())
          .isEqualTo(OrderStatus.COMPLETED);
    }
    await(() -> passedOver(run, Limit.OPEN_COPIES) >= 18);
    assertThat(callers)
        .isNotEmpty()
        .doesNotContain(Thread.currentThread().getName())
        .allMatch(name -> name.startsWith("image-orders-"));
    assertThat(run.status().reserved()).isEqualTo(PRICE.times(2));
    hung.countDown();
    await(() -> run.pairs(Instant.EPOCH).size() == 2);
  }

  @Test
  void noListFeedBillOrBudgetOfTheCustomersSeesACopy() {
    Migration migration = migration(candidate);
    ParallelRun run = start(migration, shadow(), builder -> builder);
    List<OrderId> placed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      placed.add(migration.place(OrderRequests.keyed("ann", "cart-" + i, "a lighthouse")).id());
    }
    await(() -> run.pairs(Instant.EPOCH).size() == 3);
    assertThat(migration.list(OrderQuery.ofCustomer("ann")).orders())
        .extracting(ImageOrder::id)
        .containsExactlyInAnyOrderElementsOf(placed);
    assertThat(migration.events(EventPage.START, 1_000, Duration.ZERO).events())
        .extracting(OrderEvent::order)
        .hasSameElementsAs(placed);
    LedgerQuery bill = LedgerQuery.by(LedgerQuery.By.CUSTOMER).build();
    assertThat(candidate.operator().ledger(bill)).isEmpty();
    assertThat(candidate.forTenant("shadow").operator().ledger(bill))
        .singleElement()
        .matches(sum -> sum.cost().equals(PRICE.times(3)));
    // Three copies cost three times what ann may spend a day; her own order finds all of it.
    migration.control().enter(Stage.ALL_NEW, Reason.of("test", "to order from the candidate"));
    OrderId own = migration.place(OrderRequests.keyed("ann", "her own", "a lighthouse")).id();
    assertThat(migration.completion(own).join().status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(candidate.operator().ledger(bill)).hasSize(1);
  }

  @Test
  void aBaselineComparesLegacyWithItself() {
    Migration migration = migration(candidate);
    ParallelRun run =
        start(
            migration,
            shadow(),
            builder -> builder.baseline(legacy.forTenant("shadow"), Share.ALL));
    placeAndAwait(migration, 5);
    await(() -> run.pairs(Instant.EPOCH).size() == 10);
    assertThat(
            run.pairs(Instant.EPOCH).stream().collect(Collectors.groupingBy(ComparedOrder::twin)))
        .hasEntrySatisfying(Twin.LEGACY, pairs -> assertThat(pairs).hasSize(5))
        .hasEntrySatisfying(Twin.CANDIDATE, pairs -> assertThat(pairs).hasSize(5));
    assertThat(run.pairs(Instant.EPOCH)).allMatch(ComparedOrder::isAlike);
    assertThat(oldProvider.calls()).isEqualTo(10);
  }

  @Test
  void ordersThatCompleteWhileNoProcessRunsAreCopiedByTheNext() {
    Migration migration = migration(candidate);
    start(migration, shadow(), builder -> builder).close();
    placeAndAwait(migration, 5);
    assertThat(newProvider.calls()).isZero();
    ParallelRun run = start(migration, shadow(), builder -> builder);
    await(() -> run.pairs(Instant.EPOCH).size() == 5);
    assertThat(newProvider.calls()).isEqualTo(5);
  }

  @Test
  void aCandidateWhoseFeedHangsKeepsNoOrderFromBeingCopiedAndTheStatusSaysWhy() {
    AtomicBoolean hangs = new AtomicBoolean();
    ManualTime limits = new ManualTime();
    ImageOrders hanging =
        line(
            candidate,
            called -> {
              if (called.equals("events") && hangs.get()) {
                limits.advance(Duration.ofSeconds(30));
                new CountDownLatch(1).await();
              }
            });
    Migration migration = migration(hanging, limitedBy(limits));
    ParallelRun run = start(migration, shadow(), builder -> builder);
    hangs.set(true);
    placeAndAwait(migration, 5);
    await(() -> run.pairs(Instant.EPOCH).size() == 5);
    await(
        () ->
            run.status().consumers().get(0).lastProblem().stream()
                .anyMatch(problem -> problem.what().contains("the feed of the candidate side")));
  }

  /** Pauses really last, and the time of what may take only so long is in the test's hand. */
  private static Pauses limitedBy(ManualTime limits) {
    return new Pauses() {
      @Override
      public Pending after(Duration delay, Runnable action) {
        return limits.after(delay, action);
      }

      @Override
      public void pause(Duration delay) throws InterruptedException {
        Pauses.system().pause(delay);
      }
    };
  }

  private Migration migration(ImageOrders newSide) {
    return migration(newSide, Pauses.system());
  }

  private Migration migration(ImageOrders newSide, Pauses pauses) {
    Migration migration =
        Migration.between(legacy, newSide)
            .stateStore(state)
            .initialStage(Stage.SHADOW)
            .pauses(pauses)
            .build();
    opened.addLast(migration);
    return migration;
  }

  private ImageOrders shadow() {
    return candidate.forTenant("shadow");
  }

  /** A process of the run, once all work is somebody's. */
  private ParallelRun start(
      Migration migration, ImageOrders twin, UnaryOperator<ParallelRun.Builder> settings) {
    ParallelRun run =
        settings
            .apply(
                ParallelRun.builder(migration, twin, state)
                    .purse(LARGE)
                    .comparison(BY_BYTES)
                    .sample(Share.ALL))
            .start();
    opened.addFirst(run);
    await(
        () ->
            opened.stream()
                    .filter(ParallelRun.class::isInstance)
                    .map(ParallelRun.class::cast)
                    .mapToInt(each -> each.status().consumers().get(0).shares().size())
                    .sum()
                >= EventConsumer.SHARES);
    return run;
  }

  private static OrderRequest request(int number) {
    return OrderRequests.keyed("customer-" + number % 7, "cart-" + number, "a lighthouse");
  }

  private static void placeAndAwait(Migration migration, int orders) {
    List<OrderId> placed = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      placed.add(migration.place(request(i)).id());
    }
    placed.forEach(order -> migration.completion(order).join());
  }

  private static long passedOver(ParallelRun run, Limit limit) {
    return run.status().stops().stream()
        .filter(stop -> stop.limit() == limit)
        .mapToLong(ParallelRunStatus.Stop::passedOver)
        .sum();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** A line that tells who calls, and on which a placing hangs until it is released. */
  private static ImageOrders line(ImageOrders far, Set<String> callers, CountDownLatch released) {
    return line(
        far,
        called -> {
          if (!called.equals("idOf")) { // which is only reckoned
            callers.add(Thread.currentThread().getName());
          }
          if (called.equals("place")) {
            released.await();
          }
        });
  }

  /** What happens on the way to what is called. */
  private interface OnTheWay {
    void to(String called) throws InterruptedException;
  }

  private static ImageOrders line(ImageOrders far, OnTheWay happens) {
    return (ImageOrders)
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (self, called, arguments) -> {
              happens.to(called.getName());
              try {
                return called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
