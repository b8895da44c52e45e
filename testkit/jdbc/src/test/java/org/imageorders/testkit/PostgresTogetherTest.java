package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.WORKER;
import static org.imageorders.testkit.StoreOrders.drawn;
import static org.imageorders.testkit.StoreOrders.failed;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several threads want of one store at the same time. */
@Timeout(120)
class PostgresTogetherTest {

  private static final int MORE = 8;
  private static final Duration LATER = Duration.ofMinutes(1);
  private static final int[] TEN_TASKS = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  private static final List<String> ODD =
      List.of("NULL", "{a,b}", "\\", "\"", "a\\\"b,", "'; -- $1 ?", "{}", "{rows}", "\ud83d\ude00");

  private final HeldCommits held = new HeldCommits();
  private HikariDataSource pool;
  private TestDatabase database;
  private OrderStore store;

  @BeforeEach
  void open() {
    pool = Postgres.pool(MORE + 8);
    database = new TestDatabase(pool);
    store = database.orderStore(WatchedCommits.lending(watched(held), this::refuseTheInterrupted));
  }

  private DataSource watched(HeldCommits commits) {
    return WatchedCommits.watching(pool, commits);
  }

  /** As a pool does whose connections are all lent. */
  private void refuseTheInterrupted() throws SQLException {
    if (Thread.currentThread().isInterrupted()) {
      throw new SQLException("interrupted while waiting for a connection");
    }
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  /** Counts commits, and holds one of them as long as it is told to. */
  private static final class HeldCommits implements WatchedCommits.Watch {
    private final AtomicInteger commits = new AtomicInteger();
    private final Semaphore goOn = new Semaphore(0);
    private volatile CountDownLatch toCome = new CountDownLatch(0);
    private volatile boolean broken;

    void holdNext() {
      toCome = new CountDownLatch(1);
    }

    @Override
    public void before() throws InterruptedException {
      if (!Thread.currentThread().getName().equals("image-orders-notify")) {
        commits.incrementAndGet();
        if (toCome.getCount() > 0) {
          toCome.countDown();
          goOn.acquire();
        }
      }
    }

    @Override
    public void after() {
      if (broken && !Thread.currentThread().getName().equals("image-orders-notify")) {
        throw new LinkageError("the answer is lost");
      }
    }
  }

  /** Runs one, and the others while it is about to commit. */
  private <T> List<FutureTask<T>> together(List<Callable<T>> calls) throws InterruptedException {
    held.commits.set(0);
    List<FutureTask<T>> running = together(held, calls);
    held.goOn.release();
    return running;
  }

  /** Begins one, which is about to commit, and lets the others wait, in their order. */
  private static <T> List<FutureTask<T>> together(HeldCommits commits, List<Callable<T>> calls)
      throws InterruptedException {
    commits.holdNext();
    List<FutureTask<T>> running = new ArrayList<>();
    for (Callable<T> call : calls) {
      FutureTask<T> task = new FutureTask<>(call);
      Thread thread = new Thread(task);
      thread.start();
      running.add(task);
      if (running.size() == 1) {
        commits.toCome.await();
      } else {
        while (!waitsForItsTurn(thread)) {
          Thread.onSpinWait();
        }
      }
    }
    return running;
  }

  private static boolean waitsForItsTurn(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        && Stream.of(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(CompletableFuture.class.getName()));
  }

  private static NewOrder order(int customer) {
    return StoreOrders.order("customer-" + customer, "cart-1", 1);
  }

  private Callable<Placement> placing(NewOrder order) {
    return () -> store.place(order, PLENTY);
  }

  private List<Claim> placedAndClaimed() {
    for (int i = 0; i < 1 + MORE; i++) {
      StoreOrders.place(store, order(i));
    }
    return store.claim(WORKER, 1 + MORE);
  }

  private List<Callable<Settlement>> finishing(List<Claim> claims) {
    return finishing(store, claims);
  }

  private static List<Callable<Settlement>> finishing(OrderStore store, List<Claim> claims) {
    return claims.stream()
        .map(claim -> (Callable<Settlement>) () -> store.finish(claim, drawn(claim)))
        .toList();
  }

  private static <T> void assertAll(List<FutureTask<T>> tasks, T expected)
      throws ExecutionException, InterruptedException {
    for (FutureTask<T> task : tasks) {
      assertThat(task.get()).isEqualTo(expected);
    }
  }

  /** The one that was held lets one of the others begin, with all who wait by then. */
  private void assertFewCommits() {
    assertThat(held.commits).hasValue(1 + 1);
  }

  @Test
  void whatIsWantedWhileOthersCommitSharesTransactions() throws Exception {
    List<FutureTask<Placement>> placed =
        together(IntStream.range(0, 1 + MORE).mapToObj(i -> placing(order(i))).toList());
    for (FutureTask<Placement> placement : placed) {
      assertThat(placement.get().kind()).isEqualTo(Placement.Kind.PLACED);
    }
    assertFewCommits();
    List<Claim> claims = store.claim(WORKER, 1 + MORE);
    assertThat(claims).hasSize(1 + MORE);
    List<FutureTask<Settlement>> finished = together(finishing(claims));
    assertAll(finished, Settlement.SAVED);
    assertFewCommits();
    for (int i = 0; i < 1 + MORE; i++) {
      assertThat(store.get(TENANT, order(i).id()).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(StoreOrders.story(store, order(i).id()))
          .containsExactly(
              OrderEvent.Type.ORDER_ACCEPTED,
              OrderEvent.Type.ORDER_STARTED,
              OrderEvent.Type.IMAGE_READY,
              OrderEvent.Type.ORDER_COMPLETED);
    }
  }

  @Test
  void anOrderThatTheDatabaseRefusesFailsAlone() throws Exception {
    String endless =
        new Random(7)
            .ints(9_000, 'a', 'z')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    NewOrder refused =
        StoreOrders.order(endless, StoreOrders.request("customer", "cart-1", 1).build(), 1);
    List<Callable<Placement>> calls =
        new ArrayList<>(IntStream.range(0, 1 + MORE).mapToObj(i -> placing(order(i))).toList());
    calls.add(placing(refused));
    List<FutureTask<Placement>> placed = together(calls);
    FutureTask<Placement> last = placed.remove(placed.size() - 1);
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, last::get);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    for (FutureTask<Placement> placement : placed) {
      assertThat(placement.get().kind()).isEqualTo(Placement.Kind.PLACED);
    }
  }

  @Test
  void aCustomerWhoseRankSomebodyHoldsKeepsNobodyElseWaiting() throws Exception {
    StoreOrders.place(store, "ada", "cart-1", 1);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM imageorders_ranks WHERE customer = 'ada' FOR UPDATE");
      List<FutureTask<Placement>> adas = new ArrayList<>();
      for (int cart = 2; cart < 6; cart++) {
        FutureTask<Placement> task =
            new FutureTask<>(placing(StoreOrders.order("ada", "cart-" + cart, 1)));
        new Thread(task).start();
        adas.add(task);
      }
      for (int i = 0; i < MORE; i++) {
        FutureTask<Placement> other = new FutureTask<>(placing(order(i)));
        new Thread(other).start();
        assertThat(other.get(60, TimeUnit.SECONDS).kind()).isEqualTo(Placement.Kind.PLACED);
      }
      assertThat(adas).noneMatch(FutureTask::isDone);
      connection.rollback();
      for (FutureTask<Placement> one : adas) {
        assertThat(one.get(60, TimeUnit.SECONDS).kind()).isEqualTo(Placement.Kind.PLACED);
      }
    }
  }

  @Test
  void textsOfAllKindsAreKeptAsTheyWereGiven() throws Exception {
    List<NewOrder> orders = new ArrayList<>(List.of(order(0), order(1)));
    for (String odd : ODD) {
      OrderRequest request =
          OrderRequest.builder(odd).idempotencyKey(odd).prompt(odd).metadata("note", odd).build();
      orders.add(StoreOrders.order(TENANT, request, 1));
    }
    for (FutureTask<Placement> placement :
        together(orders.stream().map(order -> placing(order)).toList())) {
      assertThat(placement.get().kind()).isEqualTo(Placement.Kind.PLACED);
    }
    assertFewCommits();
    List<Callable<Settlement>> finishes = new ArrayList<>();
    for (Claim claim : store.claim(WORKER, orders.size())) {
      Failure failure = new Failure(ErrorCode.CONTENT_REFUSED, claim.request().customer());
      finishes.add(() -> store.finish(claim, failed(Outcome.REJECTED, failure)));
    }
    assertAll(together(finishes), Settlement.SAVED);
    assertFewCommits();
    for (NewOrder order : orders) {
      ImageOrder ended = store.get(TENANT, order.id());
      assertThat(ended.request().fingerprint()).isEqualTo(order.request().fingerprint());
      assertThat(ended.failure().orElseThrow().message()).isEqualTo(order.request().customer());
    }
    assertThat(StoreOrders.feed(store, TENANT, 100))
        .extracting(OrderEvent::customer)
        .containsAll(ODD);
  }

  @Test
  void whatIsWrongWithAnothersOrderIsNotToldToTheOneWhoLeads() throws Exception {
    List<Claim> claims = placedAndClaimed();
    Claim last = claims.get(claims.size() - 1);
    database.execute(
        "UPDATE imageorders_orders SET currency = 'none' WHERE id = '" + last.order() + "'");
    OrderStore reader = database.orderStore(watched(held)); // who claimed them need not read them
    List<FutureTask<Settlement>> finished = together(finishing(reader, claims));
    FutureTask<Settlement> refused = finished.remove(finished.size() - 1);
    assertThat(catchThrowableOfType(ExecutionException.class, refused::get)).isNotNull();
    assertAll(finished, Settlement.SAVED);
  }

  @Test
  void anOrderThatAnotherProcessCancelledHoldsNothingBesideTheOthers() throws Exception {
    List<Claim> claims = placedAndClaimed();
    Claim last = claims.get(claims.size() - 1);
    database.orderStore().cancel(TENANT, last.order());
    List<FutureTask<Settlement>> finished = together(finishing(claims));
    assertThat(finished.remove(finished.size() - 1).get()).isEqualTo(Settlement.LEDGER_ONLY);
    assertAll(finished, Settlement.SAVED);
    assertThat(store.get(TENANT, last.order()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(database.count("imageorders_tasks")).isZero();
  }

  @Test
  void whatAnotherProcessPlacedHoldsNothingBesideTheOthers() throws Exception {
    StoreOrders.place(database.orderStore(), order(MORE));
    List<FutureTask<Placement>> placed =
        together(IntStream.range(0, 1 + MORE).mapToObj(i -> placing(order(i))).toList());
    assertThat(placed.remove(placed.size() - 1).get().kind()).isEqualTo(Placement.Kind.EXISTING);
    for (FutureTask<Placement> placement : placed) {
      assertThat(placement.get().kind()).isEqualTo(Placement.Kind.PLACED);
    }
    assertThat(database.count("imageorders_tasks")).isEqualTo(1 + MORE);
  }

  @Test
  void whatMayBeCommittedIsNotTriedAgainAfterAnError() throws Exception {
    List<Claim> claims = placedAndClaimed();
    held.broken = true;
    for (FutureTask<Settlement> finish : together(finishing(claims))) {
      assertThat(catchThrowableOfType(ExecutionException.class, finish::get)).isNotNull();
    }
    held.broken = false;
    for (int i = 0; i < 1 + MORE; i++) {
      assertThat(store.get(TENANT, order(i).id()).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void theInterruptOfTheOneWhoLeadsFailsNobodyElse() throws Exception {
    List<Callable<Placement>> calls =
        new ArrayList<>(IntStream.range(0, 1 + MORE).mapToObj(i -> placing(order(i))).toList());
    NewOrder interrupted = order(1 + MORE);
    calls.add(
        1,
        () -> {
          Thread.currentThread().interrupt();
          return store.place(interrupted, PLENTY);
        });
    List<FutureTask<Placement>> placed = together(calls);
    FutureTask<Placement> leading = placed.remove(1);
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, leading::get);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    for (FutureTask<Placement> placement : placed) {
      assertThat(placement.get().kind()).isEqualTo(Placement.Kind.PLACED);
    }
  }

  @Test
  void whatSeveralProcessesPlaceTogetherFillsTheRoomAndNoMore() throws Exception {
    int room = 400;
    List<FutureTask<Placement>> placed = new ArrayList<>();
    List<HeldCommits> processes = List.of(new HeldCommits(), new HeldCommits());
    for (HeldCommits commits : processes) {
      OrderStore process = database.orderStore(watched(commits));
      List<Callable<Placement>> calls = new ArrayList<>();
      for (int i = 0; i < 1 + 32; i++) {
        NewOrder order =
            StoreOrders.order("customer-" + placed.size() + "-" + i, "cart", TEN_TASKS);
        calls.add(() -> process.place(order, room));
      }
      placed.addAll(together(commits, calls));
      commits.holdNext();
      commits.goOn.release();
      commits.toCome.await();
    }
    processes.forEach(commits -> commits.goOn.release());
    for (FutureTask<Placement> placement : placed) {
      assertThat(placement.get().kind()).isIn(Placement.Kind.PLACED, Placement.Kind.OVERLOADED);
    }
    assertThat(database.count("imageorders_tasks")).isEqualTo(room);
  }

  @Test
  void aClaimOfAnotherTenantHoldsNothingBesideTheOneThatDoes() throws Exception {
    List<Claim> claims = new ArrayList<>(placedAndClaimed());
    Claim held = claims.get(claims.size() - 1);
    claims.add(
        Claim.builder("other", held.order(), held.request(), held.cost())
            .task(held.task(), 0)
            .missing(held.missing())
            .token(held.token())
            .build());
    AttemptResult result = failed(Outcome.REJECTED, StoreOrders.REFUSED);
    List<FutureTask<Settlement>> released =
        together(
            claims.stream()
                .map(claim -> (Callable<Settlement>) () -> store.release(claim, result, LATER))
                .toList());
    assertThat(released.remove(released.size() - 1).get()).isEqualTo(Settlement.LOST);
    assertAll(released, Settlement.SAVED);
  }
}
