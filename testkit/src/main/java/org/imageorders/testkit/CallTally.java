package org.imageorders.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.imageorders.Money;
import org.imageorders.provider.ProviderCall;

/** What a scripted provider has seen. Thread-safe; whoever waits is woken by what changes. */
final class CallTally {

  private final List<ProviderCall> received = new ArrayList<>();
  private final Map<String, Money> charged = new LinkedHashMap<>();
  private final List<CountDownLatch> hanging = new ArrayList<>();
  private int inFlight;
  private int peak;
  private int drawn;
  private int interrupted;

  /**
   * Counts a call in.
   *
   * @return what a hanging call waits for
   */
  synchronized CountDownLatch begin(ProviderCall call, Money charge, boolean hangs) {
    received.add(call);
    if (!charge.isZero()) {
      charged.merge(call.attempt(), charge, Money::plus);
    }
    inFlight++;
    peak = Math.max(peak, inFlight);
    CountDownLatch release = new CountDownLatch(hangs ? 1 : 0);
    if (hangs) {
      hanging.add(release);
    }
    notifyAll();
    return release;
  }

  synchronized void end(CountDownLatch release, boolean byInterrupt) {
    inFlight--;
    hanging.remove(release);
    if (byInterrupt) {
      interrupted++;
    }
    notifyAll();
  }

  synchronized void drew() {
    drawn++;
    notifyAll();
  }

  synchronized void release() {
    hanging.forEach(CountDownLatch::countDown);
    hanging.clear();
  }

  synchronized List<ProviderCall> received() {
    return List.copyOf(received);
  }

  synchronized int calls() {
    return received.size();
  }

  synchronized Map<String, Money> charged() {
    return new LinkedHashMap<>(charged);
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int peak() {
    return peak;
  }

  synchronized int drawn() {
    return drawn;
  }

  synchronized int interrupted() {
    return interrupted;
  }

  /** Waits until a condition on this tally holds, however long that takes. */
  synchronized void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      wait();
    }
  }
}
