package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Recalled;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders that a candidate has taken and not begun, moved to legacy. */
class RecallTest {

  private static final Reason REASON = Reason.of("ana", "it draws no more");

  private final ScriptedProvider oldProvider = ScriptedProvider.byPrompt();
  private final ScriptedProvider newProvider = ScriptedProvider.byPrompt();
  private final StateStore state = new MemoryStateStore();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void whatHasNotStartedIsDrawnByTheOtherSideAndLooksAsIfItHadAlwaysBeenThere() throws Exception {
    Migration migration = migration(engine(oldProvider, 4), engine(newProvider, 0));
    List<OrderId> ids = placeMany(migration, 30);
    List<CompletableFuture<ImageOrder>> ends = ids.stream().map(migration::completion).toList();
    List<ImageOrder> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<ImageOrder> watch = migration.watch(ids.get(0), seen::add);
    migration.control().kill(REASON);

    assertThat(migration.control().recall(Side.CANDIDATE, REASON))
        .isEqualTo(new Recalled(30, 0, 0));

    for (CompletableFuture<ImageOrder> end : ends) {
      assertThat(end.get().status()).isEqualTo(OrderStatus.COMPLETED);
    }
    assertThat(watch.get().status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(seen).noneMatch(order -> order.status() == OrderStatus.CANCELLED);
    for (int limit : new int[] {1, 7, 100}) {
      assertThat(listed(migration, limit))
          .extracting(ImageOrder::id)
          .containsExactlyInAnyOrderElementsOf(ids);
    }
    assertThat(migration.place(request("cart-0", "answer")).status())
        .isEqualTo(OrderStatus.COMPLETED);
    assertThat(migration.explain(ids.get(0))).contains("it was recalled from the other");
    assertThat(types(migration))
        .doesNotContain(OrderEvent.Type.ORDER_CANCELLED, OrderEvent.Type.IMAGE_FAILED)
        .filteredOn(type -> type == OrderEvent.Type.ORDER_COMPLETED)
        .hasSize(30);
    assertThat(oldProvider.calls()).isEqualTo(30);
    assertThat(newProvider.calls()).isZero();
    assertThat(migration.control().audit())
        .last()
        .extracting(AuditEntry::to)
        .isEqualTo("all new, killed, recall from candidate");
    assertThat(migration.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(0, 0, 0));
  }

  @Test
  void whatHasStartedStaysAndGoesOn() throws Exception {
    Migration migration = migration(engine(oldProvider, 4), engine(newProvider, 1));
    OrderId started = migration.place(request("started", "hang")).id();
    started(migration, started);
    migration.place(request("waiting", "answer"));
    assertThat(migration.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(1, 1, 0));
    assertThat(migration.get(started).status()).isEqualTo(OrderStatus.GENERATING);
    assertThat(migration.control().sideOf(started)).contains(Side.CANDIDATE);
    migration.cancel(started);
  }

  @Test
  void whatItsCustomerCancelledStaysCancelled() throws Exception {
    Migration migration = migration(engine(oldProvider, 4), engine(newProvider, 0));
    OrderId cancelled = migration.place(request("cancelled", "answer")).id();
    migration.place(request("waiting", "answer"));
    migration.cancel(cancelled);
    assertThat(migration.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(1, 0, 0));
    assertThat(migration.completion(cancelled).get().status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(types(migration)).contains(OrderEvent.Type.ORDER_CANCELLED);
    assertThat(listed(migration, 10)).hasSize(2);
  }

  @Test
  void whatTheOtherSideCannotDrawEndsAsCancelled() throws Exception {
    Migration migration =
        migration(
            engine(
                ScriptedProvider.script()
                    .traits(traits -> traits.largestSize(new ImageSize(8, 8)))
                    .thenAnswer(),
                4),
            engine(newProvider, 0));
    OrderId id = migration.place(request("large", "answer")).id();
    assertThat(migration.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(0, 0, 1));
    assertThat(migration.completion(id).get().status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(types(migration)).contains(OrderEvent.Type.ORDER_CANCELLED);
  }

  @Test
  void whileTheOtherSideTakesNoneTheOthersStayWhereTheyAreDrawn() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 4);
    EmbeddedImageOrders candidate = engine(newProvider, 0);
    Migration sound = migration(legacy, candidate);
    Migration full =
        Migration.between(LossyLine.refusing(legacy, 1), candidate).stateStore(state).build();
    placeMany(sound, 150);

    for (int time = 0; time < 2; time++) {
      assertThat(full.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(0, 0, 3));
      assertThat(accepted(candidate)).hasSize(147);
    }
    assertThat(sound.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(150, 0, 0));
  }

  @Test
  void oneThatFailsHereAndThereKeepsBackNoOther() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 4);
    EmbeddedImageOrders candidate = engine(newProvider, 0);
    placeMany(migration(legacy, candidate), 30);
    Migration hindered =
        Migration.between(LossyLine.refusing(legacy, 3), candidate).stateStore(state).build();
    assertThat(hindered.control().recall(Side.CANDIDATE, REASON))
        .isEqualTo(new Recalled(20, 0, 10));
    assertThat(accepted(candidate)).isEmpty();
  }

  @Test
  void sourceImagesMoveWithTheirOrder() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 4);
    Migration migration = migration(legacy, engine(newProvider, 0));
    ImageId upload = legacy.upload("ann", new ByteArrayInputStream(RecallBench.PNG));
    OrderRequest request =
        OrderRequest.builder("ann")
            .idempotencyKey("edit")
            .spec(ImageSpec.builder("answer").size(16, 16).sourceImage(upload).build())
            .build();
    migration.place(request);
    assertThat(migration.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(1, 0, 0));
    ImageOrder ended = migration.completion(migration.idOf("ann", "edit")).get();
    assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(ended.request().fingerprint()).isEqualTo(request.fingerprint());
    assertThat(migration.place(request).status()).isEqualTo(OrderStatus.COMPLETED);
  }

  @Test
  void anOrderMovesOnceAndFromEitherSide() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 0);
    EmbeddedImageOrders candidate = engine(newProvider, 4);
    OrderId before = legacy.place(request("before", "answer")).id();
    Migration migration = migration(legacy, candidate);
    assertThat(migration.control().recall(Side.LEGACY, REASON)).isEqualTo(new Recalled(1, 0, 0));
    assertThat(migration.completion(before).get().status()).isEqualTo(OrderStatus.COMPLETED);
    Migration still = migration(engine(oldProvider, 0), engine(newProvider, 0), "still");
    still.place(request("to and fro", "answer"));
    assertThat(still.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(1, 0, 0));
    assertThat(still.control().recall(Side.LEGACY, REASON)).isEqualTo(new Recalled(0, 0, 1));
    assertThat(listed(still, 10)).extracting(ImageOrder::status).containsOnly(OrderStatus.ACCEPTED);
  }

  @Test
  void afterTheEndNothingIsRecalled() {
    Migration finished =
        Migration.between(engine(oldProvider, 0), engine(newProvider, 0))
            .stateStore(state)
            .initialStage(Stage.FINISHED)
            .build();
    assertThatThrownBy(() -> finished.control().recall(Side.CANDIDATE, REASON))
        .hasMessageContaining("enter an earlier stage first");
  }

  @Test
  void theFeedWaitsBeforeAnOrderThatIsBetweenTheSides() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 4);
    EmbeddedImageOrders candidate = engine(newProvider, 0);
    Migration sound = migration(legacy, candidate);
    Migration hindered =
        Migration.between(LossyLine.refusing(legacy, 1), candidate).stateStore(state).build();
    OrderId id = sound.place(request("cart", "answer")).id();
    assertThat(hindered.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(0, 0, 1));

    EventPage before = hindered.events(EventPage.START, 100, Duration.ZERO);
    assertThat(before.events())
        .extracting(OrderEvent::type)
        .containsExactly(OrderEvent.Type.ORDER_ACCEPTED);
    assertThatThrownBy(() -> hindered.get(id)).hasMessageContaining("the backlog is full");
    assertThatThrownBy(() -> hindered.control().enter(Stage.FINISHED, REASON))
        .hasMessageContaining("1 recalled orders are between the sides");

    assertThat(sound.control().recall(Side.CANDIDATE, REASON)).isEqualTo(new Recalled(1, 0, 0));
    assertThat(sound.completion(id).get().status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(sound.events(before.cursor(), 100, Duration.ZERO).events())
        .extracting(OrderEvent::type)
        .doesNotContain(OrderEvent.Type.ORDER_CANCELLED)
        .contains(OrderEvent.Type.ORDER_COMPLETED);
  }

  @Test
  void recallsInTwoJvmsWhileCustomersRepeatAndCancelLeaveEveryOrderOnce() throws Exception {
    EmbeddedImageOrders legacy = engine(oldProvider, 0);
    EmbeddedImageOrders candidate = engine(newProvider, 0);
    Migration here = migration(legacy, candidate);
    Migration there = migration(legacy, candidate);
    List<OrderId> ids = placeMany(here, 200);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      done.add(threads.submit(() -> here.control().recall(Side.CANDIDATE, REASON)));
      done.add(threads.submit(() -> there.control().recall(Side.CANDIDATE, REASON)));
      done.add(threads.submit(() -> placeMany(there, 200)));
      done.add(threads.submit(() -> ids.subList(0, 100).forEach(here::cancel)));
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (OrderId id : ids.subList(0, 100)) {
      assertThat(there.get(id).status()).isEqualTo(OrderStatus.CANCELLED);
    }
    List<OrderId> waiting = new ArrayList<>(accepted(legacy));
    waiting.addAll(accepted(candidate));
    assertThat(waiting).containsExactlyInAnyOrderElementsOf(ids.subList(100, 200));
    assertThat(listed(here, 9)).hasSize(200);
  }

  @Test
  void aCrashAtAnyCallOfARecallLosesAndDoublesNothing() throws Exception {
    int tried = 0;
    for (boolean afterwards : new boolean[] {false, true}) {
      boolean crashed = true;
      for (int calls = 0; crashed; calls++) {
        crashed = false;
        for (Meeting meeting : Meeting.values()) {
          crashed |= crashAt(new Crashing(calls, afterwards), meeting, "crash-" + tried++);
        }
      }
    }
    assertThat(tried).as("crashes at some twenty calls, met in five ways").isGreaterThan(200);
  }

  /** How an order is met after the crash. */
  private enum Meeting {
    GET,
    PLACE,
    FEED,
    LIST,
    RECALL
  }

  /** Whether the recall ended before it came to so many calls. */
  private boolean crashAt(Crashing crash, Meeting meeting, String name) throws Exception {
    int paid = oldProvider.calls();
    EmbeddedImageOrders legacy = engine(oldProvider, 2);
    EmbeddedImageOrders candidate = engine(newProvider, 0);
    Migration after = migration(legacy, candidate, name);
    OrderId id = after.place(request("cart", "answer")).id();
    boolean crashed = false;
    try {
      Migration dying =
          Migration.between(
                  Relay.to(ImageOrders.class, legacy, crash),
                  Relay.to(ImageOrders.class, candidate, crash))
              .name(name)
              .stateStore(Relay.to(StateStore.class, state, crash))
              .build();
      dying.control().recall(Side.CANDIDATE, REASON);
    } catch (Crashing.Crash e) {
      crashed = true;
    }
    meet(after, meeting);
    after.control().recall(Side.CANDIDATE, REASON);
    assertThat(after.completion(id).get().status()).as(name).isEqualTo(OrderStatus.COMPLETED);
    assertThat(oldProvider.calls() - paid).as("calls, " + name).isEqualTo(1);
    assertThat(listed(after, 10)).as(name).extracting(ImageOrder::id).containsExactly(id);
    assertThat(types(after))
        .as(name)
        .doesNotContain(OrderEvent.Type.ORDER_CANCELLED)
        .contains(OrderEvent.Type.ORDER_COMPLETED);
    closeAll();
    open.clear();
    return crashed;
  }

  private static void meet(Migration migration, Meeting meeting) {
    switch (meeting) {
      case GET -> migration.get(migration.idOf("ann", "cart"));
      case PLACE -> migration.place(request("cart", "answer"));
      case FEED -> types(migration);
      case LIST -> migration.list(OrderQuery.builder().build());
      case RECALL -> {}
    }
  }

  private EmbeddedImageOrders engine(ScriptedProvider provider, int concurrency) {
    return EmbeddedImageOrders.builder(provider)
        .concurrency(concurrency)
        .drain(Duration.ZERO)
        .build();
  }

  private Migration migration(EmbeddedImageOrders legacy, EmbeddedImageOrders candidate) {
    return migration(legacy, candidate, "images");
  }

  private Migration migration(
      EmbeddedImageOrders legacy, EmbeddedImageOrders candidate, String name) {
    Migration migration =
        Migration.between(legacy, candidate)
            .name(name)
            .stateStore(state)
            .initialStage(Stage.ALL_NEW)
            .build();
    open.addAll(List.of(migration, legacy, candidate));
    return migration;
  }

  private static OrderRequest request(String key, String... prompts) {
    OrderRequest.Builder request = OrderRequest.builder("ann").idempotencyKey(key);
    for (String prompt : prompts) {
      request.spec(ImageSpec.builder(prompt).size(16, 16).build());
    }
    return request.build();
  }

  private static List<OrderId> placeMany(Migration migration, int orders) {
    List<OrderId> ids = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      ids.add(migration.place(request("cart-" + i, "answer")).id());
    }
    return ids;
  }

  private static void started(Migration migration, OrderId id) throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<ImageOrder> watch =
        migration.watch(
            id,
            order -> {
              if (order.startedAt().isPresent()) {
                started.complete(null);
              }
            });
    started.get();
    watch.cancel(false);
  }

  private static List<ImageOrder> listed(ImageOrders orders, int limit) {
    List<ImageOrder> listed = new ArrayList<>();
    OrderQuery query = OrderQuery.builder().limit(limit).build();
    var page = orders.list(query);
    listed.addAll(page.orders());
    while (page.cursor() != null) {
      page = orders.list(query.stretch(page.cursor(), limit));
      listed.addAll(page.orders());
    }
    return listed;
  }

  private static List<OrderId> accepted(ImageOrders orders) {
    return listed(orders, 100).stream()
        .filter(order -> order.status() == OrderStatus.ACCEPTED)
        .map(ImageOrder::id)
        .toList();
  }

  private static List<OrderEvent.Type> types(Migration migration) {
    List<OrderEvent.Type> types = new ArrayList<>();
    EventPage page = migration.events(EventPage.START, 7, Duration.ZERO);
    while (!page.events().isEmpty()) {
      page.events().forEach(event -> types.add(event.type()));
      page = migration.events(page.cursor(), 7, Duration.ZERO);
    }
    return types;
  }
}
