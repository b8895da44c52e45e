package org.imageorders.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.NewTask;
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

  /** What the open attempt would be, closed with this result. */
  Attempt closing(AttemptResult result, Instant now) {
    if (result.outcome() == Attempt.Outcome.RUNNING) {
      throw new IllegalArgumentException("an attempt that runs has no result");
    }
    Attempt running = opened();
    Attempt.Builder attempt =
        running.toBuilder()
            .outcome(result.outcome())
            .images(result.images().size())
            .cost(Ledger.cost(running, result))
            .failure(result.failure().orElse(null))
            .endedAt(now);
    result.model().ifPresent(attempt::model);
    return result.provider().map(name -> renamed(attempt.build(), name)).orElseGet(attempt::build);
  }

  /** What the open attempt is once nobody can tell its fate. */
  Attempt closingUnknown(Failure why, Instant now) {
    return opened().toBuilder().outcome(Attempt.Outcome.UNKNOWN).failure(why).endedAt(now).build();
  }

  void close(Attempt settled) {
    closed.add(settled);
    open = null;
  }

  /** Takes back that the fate of a closed attempt is unknown. */
  void recovered(Attempt unknown, int images) {
    closed.set(
        unknown.number() - 1,
        unknown.toBuilder()
            .outcome(Attempt.Outcome.SUCCEEDED)
            .images(images)
            .failure(null)
            .build());
  }

  private static Attempt renamed(Attempt attempt, String provider) {
    return Attempt.builder(attempt.task(), attempt.number(), provider)
        .model(attempt.model().orElse(null))
        .outcome(attempt.outcome())
        .images(attempt.images())
        .cost(attempt.cost())
        .failure(attempt.failure().orElse(null))
        .startedAt(attempt.startedAt())
        .endedAt(attempt.endedAt().orElse(null))
        .build();
  }
}
