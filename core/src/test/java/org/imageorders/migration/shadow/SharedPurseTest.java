package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.imageorders.ImageOrder;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderStatus;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.migration.Share;
import org.imageorders.migration.shadow.ParallelRunStatus.Stop;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Test;

/** Several processes, of several threads each, copy at the same time from one purse. */
class SharedPurseTest {

  private static final int PROCESSES = 4;
  private static final int THREADS = 8;
  private static final int ORDERS = 300;
  private static final int CUSTOMERS = 12;
  private static final Money CAP = Money.usd("1.05");

  private final Shop shop = new Shop();
  private final WatchedPurse state = new WatchedPurse(shop.state);

  @Test
  void spendingStopsAtTheCapToTheCentWhenEveryCopyCostsWhatWasReserved() throws Exception {
    Purse purse = Purse.of(Money.usd("0.05"), CAP);
    copyAll(purse, 200, () -> purse.perImage());
    assertThat(shop.status().spent()).isEqualTo(CAP);
    assertThat(shop.shadow.spent()).isEqualTo(CAP);
    assertThat(shop.shadow.orders).hasSize(21);
    assertThat(shop.status().stops()).extracting(Stop::limit).contains(Limit.IN_ALL);
  }

  @Test
  void spendingStopsBelowTheCapWhenCopiesCostLessThanWasReserved() throws Exception {
    Purse purse = Purse.of(Money.usd("0.05"), CAP);
    copyAll(purse, 200, () -> Money.usd("0.0" + ThreadLocalRandom.current().nextInt(6)));
    assertThat(shop.status().spent()).isEqualTo(shop.shadow.spent());
    assertThat(shop.status().spent().plus(purse.perImage())).isGreaterThan(CAP);
  }

  @Test
  void noDayAndNoCustomerSpendsMoreThanItsCap() throws Exception {
    Money perCustomer = Money.usd("0.10");
    Purse purse = Purse.of(Money.usd("0.05"), Money.usd("50")).perDay(CAP).perCustomer(perCustomer);
    copyAll(purse, 200, () -> purse.perImage());
    assertThat(shop.status().today()).isEqualTo(CAP);
    for (int i = 0; i < CUSTOMERS; i++) {
      String customer = "customer-" + i;
      Money spent =
          shop.shadow.orders.values().stream()
              .filter(order -> order.request().customer().equals(customer))
              .map(order -> order.cost().most())
              .reduce(Money.usd("0"), Money::plus);
      assertThat(spent).as(customer).isLessThanOrEqualTo(perCustomer);
    }
  }

  @Test
  void noMoreCopiesAreOpenThanMayBe() throws Exception {
    copyAll(Purse.of(Money.usd("0.01"), Money.usd("50")), 3, () -> Money.usd("0.01"));
    assertThat(state.mostOpen).isEqualTo(3);
  }

  /** Copies every order twice, in any order, on threads of any process, and settles every copy. */
  private void copyAll(Purse purse, int mostOpen, Supplier<Money> cost) throws Exception {
    state.cap = purse.inAll();
    state.dayCap = purse.perDay();
    List<ParallelRun> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          ParallelRun.builder(shop.migration, shop.shadow, state)
              .purse(purse)
              .comparison(Shop.ALIKE)
              .sample(Share.ALL)
              .mostOpen(mostOpen)
              .build());
    }
    List<OrderEvent> events = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      OrderEvent event = shop.completed("customer-" + i % CUSTOMERS, "cart-" + i);
      events.addAll(List.of(event, event)); // at least once
    }
    Collections.shuffle(events, new Random(6));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> working = new ArrayList<>();
      for (OrderEvent event : events) {
        working.add(threads.submit(() -> copy(processes, event, cost)));
      }
      for (Future<?> work : working) {
        work.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(shop.status().open()).isZero();
    assertThat(shop.status().reserved()).isEqualTo(Money.usd("0"));
    assertThat(state.broken).isEmpty();
    assertThat(shop.pairs()).hasSameSizeAs(shop.shadow.orders.keySet());
  }

  private void copy(List<ParallelRun> processes, OrderEvent event, Supplier<Money> cost) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    processes.get(random.nextInt(PROCESSES)).copy(event);
    for (ImageOrder copy : shop.shadow.orders.values()) {
      if (copy.request().idempotencyKey().endsWith(event.order().value())) {
        OrderEvent ended;
        synchronized (this) {
          ended =
              shop.shadow.get(copy.id()).isEnded()
                  ? FakeTenant.event(shop.shadow.get(copy.id()))
                  : shop.shadow.end(copy.id(), OrderStatus.COMPLETED, cost.get());
        }
        processes.get(random.nextInt(PROCESSES)).followUp(Twin.CANDIDATE, ended);
      }
    }
  }

  /** Looks at every version of the purse that is written. */
  private static final class WatchedPurse implements StateStore {

    private final StateStore far;
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private Money cap = Money.usd("0");
    private Money dayCap = Money.usd("0");
    private int mostOpen;

    WatchedPurse(StateStore far) {
      this.far = far;
    }

    @Override
    public synchronized Optional<Long> write(String name, long seenVersion, String text) {
      Optional<Long> written = far.write(name, seenVersion, text);
      if (written.isPresent() && name.endsWith("/purse")) {
        Fields purse = Json.parse(text);
        Fields open = purse.requiredObject("open");
        List<String> keys = new ArrayList<>();
        open.copy().fieldNames().forEachRemaining(keys::add);
        Money reserved = keys.stream().map(open::requiredMoney).reduce(Money.usd("0"), Money::plus);
        if (purse.requiredMoney("spent").plus(reserved).compareTo(cap) > 0
            || purse.requiredMoney("today").plus(reserved).compareTo(dayCap) > 0) {
          broken.add(text);
        }
        mostOpen = Math.max(mostOpen, keys.size());
      }
      return written;
    }

    @Override
    public Optional<StateDocument> read(String name) {
      return far.read(name);
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      return far.delete(name, seenVersion);
    }

    @Override
    public List<StateDocument> list(String prefix) {
      return far.list(prefix);
    }

    @Override
    public Instant now() {
      return far.now();
    }
  }
}
