package org.imageorders.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.imageorders.Money;

/** Every call that an API has seen. Thread-safe; whoever waits is woken by what changes. */
final class CallLog {

  private static final Duration LONGEST_AWAIT = Duration.ofSeconds(60);

  private final List<ApiCall> calls = new ArrayList<>();
  private final Consumer<ApiCall> listener;
  private int inFlight;
  private int peak;

  CallLog(Consumer<ApiCall> listener) {
    this.listener = listener;
  }

  synchronized ApiCall begin(Function<Integer, ApiCall> call) {
    ApiCall begun = call.apply(calls.size() + 1);
    calls.add(begun);
    inFlight++;
    peak = Math.max(peak, inFlight);
    return begun;
  }

  synchronized void decided(ApiCall call) {
    call.decide();
    notifyAll();
  }

  /** Ends a call: the listener is told before those who wait. */
  void ended(ApiCall call, boolean whole) {
    call.end(whole);
    try {
      listener.accept(call);
    } finally {
      synchronized (this) {
        inFlight--;
        notifyAll();
      }
    }
  }

  synchronized List<ApiCall> calls() {
    return List.copyOf(calls);
  }

  synchronized int size() {
    return calls.size();
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int peak() {
    return peak;
  }

  synchronized Map<String, Money> chargedByAttempt() {
    Map<String, Money> charged = new LinkedHashMap<>();
    for (ApiCall call : calls) {
      if (!call.charged().isZero()) {
        charged.merge(call.attempt().orElse("call-" + call.number()), call.charged(), Money::plus);
      }
    }
    return charged;
  }

  /** Waits until so many calls are as they should be. */
  synchronized void await(int least, String what, Predicate<ApiCall> condition)
      throws InterruptedException {
    long end = System.nanoTime() + LONGEST_AWAIT.toNanos();
    while (calls.stream().filter(condition).count() < least) {
      awaitChange(end, least + " calls that " + what);
    }
  }

  synchronized void awaitIdle() throws InterruptedException {
    long end = System.nanoTime() + LONGEST_AWAIT.toNanos();
    while (inFlight > 0) {
      awaitChange(end, "no call to run");
    }
  }

  private void awaitChange(long end, String what) throws InterruptedException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new AssertionError(
          "waited " + LONGEST_AWAIT.toSeconds() + " s for " + what + "; seen: " + calls);
    }
    TimeUnit.NANOSECONDS.timedWait(this, left);
  }
}
