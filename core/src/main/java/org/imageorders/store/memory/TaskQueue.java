package org.imageorders.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of all orders by when and in which order they can be claimed, and the open orders by
 * deadline. A task is in at most one of two sets: it waits for an alarm (its due time, or the end
 * of its lease), or it can be claimed. Guarded by its store's lock.
 */
final class TaskQueue {

  private static final Comparator<TaskEntry> BY_RANK =
      Comparator.comparingDouble(TaskEntry::rank).thenComparingLong(TaskEntry::age);
  private static final Comparator<TaskEntry> BY_ALARM =
      Comparator.<TaskEntry, Instant>comparing(task -> alarm(task))
          .thenComparingLong(TaskEntry::age);
  private static final Comparator<OrderEntry> BY_DEADLINE =
      Comparator.<OrderEntry, Instant>comparing(order -> order.deadline().orElse(Instant.MAX))
          .thenComparingLong(OrderEntry::sequence);

  private final TreeSet<TaskEntry> claimable = new TreeSet<>(BY_RANK);
  private final TreeSet<TaskEntry> asleep = new TreeSet<>(BY_ALARM);
  private final TreeSet<OrderEntry> deadlines = new TreeSet<>(BY_DEADLINE);
  private double claimedRank;
  private int open;

  private static Instant alarm(TaskEntry task) {
    return task.alarm == null ? Instant.MIN : task.alarm;
  }

  /** How many tasks are ready or running. */
  int open() {
    return open;
  }

  /** The rank that no new task comes before: the highest that was ever claimed. */
  double claimedRank() {
    return claimedRank;
  }

  void add(OrderEntry order) {
    claimable.addAll(order.tasks());
    open += order.tasks().size();
    if (order.deadline().isPresent()) {
      deadlines.add(order);
    }
  }

  /** Lets a task wait until an instant: until it is due, or until its lease runs out. */
  void sleep(TaskEntry task, Instant until) {
    leave(task);
    task.alarm = until;
    asleep.add(task);
  }

  /** Makes a task claimable at once. */
  void wake(TaskEntry task) {
    leave(task);
    claimable.add(task);
  }

  /** Takes a task out for good. */
  void remove(TaskEntry task) {
    leave(task);
    task.end();
    open--;
  }

  /** Forgets the deadline of an order that has ended. */
  void removeDeadline(OrderEntry order) {
    deadlines.remove(order);
  }

  private void leave(TaskEntry task) {
    if (task.alarm == null) {
      claimable.remove(task);
    } else {
      asleep.remove(task);
      task.alarm = null;
    }
  }

  /**
   * Wakes every task whose alarm has come up.
   *
   * @param abandoned takes those whose lease ran out after their order had ended: nobody will
   *     settle them
   */
  void wakeAll(Instant now, Consumer<TaskEntry> abandoned) {
    while (!asleep.isEmpty() && !alarm(asleep.first()).isAfter(now)) {
      TaskEntry task = asleep.first();
      if (task.order().isEnded()) {
        abandoned.accept(task);
      } else {
        wake(task);
      }
    }
  }

  /**
   * Takes out the next task to be claimed. One whose order is overdue leaves too: it is never
   * claimed again.
   */
  @Nullable TaskEntry poll(Instant now) {
    for (TaskEntry task = claimable.pollFirst(); task != null; task = claimable.pollFirst()) {
      if (!task.order().isOverdue(now)) {
        claimedRank = Math.max(claimedRank, task.rank());
        return task;
      }
    }
    return null;
  }

  /** The open order whose deadline passed first. */
  @Nullable OrderEntry overdue(Instant now) {
    return deadlines.isEmpty() || !deadlines.first().isOverdue(now) ? null : deadlines.first();
  }

  /** How many tasks would be claimed before the first that this order has claimable. */
  int ahead(OrderEntry order) {
    return order.tasks().stream()
        .filter(claimable::contains)
        .min(BY_RANK)
        .map(next -> claimable.headSet(next).size())
        .orElse(0);
  }

  Optional<Duration> untilNext(Instant now) {
    if (!claimable.isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    return Stream.concat(
            asleep.stream().limit(1).map(TaskQueue::alarm),
            deadlines.stream().limit(1).flatMap(order -> order.deadline().stream()))
        .min(Comparator.naturalOrder())
        .map(next -> next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO);
  }
}
