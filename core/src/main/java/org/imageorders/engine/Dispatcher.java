package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.Worker;
import org.imageorders.threads.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets work done: whenever something may have changed it beats the heart of the calls that run,
 * ends overdue orders, asks the gate for permits, then claims that many tasks and hands each to a
 * thread. It sleeps until it is signalled or the store's next work falls due.
 */
final class Dispatcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration LONGEST_BUSY_ROUND = Duration.ofSeconds(1);
  private static final Duration LONGEST_SWEEP = Duration.ofHours(1);
  private static final Duration EMPTY_HANDED = Duration.ofMillis(10);
  private static final Duration ABORT_GRACE = Duration.ofSeconds(5);

  private final EngineConfig config;
  private final Gates gates;
  private final Forecast forecast;
  private final String name;
  private final Set<TaskCall> running = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock claiming = new ReentrantReadWriteLock();
  private final ExecutorService callThreads = CallThreads.create();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicInteger free; // how many more threads may work
  private final Duration heartbeat;
  private final Duration busyRound;
  private final Thread thread = Daemons.named("image-orders-dispatcher-").newThread(this::loop);

  private volatile boolean othersWait;
  private volatile boolean signalled;
  private volatile boolean closing;
  private volatile boolean closed;
  private String servedLast = "";
  private Instant nextHeartbeat;
  private Instant nextSweep;

  Dispatcher(EngineConfig config, Gates gates, Forecast forecast) {
    this.config = config;
    this.gates = gates;
    this.free = new AtomicInteger(config.concurrency);
    this.forecast = forecast;
    this.name = "engine-" + UUID.randomUUID();
    this.heartbeat = config.lease.dividedBy(3);
    this.busyRound = heartbeat.compareTo(LONGEST_BUSY_ROUND) < 0 ? heartbeat : LONGEST_BUSY_ROUND;
    this.nextHeartbeat = config.clock.instant().plus(heartbeat);
    this.nextSweep = config.clock.instant();
  }

  void start() {
    thread.start();
  }

  /** An order may have changed: there may be work for a call that could begin now. */
  void changed() {
    if (free.get() > 0) {
      signal();
    }
  }

  void signal() {
    signalled = true;
    LockSupport.unpark(thread);
  }

  /** Aborts what runs for an order that has ended. */
  void stopCalls(String tenant, OrderId order) {
    // Whoever claimed one of its tasks before it ended has added it to the running by then.
    claiming.writeLock().lock();
    try {
      running.stream()
          .filter(call -> call.claim().order().equals(order))
          .filter(call -> call.claim().tenant().equals(tenant))
          .forEach(call -> call.stop(TaskCall.Stop.GIVEN_UP));
    } finally {
      claiming.writeLock().unlock();
    }
  }

  private void loop() {
    try {
      Daemons.takeTurns(() -> closed || (closing && isIdle()), config.pauses, this::turn);
    } finally {
      ended.complete(null);
    }
  }

  private void turn() {
    Pauses.Pending alarm = config.pauses.after(round(), this::signal);
    while (!signalled && !closed) {
      LockSupport.park(this);
    }
    alarm.cancel();
    signalled = false; // before it looks again, or what is signalled meanwhile would be missed
  }

  /** Does what is to be done now, and returns when to look again at the latest. */
  private Duration round() {
    try {
      boolean idle = gates.isHeld();
      if (!idle) {
        sweep();
      }
      boolean expired = !idle && config.orders.expire() > 0;
      heartbeat(expired);
      Duration next = closing || idle ? busyRound : serve();
      return running.isEmpty() ? next : atMostBusy(next);
    } catch (RuntimeException | Error e) {
      log.atWarn()
          .addKeyValue("worker", name)
          .setCause(e)
          .log("no work could be claimed; trying again");
      return busyRound;
    }
  }

  private boolean isIdle() {
    return free.get() == config.concurrency;
  }

  /** Begins what can begin, queue after queue, and returns when more can. */
  private Duration serve() {
    Map<String, Duration> tasks = config.orders.untilNextTasks();
    List<String> due = inTurn(tasks);
    Map<String, Duration> gateWaits = new HashMap<>();
    othersWait = false;
    if (due.isEmpty() && gates.objection().isPresent()) {
      gates.room(config.concurrency - free.get(), 1); // so that what is due later is told the truth
    }
    for (String queue : due) {
      if (free.get() == 0) {
        othersWait = true;
        return busyRound;
      }
      gateWaits.put(queue, serve(queue));
    }
    Duration next = config.orders.untilNextDeadline().orElse(config.uploadLife);
    Map<String, Duration> left = due.isEmpty() ? tasks : config.orders.untilNextTasks();
    for (Map.Entry<String, Duration> task : left.entrySet()) {
      boolean isDue = task.getValue().isZero();
      next =
          shorter(
              next, isDue ? gateWaits.getOrDefault(task.getKey(), EMPTY_HANDED) : task.getValue());
    }
    return left.isEmpty() || gates.objection().isEmpty() ? next : atMostBusy(next);
  }

  /** The queues that have a task to claim, beginning after the one that was served last. */
  private List<String> inTurn(Map<String, Duration> tasks) {
    List<String> due = new ArrayList<>(new TreeMap<>(tasks).keySet());
    due.removeIf(queue -> !Duration.ZERO.equals(tasks.get(queue)));
    long served = due.stream().filter(queue -> queue.compareTo(servedLast) <= 0).count();
    Collections.rotate(due, (int) -served);
    return due;
  }

  /**
   * Begins what can begin of a queue, and returns how long until its gate lets more calls begin.
   */
  private Duration serve(String queue) {
    while (true) {
      int more = free.get();
      int room = more == 0 ? 0 : gates.room(config.concurrency - more, more);
      if (room == 0) {
        return busyRound;
      }
      Gate gate = gates.next(queue);
      int admitted = gate.admit(room);
      if (admitted == 0) {
        Duration closed = gate.untilOpen();
        // Whoever shares the gate may open it earlier.
        return closed.isZero() ? busyRound : atMostBusy(closed);
      }
      List<TaskCall> claims = claim(gate, queue, admitted);
      claims.forEach(this::begin);
      servedLast = claims.isEmpty() ? servedLast : queue;
      if (claims.size() < admitted) {
        return EMPTY_HANDED;
      }
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Duration atMostBusy(Duration wait) {
    return shorter(wait, busyRound);
  }

  /** On a thread of its own: no heartbeat waits for it. */
  private void sweep() {
    Instant now = config.clock.instant();
    if (!now.isBefore(nextSweep)) {
      nextSweep = now.plus(shorter(config.uploadLife.dividedBy(4), LONGEST_SWEEP));
      callThreads.execute(
          () -> {
            TenantImages.expireUploads(config);
            Retention.removeOld(config, () -> closing);
          });
    }
  }

  private void heartbeat(boolean atOnce) {
    Instant now = config.clock.instant();
    if (running.isEmpty() || (!atOnce && now.isBefore(nextHeartbeat))) {
      return;
    }
    nextHeartbeat = now.plus(heartbeat);
    // A call that does not end though its time is over is left to its lease, and the task to
    // others.
    Map<Claim, TaskCall> calls =
        running.stream()
            .filter(call -> !call.isTimedOut())
            .collect(Collectors.toMap(TaskCall::claim, Function.identity()));
    Map<Claim, Lapse> lapsed = config.orders.extend(calls.keySet(), config.lease);
    calls.forEach(
        (claim, call) -> {
          if (lapsed.containsKey(claim)) {
            log.atInfo()
                .addKeyValue("attempt", claim.attemptId())
                .log("call given up: {}", lapsed.get(claim));
            call.stop(TaskCall.Stop.GIVEN_UP);
          }
        });
  }

  /**
   * Claims tasks, has them among the running before anyone can miss them there, and gives back what
   * the gate let begin for nothing.
   */
  private List<TaskCall> claim(Gate gate, String queue, int admitted) {
    List<TaskCall> calls = List.of();
    claiming.readLock().lock();
    try {
      Worker worker = new Worker(name, queue, gate.provider().name(), config.lease);
      calls =
          config.orders.claim(worker, admitted).stream()
              .map(claim -> new TaskCall(config, gates, gate, claim))
              .toList();
      running.addAll(calls);
      return calls;
    } finally {
      claiming.readLock().unlock();
      gate.refund(admitted - calls.size());
    }
  }

  /** Gives a call a thread, which then goes on claiming until there is nothing left to do. */
  private void begin(TaskCall call) {
    free.decrementAndGet();
    if (closing) {
      call.stop(TaskCall.Stop.SHUTDOWN);
    }
    try {
      callThreads.execute(() -> work(call));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      call.stop(TaskCall.Stop.NO_THREAD);
      try {
        run(call);
      } finally {
        free.incrementAndGet();
      }
    }
  }

  private void work(TaskCall first) {
    try {
      for (Optional<TaskCall> call = Optional.of(first); call.isPresent(); call = another(first)) {
        run(call.get());
      }
    } catch (RuntimeException | Error e) {
      log.atWarn().addKeyValue("worker", name).setCause(e).log("a worker stopped early");
    } finally {
      free.incrementAndGet();
      signal();
    }
  }

  private void run(TaskCall call) {
    Instant begun = config.clock.instant();
    try {
      if (call.run()) {
        forecast.called(Duration.between(begun, config.clock.instant()));
      }
    } finally {
      running.remove(call);
    }
  }

  /** Another call of the same queue, unless it is another's turn. */
  private Optional<TaskCall> another(TaskCall before) {
    String queue = Gates.queueOf(before.claim().spec());
    if (closing || gates.isHeld() || othersWait) {
      return Optional.empty();
    }
    int running = config.concurrency - free.get() - 1; // this thread makes no call now
    if (gates.room(running, 1) == 0) {
      return Optional.empty();
    }
    Gate gate = gates.next(queue);
    return gate.admit(1) == 0 ? Optional.empty() : claim(gate, queue, 1).stream().findFirst();
  }

  /**
   * Takes no more work, lets calls end for the stated time, then aborts them; their orders can be
   * resumed.
   */
  @Override
  public void close() {
    closing = true;
    signal();
    awaitEnd(config.drain);
    running.forEach(call -> call.stop(TaskCall.Stop.SHUTDOWN));
    awaitEnd(ABORT_GRACE);
    closed = true;
    signal();
    callThreads.shutdown();
  }

  /** Waits until nothing is claimed any more and no call runs. */
  private void awaitEnd(Duration longest) {
    CompletableFuture<Void> over = ended.copy();
    Pauses.Pending limit = config.pauses.after(longest, () -> over.complete(null));
    over.join();
    limit.cancel();
  }
}
