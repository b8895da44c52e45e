package org.imageorders.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one queue by when and in which order they can be claimed. A task is in at most one
 * of two sets: it waits for an alarm (its due time, or the end of its lease), or it can be claimed.
 * Guarded by its store's lock.
 */
final class TaskQueue {

  private static final Comparator<TaskEntry> BY_RANK =
      Comparator.comparingDouble(TaskEntry::rank).thenComparingLong(TaskEntry::age);
  private static final Comparator<TaskEntry> BY_ALARM =
      Comparator.<TaskEntry, Instant>comparing(task -> alarm(task))
          .thenComparingLong(TaskEntry::age);

  private final TreeSet<TaskEntry> claimable = new TreeSet<>(BY_RANK);
  private final TreeSet<TaskEntry> asleep = new TreeSet<>(BY_ALARM);
  private double claimedRank;

  private static Instant alarm(TaskEntry task) {
    return task.alarm == null ? Instant.MIN : task.alarm;
  }

  /** The rank that no new task comes before: the highest that was ever claimed. */
  double claimedRank() {
    return claimedRank;
  }

  /** Makes a new task claimable. */
  void add(TaskEntry task) {
    claimable.add(task);
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

  /** Takes a task out. */
  void leave(TaskEntry task) {
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

  /** How many tasks would be claimed before this one; empty if it cannot be claimed. */
  Optional<Integer> ahead(TaskEntry task) {
    return claimable.contains(task)
        ? Optional.of(claimable.headSet(task).size())
        : Optional.empty();
  }

  /** How long until a task can be claimed; zero if one can; empty if none ever will be. */
  Optional<Duration> untilNext(Instant now) {
    if (!claimable.isEmpty()) {
      return Optional.of(Duration.ZERO);
    }
    return asleep.isEmpty() ? Optional.empty() : Optional.of(until(alarm(asleep.first()), now));
  }

  /** How long from now until then; zero if it has come. */
  static Duration until(Instant then, Instant now) {
    return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
  }
}
