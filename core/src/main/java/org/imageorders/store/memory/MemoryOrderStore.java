package org.imageorders.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.store.Allowance;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;
import org.imageorders.store.shared.Ending;
import org.jspecify.annotations.Nullable;

/**
 * Keeps orders in this process's memory: everything is forgotten when the process ends. Placing,
 * claiming and settling take time that grows with the logarithm of what waits.
 *
 * <p>Thread-safe. Closing it drops its listeners; what it keeps stays readable.
 */
public final class MemoryOrderStore implements OrderStore {

  private final Transactions transactions;
  private final Map<String, TenantOrders> tenants = new HashMap<>();
  private final TaskQueues queues = new TaskQueues();
  private long lastOrder;
  private long lastTask;
  private long lastToken;

  /** A store that goes by the system's clock. */
  public MemoryOrderStore() {
    this(InstantSource.system());
  }

  /** A store that goes by the given clock. */
  public MemoryOrderStore(InstantSource clock) {
    transactions = new Transactions(clock);
  }

  @Override
  public Placement place(NewOrder order, int mostOpenTasks) {
    String fingerprint = order.request().fingerprint();
    return transaction(now -> place(order, fingerprint, mostOpenTasks, now));
  }

  private Placement place(NewOrder order, String fingerprint, int mostOpenTasks, Instant now) {
    TenantOrders tenant = tenant(order.tenant());
    OrderEntry known = tenant.find(order.id());
    if (known != null) {
      boolean same = known.fingerprint().equals(fingerprint);
      return new Placement(
          same ? Placement.Kind.EXISTING : Placement.Kind.CONFLICT, known.snapshot());
    }
    if (tenant.isGone(order.id())) {
      return new Placement(Placement.Kind.GONE, null);
    }
    Allowance exceeded = tenant.exceeded(order);
    if (exceeded != null) {
      return Placement.overBudget(exceeded);
    }
    if (queues.open() > mostOpenTasks - order.tasks().size()) {
      return new Placement(Placement.Kind.OVERLOADED, null);
    }
    OrderEntry entry = new OrderEntry(tenant, order, fingerprint, ++lastOrder, now);
    Map<String, Double> lastRanks = tenant.customer(order.request().customer()).lastRanks();
    entry.plan(lastRanks, queue -> queues.named(queue).claimedRank(), lastTask + 1);
    lastTask += order.tasks().size();
    tenant.add(entry);
    queues.add(entry);
    transactions.changed(entry);
    return new Placement(Placement.Kind.PLACED, entry.snapshot());
  }

  @Override
  public List<Claim> claim(Worker worker, int most) {
    return transaction(
        now -> {
          wakeAll(now);
          TaskQueue queue = queues.named(worker.queue());
          List<Claim> claims = new ArrayList<>();
          while (claims.size() < most) {
            TaskEntry task = queue.poll(now);
            if (task == null) {
              break;
            }
            claims.add(task.order().claim(task, worker, ++lastToken, now));
            queue.sleep(task, now.plus(worker.lease()));
            changed(task.order());
          }
          return claims;
        });
  }

  @Override
  public Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease) {
    return transaction(
        now -> {
          Map<Claim, Lapse> lapsed = new LinkedHashMap<>();
          for (Claim claim : claims) {
            TaskEntry task = held(claim);
            if (task == null) {
              lapsed.put(claim, Lapse.LOST);
              continue;
            }
            // Also if it must stop: whoever is heard of will settle the attempt.
            queues.of(task).sleep(task, now.plus(lease));
            if (task.order().isEnded() || task.order().isOverdue(now)) {
              lapsed.put(claim, Lapse.STOPPED);
            }
          }
          return lapsed;
        });
  }

  @Override
  public void preview(Claim claim, int index, ImageId preview) {
    transaction(
        now -> {
          TaskEntry task = held(claim);
          if (task != null && task.makes(index) && task.order().places().isPending(index)) {
            task.order().places().preview(index, preview);
            changed(task.order());
          }
          return null;
        });
  }

  @Override
  public Settlement release(Claim claim, AttemptResult result, Duration delay) {
    return settle(claim, result, Map.of(), delay);
  }

  @Override
  public Settlement finish(Claim claim, AttemptResult result) {
    Map<Integer, Failure> failures = new LinkedHashMap<>();
    for (int index : claim.missing()) {
      if (!result.images().containsKey(index)) {
        failures.put(index, result.failureOf(index));
      }
    }
    return settle(claim, result, failures, Duration.ZERO);
  }

  private Settlement settle(
      Claim claim, AttemptResult result, Map<Integer, Failure> failures, Duration delay) {
    return transaction(
        now -> {
          TaskEntry task = held(claim);
          if (task == null) {
            return Settlement.LOST;
          }
          OrderEntry order = task.order();
          order.settle(task, result, now);
          changed(order);
          if (order.isEnded()) {
            queues.remove(task);
            return Settlement.LEDGER_ONLY;
          }
          for (int index : claim.missing()) {
            GeneratedImage image = result.images().get(index);
            Failure failure = failures.get(index);
            if (image != null) {
              order.ready(index, image, now);
            } else if (failure != null) {
              order.fail(index, failure, now);
            }
          }
          if (task.missing().isEmpty()) {
            queues.remove(task);
          } else if (delay.isNegative() || delay.isZero()) {
            queues.of(task).wake(task);
          } else {
            queues.of(task).sleep(task, now.plus(delay));
          }
          if (order.places().allDecided()) {
            queues.removeDeadline(order);
            order.end(now);
          }
          return Settlement.SAVED;
        });
  }

  @Override
  public int expire() {
    return transaction(
        now -> {
          int expired = 0;
          for (OrderEntry order = queues.overdue(now); order != null; order = queues.overdue(now)) {
            stop(order, Ending.DEADLINE_PASSED, now);
            order.end(now);
            expired++;
          }
          wakeAll(now);
          return expired;
        });
  }

  @Override
  public ImageOrder cancel(String tenant, OrderId id) {
    return cancelIf(order -> true, tenant, id);
  }

  @Override
  public ImageOrder withdraw(String tenant, OrderId id) {
    return cancelIf(order -> order.attempts().findAny().isEmpty(), tenant, id);
  }

  private ImageOrder cancelIf(Predicate<OrderEntry> wanted, String tenant, OrderId id) {
    return transaction(
        now -> {
          OrderEntry order = get(tenant, id, found -> found);
          if (!order.isEnded() && wanted.test(order)) {
            stop(order, Ending.CANCELLATION, now);
            order.end(Ending.CANCELLED, now);
          }
          return order.snapshot();
        });
  }

  /** Fails what is pending. Tasks that run stay until they are settled, or their lease runs out. */
  private void stop(OrderEntry order, Failure why, Instant now) {
    queues.removeDeadline(order);
    for (TaskEntry task : order.tasks()) {
      if (task.isReady()) {
        queues.remove(task);
      } else if (task.isRunning() && task.alarm == null) {
        queues
            .of(task)
            .sleep(
                task,
                now); // its lease ran out and nobody claimed it: to be closed at the next alarm
      }
    }
    order.failPending(why, now);
    changed(order);
  }

  /** Wakes what is due, and closes what was left running when its order had ended. */
  private void wakeAll(Instant now) {
    queues.wakeAll(
        now,
        task -> {
          task.order().abandon(task, now);
          queues.remove(task);
          changed(task.order());
        });
  }

  @Override
  public Map<String, Duration> untilNextTasks() {
    return transaction(queues::untilNextTasks);
  }

  @Override
  public Optional<Duration> untilNextDeadline() {
    return transaction(queues::untilNextDeadline);
  }

  @Override
  public ImageOrder get(String tenant, OrderId id) {
    return transaction(now -> get(tenant, id, OrderEntry::snapshot));
  }

  @Override
  public OrderPage list(String tenant, OrderQuery query) {
    return transaction(now -> tenant(tenant).page(query, lastOrder));
  }

  @Override
  public int ahead(String tenant, OrderId id) {
    return transaction(
        now -> {
          wakeAll(now);
          return get(tenant, id, queues::ahead);
        });
  }

  @Override
  public boolean remove(String tenant, OrderId id) {
    return transaction(
        now -> {
          OrderEntry order = tenant(tenant).find(id);
          if (order == null || !order.isEnded()) {
            return false;
          }
          order.tasks().stream().filter(TaskEntry::isRunning).forEach(queues::remove);
          order.tenant().remove(order);
          transactions.changed(order);
          return true;
        });
  }

  @Override
  public List<Change> endedFor(Duration least, int most) {
    return transaction(
        now ->
            tenants.values().stream()
                .flatMap(tenant -> tenant.endedBefore(now.minus(least)))
                .sorted(Comparator.comparingLong(OrderEntry::sequence))
                .limit(most)
                .map(order -> new Change(order.tenant().name(), order.id()))
                .toList());
  }

  @Override
  public List<LedgerSum> ledger(String tenant, LedgerQuery query) {
    return transaction(now -> tenant(tenant).ledger(query));
  }

  @Override
  public void forget(String tenant, String customer) {
    transaction(
        now -> {
          tenant(tenant).forget(customer);
          return true;
        });
  }

  @Override
  public EventPage events(String tenant, String after, int limit) {
    return transaction(now -> tenant(tenant).feed().page(after, limit));
  }

  @Override
  public Subscription onChange(Consumer<Change> listener) {
    return transactions.listen(listener);
  }

  @Override
  public void close() {
    transactions.dropListeners();
  }

  private TenantOrders tenant(String name) {
    return tenants.computeIfAbsent(name, TenantOrders::new);
  }

  private <T> T get(String tenant, OrderId id, Function<OrderEntry, T> what) {
    return what.apply(tenant(tenant).get(id));
  }

  /** The task of a claim, if the claim still holds it. */
  private @Nullable TaskEntry held(Claim claim) {
    OrderEntry order = tenant(claim.tenant()).find(claim.order());
    if (order == null) {
      return null;
    }
    TaskEntry task = order.tasks().get(claim.task());
    return task.isHeldBy(claim.token()) ? task : null;
  }

  private void changed(OrderEntry order) {
    order.changed();
    transactions.changed(order);
  }

  private <T extends @Nullable Object> T transaction(Function<Instant, T> work) {
    return transactions.run(work);
  }
}
