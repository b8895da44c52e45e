package org.imageorders.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.store.NewTask;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/** A task as it is kept. Guarded by its store's lock. */
final class TaskEntry {

  private final OrderEntry order;
  private final int number;
  private final NewTask plan;
  private final double rank;
  private final long age;
  private final List<Attempt> closed = new ArrayList<>(1);
  private @Nullable Attempt open;
  private long token;
  private boolean ended;

  /**
   * When its due time or its lease comes up in {@link TaskQueue}, which alone sets it; null if it
   * waits for nothing.
   */
  @Nullable Instant alarm;

  TaskEntry(OrderEntry order, int number, NewTask plan, double rank, long age) {
    this.order = order;
    this.number = number;
    this.plan = plan;
    this.rank = rank;
    this.age = age;
  }

  OrderEntry order() {
    return order;
  }

  int number() {
    return number;
  }

  NewTask plan() {
    return plan;
  }

  double rank() {
    return rank;
  }

  long age() {
    return age;
  }

  boolean isReady() {
    return !ended && open == null;
  }

  boolean isRunning() {
    return open != null;
  }

  /** Whether a claim with this token still holds the task. */
  boolean isHeldBy(long fence) {
    return open != null && token == fence;
  }

  void end() {
    ended = true;
  }

  boolean makes(int index) {
    return index >= plan.firstImage() && index < plan.firstImage() + plan.images();
  }

  List<Integer> missing() {
    return IntStream.range(plan.firstImage(), plan.firstImage() + plan.images())
        .filter(order.places()::isPending)
        .boxed()
        .toList();
  }

  List<Attempt> closedAttempts() {
    return closed;
  }

  Stream<Attempt> attempts() {
    return Stream.concat(closed.stream(), Stream.ofNullable(open));
  }

  /** Opens an attempt under a new token. */
  void open(Attempt attempt, long fence) {
    open = attempt;
    token = fence;
  }

  Attempt opened() {
    if (open == null) {
      throw new IllegalStateException(
          "task " + number + " of order " + order.id() + " has no open attempt");
    }
    return open;
  }

  void close(Attempt settled) {
    closed.add(settled);
    open = null;
  }

  /** Takes back that the fate of a closed attempt is unknown. */
  void recovered(Attempt unknown, int images) {
    closed.set(unknown.number() - 1, Ledger.recover(unknown, images));
  }
}
