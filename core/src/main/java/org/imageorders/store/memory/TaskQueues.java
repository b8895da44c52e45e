package org.imageorders.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of all orders, each in its queue, and the open orders by deadline. Guarded by its
 * store's lock.
 */
final class TaskQueues {

  private static final Comparator<OrderEntry> BY_DEADLINE =
      Comparator.<OrderEntry, Instant>comparing(order -> order.deadline().orElse(Instant.MAX))
          .thenComparingLong(OrderEntry::sequence);

  private final Map<String, TaskQueue> queues = new HashMap<>();
  private final TreeSet<OrderEntry> deadlines = new TreeSet<>(BY_DEADLINE);
  private int open;

  /** How many tasks are ready or running. */
  int open() {
    return open;
  }

  TaskQueue named(String queue) {
    return queues.computeIfAbsent(queue, first -> new TaskQueue());
  }

  TaskQueue of(TaskEntry task) {
    return named(task.plan().queue());
  }

  void add(OrderEntry order) {
    order.tasks().forEach(task -> of(task).add(task));
    open += order.tasks().size();
    if (order.deadline().isPresent()) {
      deadlines.add(order);
    }
  }

  /** Takes a task out for good. */
  void remove(TaskEntry task) {
    of(task).leave(task);
    task.end();
    open--;
  }

  /** Forgets the deadline of an order that has ended. */
  void removeDeadline(OrderEntry order) {
    deadlines.remove(order);
  }

  /** See {@link TaskQueue#wakeAll}. */
  void wakeAll(Instant now, Consumer<TaskEntry> abandoned) {
    queues.values().forEach(queue -> queue.wakeAll(now, abandoned));
  }

  /** The open order whose deadline passed first. */
  @Nullable OrderEntry overdue(Instant now) {
    return deadlines.isEmpty() || !deadlines.first().isOverdue(now) ? null : deadlines.first();
  }

  /** How many tasks would be claimed before the first that this order has claimable. */
  int ahead(OrderEntry order) {
    return order.tasks().stream()
        .flatMap(task -> of(task).ahead(task).stream())
        .min(Comparator.naturalOrder())
        .orElse(0);
  }

  Map<String, Duration> untilNextTasks(Instant now) {
    Map<String, Duration> next = new TreeMap<>();
    queues.forEach((name, queue) -> queue.untilNext(now).ifPresent(wait -> next.put(name, wait)));
    return next;
  }

  Optional<Duration> untilNextDeadline(Instant now) {
    return deadlines.stream()
        .findFirst()
        .flatMap(OrderEntry::deadline)
        .map(deadline -> TaskQueue.until(deadline, now));
  }
}
