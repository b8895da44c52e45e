package org.imageorders.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.Worker;
import org.imageorders.store.shared.Ending;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/** An order as it is kept: its places, its tasks, its ledger. Guarded by its store's lock. */
final class OrderEntry {

  private final TenantOrders tenant;
  private final NewOrder placed;
  private final String fingerprint;
  private final long sequence;
  private final Instant acceptedAt;
  private final List<TaskEntry> tasks = new ArrayList<>();
  private final Places places;
  private final List<Long> eventPositions = new ArrayList<>();
  private OrderStatus status = OrderStatus.ACCEPTED;
  private OrderCost cost;
  private long version = 1;
  private @Nullable Failure failure;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable ImageOrder snapshot;

  OrderEntry(TenantOrders tenant, NewOrder order, String fingerprint, long sequence, Instant now) {
    this.tenant = tenant;
    this.placed = order;
    this.fingerprint = fingerprint;
    this.sequence = sequence;
    acceptedAt = now;
    cost = Ledger.nothing(order.tasks().get(0).estimatePerImage().currency());
    places = new Places(order.request().specs());
    tell(OrderEvent.Type.ORDER_ACCEPTED, null, null, now);
  }

  /**
   * Adds the tasks, each ranked in its queue.
   *
   * @param lastRanks the customer's, by queue; moved on
   * @param claimedRank that of a queue
   */
  void plan(Map<String, Double> lastRanks, ToDoubleFunction<String> claimedRank, long firstAge) {
    double weight =
        placed.request().priority().orElse(OrderRequest.DEFAULT_PRIORITY)
            / (double) OrderRequest.DEFAULT_PRIORITY;
    for (NewTask task : placed.tasks()) {
      double last = lastRanks.getOrDefault(task.queue(), 0.0);
      double rank = Math.max(claimedRank.applyAsDouble(task.queue()), last) + task.cost() / weight;
      lastRanks.put(task.queue(), rank);
      tasks.add(new TaskEntry(this, tasks.size(), task, rank, firstAge + tasks.size()));
    }
  }

  OrderId id() {
    return placed.id();
  }

  TenantOrders tenant() {
    return tenant;
  }

  OrderRequest request() {
    return placed.request();
  }

  String fingerprint() {
    return fingerprint;
  }

  long sequence() {
    return sequence;
  }

  List<TaskEntry> tasks() {
    return tasks;
  }

  List<Long> eventPositions() {
    return eventPositions;
  }

  Optional<Instant> deadline() {
    return request().deadline().map(acceptedAt::plus);
  }

  boolean isOverdue(Instant now) {
    return request().deadline().isPresent()
        && !acceptedAt.plus(request().deadline().get()).isAfter(now);
  }

  boolean isEnded() {
    return status.isEnded();
  }

  boolean isEndedBy(Instant moment) {
    return endedAt != null && !endedAt.isAfter(moment);
  }

  Stream<Attempt> attempts() {
    return tasks.stream().flatMap(TaskEntry::attempts);
  }

  /** What attempts since some moment cost or may cost, and what waits should. */
  Stream<Money> committed(Instant from) {
    return Stream.concat(
        attempts().filter(attempt -> !attempt.startedAt().isBefore(from)).map(Attempt::cost),
        tasks.stream()
            .filter(task -> !isEnded() && task.isReady())
            .map(task -> task.plan().estimatePerImage().times(task.missing().size())));
  }

  Places places() {
    return places;
  }

  boolean matches(OrderQuery query) {
    return (query.statuses().isEmpty() || query.statuses().contains(status))
        && query.acceptedFrom().map(from -> !acceptedAt.isBefore(from)).orElse(true)
        && query.acceptedBefore().map(acceptedAt::isBefore).orElse(true);
  }

  /** Counts a change. */
  void changed() {
    version++;
    snapshot = null;
  }

  /** Opens an attempt of one of the tasks. An attempt that is still open is of a lost lease. */
  Claim claim(TaskEntry task, Worker worker, long token, Instant now) {
    if (task.isRunning()) {
      abandon(task, now);
    }
    List<Integer> missing = task.missing();
    Attempt attempt =
        Attempt.builder(task.number(), task.closedAttempts().size() + 1, worker.provider())
            .model(request().specs().get(task.plan().spec()).model().orElse(null))
            .cost(task.plan().estimatePerImage().times(missing.size()))
            .startedAt(now)
            .build();
    cost = Ledger.opened(cost, attempt);
    task.open(attempt, token);
    if (startedAt == null) {
      startedAt = now;
      status = OrderStatus.GENERATING;
      tell(OrderEvent.Type.ORDER_STARTED, null, null, now);
    }
    return Claim.builder(tenant.name(), id(), request(), cost)
        .task(task.number(), task.plan().spec())
        .missing(missing)
        .earlierAttempts(task.closedAttempts())
        .token(token)
        .timeLeft(deadline().map(end -> Duration.between(now, end)).orElse(null))
        .build();
  }

  /** Closes the open attempt of a task whose worker is not heard of any more. */
  void abandon(TaskEntry task, Instant now) {
    close(task, Ledger.closeUnknown(task.opened(), now));
  }

  /**
   * Closes the open attempt of a task in the ledger; changes nothing if the result cannot be taken.
   */
  void settle(TaskEntry task, AttemptResult result, Instant now) {
    close(task, Ledger.close(task.opened(), result, now));
    for (int number : result.recovered()) {
      Attempt unknown = task.closedAttempts().get(number - 1);
      if (unknown.outcome() == Attempt.Outcome.UNKNOWN) {
        cost = Ledger.recovered(cost, unknown);
        task.recovered(unknown, result.images().size());
      }
    }
  }

  private void close(TaskEntry task, Attempt closed) {
    cost = Ledger.closed(cost, task.opened(), closed);
    task.close(closed);
  }

  void ready(int index, GeneratedImage image, Instant now) {
    tell(OrderEvent.Type.IMAGE_READY, places.ready(index, image), null, now);
  }

  void fail(int index, Failure why, Instant now) {
    tell(OrderEvent.Type.IMAGE_FAILED, places.fail(index, why), why, now);
  }

  void failPending(Failure why, Instant now) {
    places.pending().forEach(index -> fail(index, why, now));
  }

  /** Ends the order, every place of which is decided. */
  void end(Instant now) {
    end(Ending.of(places.list()), now);
  }

  void end(Ending ending, Instant now) {
    status = ending.status();
    failure = ending.why();
    endedAt = now;
    tell(ending.event(), null, ending.why(), now);
  }

  private void tell(
      OrderEvent.Type type, @Nullable ImageResult image, @Nullable Failure why, Instant now) {
    OrderEvent.Builder event =
        OrderEvent.builder(id() + "." + (eventPositions.size() + 1), type, id())
            .customer(request().customer())
            .failure(why)
            .at(now);
    if (image != null) {
      event.index(image.index()).image(image.image().map(GeneratedImage::id).orElse(null));
    }
    eventPositions.add(tenant.feed().append(event.build()));
  }

  ImageOrder snapshot() {
    if (snapshot == null) {
      snapshot =
          ImageOrder.builder(id())
              .version(version)
              .request(request())
              .status(status)
              .images(places.list())
              .attempts(attempts().toList())
              .cost(cost)
              .failure(failure)
              .acceptedAt(acceptedAt)
              .startedAt(startedAt)
              .endedAt(endedAt)
              .build();
    }
    return snapshot;
  }
}
