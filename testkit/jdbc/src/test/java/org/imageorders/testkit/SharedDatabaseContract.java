package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.testkit.Refusals.assertRefused;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.claim;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.order;
import static org.imageorders.testkit.StoreOrders.place;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.OrderStore;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.Placement;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.junit.jupiter.api.Test;

/** What a database must do for several processes, and for a library older or newer than itself. */
interface SharedDatabaseContract {

  /** An empty database with the schema. */
  TestDatabase database();

  private static List<String> work(OrderStore store, int most) {
    List<String> done = new ArrayList<>();
    for (List<Claim> some = store.claim(WORKER, most);
        !some.isEmpty();
        some = store.claim(WORKER, most)) {
      for (Claim claim : some) {
        store.finish(claim, drawn(claim));
        done.add(claim.attemptId());
      }
    }
    return done;
  }

  @Test
  default void twoProcessesShareTheWork() throws Exception {
    List<OrderStore> processes = List.of(database().orderStore(), database().orderStore());
    List<OrderId> orders = new ArrayList<>();
    for (int cart = 0; cart < 20; cart++) {
      orders.add(place(processes.get(cart % 2), "customer-" + cart, "cart-1", 3));
    }
    List<String> attempts =
        Crowd.of(4).find(worker -> work(processes.get(worker % 2), 2)).stream()
            .flatMap(List::stream)
            .toList();
    assertThat(attempts).hasSize(60);
    assertThat(new HashSet<>(attempts)).hasSize(60);
    for (OrderId order : orders) {
      assertThat(processes.get(0).get(TENANT, order).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(processes.get(1).get(TENANT, order).attempts()).hasSize(3);
    }
  }

  @Test
  default void anEngineGoesOnWithWhatAnotherLeft() {
    OrderRequest request = OrderRequest.builder("ada").prompt("a lighthouse").build();
    OrderId id;
    ScriptedProvider hanging = ScriptedProvider.script().thenHang();
    try (ImageOrders first = engine(hanging)) {
      id = first.place(request).id();
      hanging.awaitCalls(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    database().advance(Duration.ofHours(1)); // the lease of the call that was aborted
    try (ImageOrders second = engine(OfflineProvider.builder().build())) {
      ImageOrder ended = second.completion(id).join();
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts()).hasSizeGreaterThan(1);
    }
  }

  private ImageOrders engine(ImageProvider provider) {
    return EmbeddedImageOrders.builder(provider)
        .orderStore(database().orderStore())
        .stateStore(database().stateStore())
        .drain(Duration.ZERO)
        .build();
  }

  @Test
  default void whatAnotherProcessChangesIsHeardOf() throws Exception {
    OrderStore here = database().orderStore();
    OrderStore elsewhere = database().orderStore();
    BlockingQueue<Change> heard = new LinkedBlockingQueue<>();
    here.onChange(heard::add);
    OrderId order = place(elsewhere, "ada", "cart-1", 1);
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(new Change(TENANT, order));
  }

  @Test
  default void placersWhoRaceNeverTakeMoreRoomThanThereIs() throws Exception {
    OrderStore store = database().orderStore();
    List<Placement.Kind> kinds =
        Crowd.of(8)
            .find(
                placer -> {
                  List<Placement.Kind> own = new ArrayList<>();
                  for (int cart = 0; cart < 10; cart++) {
                    own.add(store.place(order("c" + placer, "cart-" + cart, 1), 25).kind());
                  }
                  return own;
                })
            .stream()
            .flatMap(List::stream)
            .toList();
    assertThat(kinds.stream().filter(Placement.Kind.PLACED::equals)).hasSize(25);
    assertThat(kinds.stream().filter(Placement.Kind.OVERLOADED::equals)).hasSize(55);
  }

  @Test
  default void anOrderOfOneImageTakesThreeCommits() {
    AtomicInteger commits = new AtomicInteger();
    OrderStore store =
        database().orderStore(WatchedCommits.counting(database().dataSource(), commits));
    place(store, "ada", "cart-1", 1); // the first order of its queue
    work(store, 1);
    commits.set(0);
    place(store, "bob", "cart-1", 1);
    assertThat(commits).as("place").hasValue(1);
    Claim claim = claim(store);
    assertThat(commits).as("and claim").hasValue(2);
    store.finish(claim, drawn(claim));
    assertThat(commits).as("and finish").hasValue(3);
    assertThat(store.get(TENANT, claim.order()).status()).isEqualTo(OrderStatus.COMPLETED);
  }

  @Test
  default void aFailureIsKeptWhateverItsMessage() {
    OrderStore store = database().orderStore();
    place(store, "ada", "cart-1", 1);
    Claim claim = claim(store);
    Failure odd = new Failure(ErrorCode.PROVIDER_REFUSED, "'; -- \0 \ud83d \\u0000 %s");
    AttemptResult result =
        AttemptResult.builder(Outcome.REJECTED).failure(odd).provider("\0").build();
    store.finish(claim, result);
    ImageOrder ended = store.get(TENANT, claim.order());
    assertThat(ended.failure()).map(Failure::code).contains(ErrorCode.PROVIDER_REFUSED);
    assertThat(ended.failure().orElseThrow().message()).startsWith("'; -- ").endsWith(" %s");
  }

  @Test
  default void aDatabaseThatIsAwayIsUnavailable() {
    AtomicInteger away = new AtomicInteger();
    JdbcDatabase database =
        database()
            .open(
                JdbcDatabase.builder(
                    WatchedCommits.lending(
                        database().dataSource(),
                        () -> {
                          if (away.get() > 0) {
                            throw new SQLException("connection refused", "08001");
                          }
                        })));
    JdbcStateStore store = new JdbcStateStore(database);
    away.set(1);
    assertRefused(ErrorCode.UNAVAILABLE, () -> store.read("gate"));
    away.set(0);
    assertThat(store.read("gate")).isEmpty();
  }

  @Test
  default void everyProcessMayApplyTheSchemaAtOnce() throws Exception {
    TestDatabase database = database();
    database.dropSchema();
    Crowd.of(6).each(process -> database.open().createSchema());
    assertThat(database.orderStore().place(order("ada", "cart-1", 1), PLENTY).kind())
        .isEqualTo(Placement.Kind.PLACED);
  }

  @Test
  default void aDatabaseWithoutTheSchemaIsRefused() {
    database().dropSchema();
    assertRefusedFor("createSchema()");
  }

  @Test
  default void anOlderSchemaIsRefused() {
    database().execute("DELETE FROM imageorders_schema");
    assertRefusedFor("version 1 is missing");
  }

  @Test
  default void aSchemaOfTheNextVersionIsWorkedOn() {
    JdbcOrderStore before = database().orderStore();
    OrderId old = place(before, "ada", "cart-0", 2);
    work(before, 1);
    database().execute("ALTER TABLE imageorders_orders ADD COLUMN later TEXT");
    database().execute("ALTER TABLE imageorders_tasks ADD COLUMN later TEXT");
    database().execute("ALTER TABLE imageorders_attempts ADD COLUMN images_later TEXT");
    database().execute("CREATE TABLE imageorders_later (id TEXT PRIMARY KEY)");
    database().execute("INSERT INTO imageorders_schema (version, major) VALUES (2, 1)");
    database().open().createSchema();
    for (JdbcOrderStore store : List.of(before, database().orderStore())) {
      OrderId order = place(store, "ada", store == before ? "cart-1" : "cart-2", 2);
      work(store, 1);
      assertThat(store.get(TENANT, order).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(store.get(TENANT, old).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void aSchemaOfALaterMajorVersionIsRefused() {
    database().execute("INSERT INTO imageorders_schema (version, major) VALUES (2, 2)");
    assertRefusedFor("major version 2");
    assertRefused(ErrorCode.UNAVAILABLE, () -> database().open().createSchema());
  }

  @Test
  default void aSchemaMadeByAnotherFileIsRefused() {
    database().execute("UPDATE imageorders_schema SET checksum = 'other'");
    assertRefused(ErrorCode.UNAVAILABLE, () -> database().open().createSchema());
  }

  @Test
  default void theLedgerAddsUpHoweverManyAmountsThereAre() {
    database()
        .execute(
            """
            INSERT INTO imageorders_sums
                (tenant, customer, day, provider, outcome, currency, cost, calls, images)
              WITH RECURSIVE call(number) AS (
                SELECT 1 UNION ALL SELECT number + 1 FROM call WHERE number < 120000)
              SELECT '%s', 'ada', 1, 'painter', 'SUCCEEDED', 'USD', 1000000 + number, 1, 1
                FROM call
            """
                .formatted(TENANT));

    assertThat(database().orderStore().ledger(TENANT, LedgerQuery.by().build()))
        .containsExactly(
            new LedgerSum(null, null, null, null, 120_000, 120_000, Money.usd("127200060000")));
  }

  private void assertRefusedFor(String reason) {
    JdbcDatabase database = database().open();
    for (Runnable opening :
        List.<Runnable>of(() -> new JdbcOrderStore(database), () -> new JdbcStateStore(database))) {
      assertRefused(ErrorCode.UNAVAILABLE, opening::run);
      assertThatThrownBy(opening::run).hasMessageContaining(reason);
    }
  }
}
