package org.imageorders.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.transport.WaitQuestions.Changes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for orders that are handled elsewhere. All share a few questions under way, each
 * of up to 500 orders. Who comes new is asked for at once, in a question of its own; when there are
 * several small questions, the smallest is called off and asked again as part of the new one, and
 * who comes right after that is asked for a moment later. An order whose question is answered
 * without it goes into the next. Who comes new hears first the answer to a question asked since
 * then: an older one could tell less than the caller knows. The end is told to all at once.
 */
final class OrderWatches implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OrderWatches.class);
  private static final int LARGE = WireLimits.MOST_WAITED_FOR / 2;
  private static final int MOST_SMALL = 4;
  private static final Duration SHORT_WAIT = Duration.ofSeconds(1);
  private static final Duration BETWEEN_POLLS = Duration.ofMillis(500);

  // A service may notice only when it answers that a question was called off: until then it keeps
  // a connection for it.
  static final Duration BETWEEN_CALLS_OFF = Duration.ofMillis(200);

  private final WaitQuestions questions;
  private final Executor executor;
  private final Pauses pauses;
  private final Map<OrderId, List<OrderWatch>> watches = new HashMap<>();
  private final Set<OrderId> queue = new LinkedHashSet<>();
  private final List<Asked> asked = new ArrayList<>();
  private long added;
  private boolean scheduled;
  private int failures;
  private boolean closed;

  OrderWatches(WaitQuestions questions, Executor executor, Pauses pauses) {
    this.questions = questions;
    this.executor = executor;
    this.pauses = pauses;
  }

  /**
   * A question under way: with a version, it is for any newer one; without, for the ended order.
   */
  private static final class Asked {
    private final Map<OrderId, Optional<Long>> wanted;
    private final long lastAdded;
    private CompletableFuture<Changes> answer = new CompletableFuture<>();

    Asked(Map<OrderId, Optional<Long>> wanted, long lastAdded) {
      this.wanted = wanted;
      this.lastAdded = lastAdded;
    }

    boolean isFor(OrderWatch watch) {
      return watch.number() <= lastAdded;
    }

    /** Whether who watches may hear what it tells: asked for since, or newer than what was told. */
    boolean isNewsTo(OrderWatch watch) {
      return isFor(watch) || watch.seen().filter(told -> told >= 0).isPresent();
    }

    /** Whether its answer is all that is wanted of an order. */
    boolean serves(OrderId id, OrderWatch watch) {
      Optional<Long> version = wanted.get(id);
      return version != null
          && (watch.seen().isEmpty() || (version.isPresent() && isNewsTo(watch)));
    }
  }

  CompletableFuture<ImageOrder> completion(OrderId id) {
    return add(id, number -> OrderWatch.ofEnd(number, executor));
  }

  CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    return add(id, number -> OrderWatch.ofChanges(number, onChange, executor));
  }

  private CompletableFuture<ImageOrder> add(OrderId id, LongFunction<OrderWatch> made) {
    OrderWatch watch;
    synchronized (this) {
      if (closed) {
        throw RemoteImageOrders.closedException();
      }
      watch = made.apply(++added);
      watches.computeIfAbsent(id, key -> new ArrayList<>()).add(watch);
      queue.add(id);
    }
    var unused = watch.future().whenComplete((order, error) -> forget(id, watch));
    schedule(Duration.ZERO);
    return watch.future();
  }

  private void forget(OrderId id, OrderWatch watch) {
    List<Asked> needless = List.of();
    synchronized (this) {
      List<OrderWatch> all = watches.get(id);
      if (all != null && all.remove(watch) && all.isEmpty()) {
        watches.remove(id);
        queue.remove(id);
      }
      if (watches.isEmpty()) {
        needless = List.copyOf(asked);
        asked.clear();
      }
    }
    needless.forEach(one -> one.answer.cancel(true));
  }

  private void schedule(Duration delay) {
    synchronized (this) {
      if (scheduled || closed || queue.isEmpty()) {
        return;
      }
      scheduled = true;
    }
    if (delay.isZero()) {
      run(this::ask);
    } else {
      askAfter(delay);
    }
  }

  private void askAfter(Duration delay) {
    pauses.after(delay, () -> run(this::ask));
  }

  private void run(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }

  private void ask() {
    List<Asked> calledOff = new ArrayList<>();
    List<Asked> begun = new ArrayList<>();
    synchronized (this) {
      while (!queue.isEmpty() && !closed) {
        if (queue.size() < LARGE) {
          smallest().ifPresent(calledOff::add);
        }
        begun.add(take());
      }
      scheduled = !calledOff.isEmpty();
    }
    calledOff.forEach(one -> one.answer.cancel(true));
    begun.forEach(this::ask);
    if (!calledOff.isEmpty()) {
      askAfter(BETWEEN_CALLS_OFF);
    }
  }

  /** Takes the smallest of the small questions back into the queue, if there are many. */
  private Optional<Asked> smallest() {
    List<Asked> small = asked.stream().filter(one -> one.wanted.size() < LARGE).toList();
    if (small.size() < MOST_SMALL) {
      return Optional.empty();
    }
    Optional<Asked> smallest =
        small.stream().min(Comparator.comparingInt(one -> one.wanted.size()));
    smallest.ifPresent(
        one -> {
          asked.remove(one);
          one.wanted.keySet().stream().filter(watches::containsKey).forEach(queue::add);
        });
    return smallest;
  }

  private Asked take() {
    Map<OrderId, Optional<Long>> wanted = new LinkedHashMap<>();
    Iterator<OrderId> next = queue.iterator();
    while (next.hasNext() && wanted.size() < WireLimits.MOST_WAITED_FOR) {
      OrderId id = next.next();
      wanted.put(id, seen(id));
      next.remove();
    }
    Asked question = new Asked(wanted, added);
    asked.add(question);
    return question;
  }

  /** The least version that somebody has who wants to hear of each; empty if all want the end. */
  private Optional<Long> seen(OrderId id) {
    return watches.getOrDefault(id, List.of()).stream()
        .flatMap(watch -> watch.seen().stream())
        .min(Long::compare);
  }

  private void ask(Asked question) {
    CompletableFuture<Changes> answer = questions.ask(question.wanted);
    boolean current;
    synchronized (this) {
      question.answer = answer;
      current = asked.contains(question);
    }
    if (!current) {
      answer.cancel(true);
    }
    var unused =
        answer.whenCompleteAsync((changes, error) -> answered(question, changes, error), this::run);
  }

  private void answered(Asked question, @Nullable Changes changes, @Nullable Throwable error) {
    synchronized (this) {
      if (!asked.remove(question)) {
        return;
      }
    }
    Duration delay;
    if (changes != null) {
      delay = tell(question, changes);
    } else {
      delay = tell(question, OrderRoutes.known(error));
    }
    synchronized (this) {
      question.wanted.keySet().stream()
          .filter(id -> watches.containsKey(id) && !isAsked(id))
          .forEach(queue::add);
    }
    schedule(delay);
  }

  /** Whether the questions under way tell all that is wanted of an order. */
  private boolean isAsked(OrderId id) {
    return watches.getOrDefault(id, List.of()).stream()
        .allMatch(watch -> asked.stream().anyMatch(question -> question.serves(id, watch)));
  }

  private Duration tell(Asked question, Changes changes) {
    synchronized (this) {
      failures = 0;
    }
    for (ImageOrder order : changes.orders()) {
      // Who hears of the end is no longer waiting, though the future completes only later.
      (order.isEnded() ? remove(order.id()) : all(order.id(), question::isNewsTo))
          .forEach(watch -> watch.tell(order));
    }
    Duration delay = Duration.ZERO;
    for (Map.Entry<OrderId, ImageOrderException> failed : changes.failed().entrySet()) {
      if (isPassing(failed.getValue())) {
        delay = BETWEEN_POLLS;
      } else {
        all(failed.getKey(), question::isFor).forEach(watch -> watch.fail(failed.getValue()));
      }
    }
    boolean poll = changes.orders().isEmpty() && changes.waited().compareTo(SHORT_WAIT) < 0;
    return poll ? BETWEEN_POLLS : delay;
  }

  private Duration tell(Asked question, ImageOrderException error) {
    if (!isPassing(error)) {
      question
          .wanted
          .keySet()
          .forEach(id -> all(id, question::isFor).forEach(watch -> watch.fail(error)));
      return Duration.ZERO;
    }
    int repeat;
    synchronized (this) {
      repeat = ++failures;
    }
    LOG.atWarn()
        .addKeyValue("orders", question.wanted.size())
        .addKeyValue("code", error.code())
        .addKeyValue("repeat", repeat)
        .log("Waiting for orders was interrupted, and goes on");
    return error.retryAfter().orElse(Duration.ZERO).plus(Exchanges.pause(repeat));
  }

  // A completion does not fail because nobody answers for a while: what was waited for goes on.
  private static boolean isPassing(ImageOrderException e) {
    return e.retryable() || e.code().equals(ErrorCode.INTERNAL);
  }

  private synchronized List<OrderWatch> all(OrderId id, Predicate<OrderWatch> which) {
    return watches.getOrDefault(id, List.of()).stream().filter(which).toList();
  }

  private synchronized List<OrderWatch> remove(OrderId id) {
    queue.remove(id);
    List<OrderWatch> all = watches.remove(id);
    return all == null ? List.of() : all;
  }

  @Override
  public void close() {
    List<OrderWatch> left = new ArrayList<>();
    List<Asked> open;
    synchronized (this) {
      closed = true;
      watches.values().forEach(left::addAll);
      open = List.copyOf(asked);
      asked.clear();
    }
    open.forEach(one -> one.answer.cancel(true));
    left.forEach(watch -> watch.fail(RemoteImageOrders.closedException()));
  }
}
