package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.Pauses;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler: so many events at a time, of each order one, in its order. What fails is tried
 * again after a pause while other orders go on; what fails too often is set aside.
 */
final class Handling {

  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

  private final ConsumerConfig config;
  private final Asides asides;
  private final Problems problems;
  private final Runnable roomMade;
  private final ExecutorService threads;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Deque<Task> ready = new ArrayDeque<>();
  private final Set<HandlerCall> calls = new HashSet<>();
  private int active;
  private int stuck;
  private boolean alone;
  private boolean closing;
  private boolean stopping;
  private Instant validUntil = Instant.MIN;

  Handling(ConsumerConfig config, Asides asides, Problems problems, Runnable roomMade) {
    this.config = config;
    this.asides = asides;
    this.problems = problems;
    this.roomMade = roomMade;
    threads =
        Executors.newCachedThreadPool(
            Daemons.named("image-orders-consumer-" + config.name() + "-"));
  }

  private record Task(Share share, Share.Line line) {}

  /** Events are handled until then, by this process's clock: as long as no one else may. */
  void validUntil(Instant end) {
    lock.lock();
    try {
      validUntil = end;
      pump();
    } finally {
      lock.unlock();
    }
  }

  void add(Share share, List<Share.Line> lines) {
    lock.lock();
    try {
      lines.forEach(line -> ready.add(new Task(share, line)));
      pump();
    } finally {
      lock.unlock();
    }
  }

  /** Begins what may begin. Called with the lock held. */
  private void pump() {
    if (closing || !config.clock().instant().isBefore(validUntil)) {
      return;
    }
    while (!alone && !ready.isEmpty() && active < config.threads() && stuck < config.threads()) {
      Task task = ready.element();
      Share.Turn turn = task.share().turn();
      if (turn == Share.Turn.ALONE && active > 0) {
        return;
      }
      ready.remove();
      if (turn != Share.Turn.NEVER) {
        OrderEvent event = task.share().begin(task.line());
        alone = turn == Share.Turn.ALONE;
        active++;
        threads.execute(() -> perform(task, event));
      }
    }
  }

  private void perform(Task task, OrderEvent event) {
    try {
      if (task.share().isAside(event.order())) {
        if (asides.append(event)) {
          handled(task, event, false);
          return;
        }
        task.share().setAside(event.order(), false);
      }
      if (task.share().isCareful()) {
        int tries = task.share().tries(event);
        if (tries >= config.tries()) {
          setAside(task, event, "each time it was tried, the process ended", tries);
          return;
        }
        if (!task.share().announce(event)) {
          ended(task);
          return;
        }
      }
    } catch (RuntimeException | Error e) {
      again(task, "event " + event.id() + " waits for the state store", e);
      return;
    }
    call(task, event);
  }

  private void call(Task task, OrderEvent event) {
    HandlerCall call = new HandlerCall(config, event, given -> giveUp(task, event, given));
    begun(call);
    Throwable failure = call.call();
    boolean returned = call.finish();
    lock.lock();
    try {
      calls.remove(call);
      if (!returned) {
        stuck--;
        pump();
      }
    } finally {
      lock.unlock();
    }
    if (returned) {
      settle(task, event, failure, call.isClosed());
    }
  }

  private void begun(HandlerCall call) {
    lock.lock();
    try {
      calls.add(call);
      if (stopping) {
        call.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(Task task, OrderEvent event, HandlerCall call) {
    lock.lock();
    try {
      stuck++;
      threads.execute(() -> settle(task, event, call.stuck(), call.isClosed()));
    } catch (RejectedExecutionException e) { // closed meanwhile
      active--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void settle(Task task, OrderEvent event, @Nullable Throwable failure, boolean closed) {
    try {
      if (failure == null) {
        handled(task, event, false);
      } else if (closed) {
        task.share().forgive(event);
        ended(task);
      } else if (failure instanceof ImageOrderException e && e.retryable()) {
        task.share().forgive(event);
        again(task, "event " + event.id() + " is tried again", e);
      } else {
        failed(task, event, failure);
      }
    } catch (RuntimeException | Error e) {
      again(task, "event " + event.id() + " waits for the state store", e);
    }
  }

  private void failed(Task task, OrderEvent event, Throwable failure) {
    int tries = task.share().count(event);
    if (tries >= config.tries() || failure instanceof HandlerCall.Stuck) {
      problems.add("event " + event.id() + " is set aside after " + tries + " tries", failure);
      setAside(task, event, Problems.text(failure), tries);
    } else if (task.share().keep()) {
      again(task, "event " + event.id() + " failed, try " + tries, failure);
    } else {
      ended(task);
    }
  }

  private void setAside(Task task, OrderEvent event, String error, int tries) {
    if (!task.share().hasRoomAside()) {
      again(
          task,
          "event " + event.id() + " is not set aside, for too many are: something else is wrong",
          new ImageOrderException(ErrorCode.OVERLOADED, error));
      return;
    }
    if (asides.begin(event, error, tries, task.share()::keep)) {
      task.share().setAside(event.order(), true);
      handled(task, event, true);
    } else {
      ended(task);
    }
  }

  private void handled(Task task, OrderEvent event, boolean keep) {
    boolean announced = task.share().isCareful(); // so take back that it may have ended us
    if (task.share().handled(task.line(), event) || keep || announced) {
      keepQuietly(task.share(), false);
    }
    ended(task);
  }

  private void keepQuietly(Share share, boolean leave) {
    try {
      if (leave) {
        share.leave();
      } else {
        share.keep();
      }
    } catch (RuntimeException e) {
      problems.add("share " + share.number + " is kept later", e);
    }
  }

  /** The event stays where it is; its order waits, the others go on. */
  private void again(Task task, String what, Throwable why) {
    problems.add(what, why);
    Duration delay = config.backoff(task.share().failedAgain(task.line()));
    if (why instanceof ImageOrderException e && e.retryAfter().isPresent()) {
      Duration asked = e.retryAfter().get();
      delay = asked.compareTo(delay) > 0 ? asked : delay;
    }
    ended(task);
    Pauses.Pending unused =
        config.pauses().after(delay, () -> add(task.share(), List.of(task.line())));
  }

  private void ended(Task task) {
    boolean more = task.share().end(task.line());
    if (task.share().isLeaving() && !task.share().isRunning()) {
      keepQuietly(task.share(), true);
    }
    lock.lock();
    try {
      active--;
      alone = false;
      if (more) {
        ready.add(task);
      }
      ended.signalAll();
      pump();
    } finally {
      lock.unlock();
    }
    roomMade.run();
  }

  int stuck() {
    lock.lock();
    try {
      return stuck;
    } finally {
      lock.unlock();
    }
  }

  /** Runs the handler on the calling thread, for a replay; an interrupt comes after the limit. */
  @Nullable Throwable runHere(OrderEvent event) {
    HandlerCall call = new HandlerCall(config, event, null);
    begun(call);
    Throwable failure = call.call();
    call.finish();
    lock.lock();
    try {
      calls.remove(call);
    } finally {
      lock.unlock();
    }
    return failure;
  }

  /** Begins no more, and waits for what runs; tells those to stop that run too long. */
  void close(Duration drain) {
    boolean within;
    lock.lock();
    try {
      closing = true;
      within = calls.stream().anyMatch(HandlerCall::isOnThisThread);
    } finally {
      lock.unlock();
    }
    int own = within ? 1 : 0;
    if (!awaitAtMost(own, drain)) {
      lock.lock();
      try {
        stopping = true;
        calls.forEach(HandlerCall::close);
      } finally {
        lock.unlock();
      }
      awaitAtMost(own, AFTER_INTERRUPT);
    }
    threads.shutdown();
  }

  private boolean awaitAtMost(int left, Duration time) {
    boolean[] over = {false};
    Pauses.Pending end =
        config
            .pauses()
            .after(
                time,
                () -> {
                  lock.lock();
                  try {
                    over[0] = true;
                    ended.signalAll();
                  } finally {
                    lock.unlock();
                  }
                });
    lock.lock();
    try {
      while (active > left && !over[0]) {
        ended.await();
      }
      return active <= left;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
      end.cancel();
    }
  }
}
