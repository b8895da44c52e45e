package org.imageorders.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.threads.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks for orders to be handed over, and for the ends that somebody waits for: often after
 * something was placed here, and else ever less. Each customer's orders are handed over one after
 * the other, by whichever relay claims the next.
 */
final class Relay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(1);
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);
  private static final int MOST_IN_A_ROW = 100;

  /**
   * How it goes about it.
   *
   * @param handOvers how many at the same time
   * @param lease after what time another relay takes over
   * @param pollEvery the longest pause between two looks
   */
  record Habits(int handOvers, Duration lease, Duration pollEvery) {}

  private final OutboxTable table;
  private final HandOver handOver;
  private final Habits habits;
  private final OutboxWaits waits;
  private final Bell bell;
  private final Pauses pauses;
  private final CompletableFuture<Void> looking = new CompletableFuture<>();
  private final Map<OrderId, CompletableFuture<Void>> busy = new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private Duration pause = SHORTEST_PAUSE; // of the looking thread, as the next two
  private Instant nextCleaning = Instant.EPOCH;
  private boolean failing;
  private volatile boolean closed;

  Relay(OutboxTable table, HandOver handOver, Habits habits, OutboxWaits waits, Pauses pauses) {
    this.table = table;
    this.handOver = handOver;
    this.habits = habits;
    this.waits = waits;
    this.pauses = pauses;
    bell = new Bell(pauses);
    threads = Executors.newCachedThreadPool(Daemons.named("image-orders-outbox-"));
  }

  void start() {
    threads.execute(this::run);
  }

  /** Something may have been placed, or is waited for. */
  void ring() {
    bell.ring();
  }

  private void run() {
    try {
      Daemons.takeTurns(() -> closed, pauses, this::turn);
    } finally {
      closed = true;
      looking.complete(null);
    }
  }

  private void turn() throws InterruptedException {
    look();
    Duration longer = pause.multipliedBy(2);
    boolean rang = bell.await(pause);
    pause =
        rang
            ? SHORTEST_PAUSE
            : longer.compareTo(habits.pollEvery()) < 0 ? longer : habits.pollEvery();
  }

  private void look() {
    try {
      if (habits.handOvers() > 0) {
        table.due(habits.handOvers()).forEach(this::begin);
        table.toRecall(habits.handOvers()).forEach(this::beginRecall);
        clean();
      }
      waits.look(threads);
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!closed) {
        LOG.atLevel(failing ? Level.DEBUG : Level.WARN)
            .setCause(e)
            .log("The outbox cannot be looked into; trying again until it can");
        failing = true;
      }
    }
  }

  private void clean() {
    Instant now = table.now();
    if (!now.isBefore(nextCleaning)) {
      nextCleaning = table.forget() ? now : now.plus(BETWEEN_CLEANINGS);
    }
  }

  private boolean claim(OutboxOrder order) {
    return !closed && table.claim(order, table.now().plus(habits.lease()));
  }

  private void begin(OutboxOrder first) {
    beginWith(
        first,
        () -> {
          Optional<OutboxOrder> next = Optional.of(first);
          for (int left = MOST_IN_A_ROW; next.isPresent(); left--) {
            handOver.handOver(next.get());
            next = left > 1 ? table.due(first.customer()).filter(this::claim) : Optional.empty();
          }
        });
  }

  private void beginRecall(OutboxOrder order) {
    beginWith(order, () -> handOver.recall(order));
  }

  private void beginWith(OutboxOrder order, Runnable work) {
    if (busy.size() >= habits.handOvers() || !claim(order)) {
      return;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    busy.put(order.id(), done);
    Runnable end =
        () -> {
          busy.remove(order.id());
          done.complete(null);
          bell.ring();
        };
    try {
      threads.execute(() -> work(order, work, end));
    } catch (RejectedExecutionException e) { // closed meanwhile
      end.run();
    }
  }

  private static void work(OutboxOrder order, Runnable work, Runnable end) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.atWarn()
          .addKeyValue("order", order.id())
          .setCause(e)
          .log("What became of a hand-over could not be written down; it is done again");
    } finally {
      end.run();
    }
  }

  /**
   * Interrupts the hand-overs under way, and waits until what became of them is written down and
   * nothing uses the database any more; not longer than a while, if one hangs.
   */
  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    List<CompletableFuture<Void>> open = new ArrayList<>(busy.values());
    open.add(looking);
    CompletableFuture<Void> late = new CompletableFuture<>();
    Pauses.Pending end = pauses.after(LONGEST_CLOSING, () -> late.complete(null));
    CompletableFuture.anyOf(CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)), late)
        .join();
    end.cancel();
  }
}
