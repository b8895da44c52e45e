package org.imageorders.migration.shadow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.SetAside;
import org.imageorders.migration.shadow.Copy.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to what events alone would leave lying: copies that do not end, events that could not be
 * handled, pairs that are old. Any process may do it, and several at once. Thread-safe.
 */
final class Sweep {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final RunParts run;
  private final Copying copying;
  private final Finishing finishing;
  private final Duration patience;
  private final Duration keep;
  private final AtomicInteger ticks = new AtomicInteger();

  Sweep(RunParts run, Copying copying, Finishing finishing, Duration patience, Duration keep) {
    this.run = run;
    this.copying = copying;
    this.finishing = finishing;
    this.patience = patience;
    this.keep = keep;
  }

  /** Looks through all open copies, and a sixteenth of the kept pairs. */
  void tick(List<EventConsumer> consumers) {
    Instant now = run.documents().now();
    for (Map.Entry<String, Money> open : run.accounts().run().open().entrySet()) {
      attempt("an open copy", () -> close(CopyKey.parse(open.getKey()), open.getValue(), now));
    }
    for (EventConsumer consumer : consumers) {
      attempt("what is set aside", () -> discard(consumer, now));
    }
    List<String> digits = CopyKey.FIRST_DIGITS;
    String digit = digits.get(Math.floorMod(ticks.getAndIncrement(), digits.size()));
    for (Twin twin : run.twins().orders().keySet()) {
      attempt("old pairs", () -> removeOld(twin, digit, now));
    }
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.atWarn().log("the parallel run sees to {} later: {}", what, e.toString());
    }
  }

  private void close(CopyKey key, Money amount, Instant now) {
    Optional<Copy> copy = run.copies().find(key);
    if (copy.isEmpty()) { // its document was removed by hand
      run.accounts().settle(key, amount);
    } else if (copy.get().since().plus(patience).isBefore(now)) {
      stopped(copy.get()).ifPresent(finishing::finish);
    }
  }

  /** Ends a copy, whatever its state. Returns it as it stands then; empty if it was abandoned. */
  private Optional<Copy> stopped(Copy copy) {
    return switch (copy.state()) {
      case RESERVING, PASSED -> {
        copying.abandon(copy);
        yield Optional.empty();
      }
      case RESERVED -> finishing.stop(copy);
      case ENDED, COMPARED, FILED -> Optional.of(copy);
    };
  }

  /** An event that cannot be handled concerns one order, whose copy by now was seen to. */
  private void discard(EventConsumer consumer, Instant now) {
    for (SetAside aside : consumer.setAside()) {
      if (aside.since().plus(patience).isBefore(now)) {
        consumer.discard(aside.order());
        log.atWarn()
            .addKeyValue("order", aside.order())
            .log("an order is not copied or not compared: {}", aside.error());
      }
    }
  }

  private void removeOld(Twin twin, String digit, Instant now) {
    for (Copy copy : run.copies().list(twin, digit)) {
      if (copy.since().plus(keep).isBefore(now)) {
        switch (copy.state()) {
          case RESERVING, PASSED -> copying.abandon(copy); // begun, and its event never came again
          case RESERVED -> {} // it is open
          case ENDED, COMPARED, FILED -> remove(copy);
        }
      }
    }
  }

  /** Removes what is kept of a customer. What is open is stopped, and counted. */
  int forget(OrderId customer) {
    int removed = 0;
    for (Twin twin : run.twins().orders().keySet()) {
      for (Copy copy : run.copies().list(twin, customer.value())) {
        forget(copy);
        removed++;
      }
    }
    run.accounts().forget(customer);
    return removed;
  }

  /** Again, if someone else has moved it on meanwhile. */
  private void forget(Copy copy) {
    for (Optional<Copy> left = Optional.of(copy);
        left.isPresent();
        left = run.copies().find(copy.key())) {
      stopped(left.get()).ifPresent(this::remove);
    }
  }

  private void remove(Copy copy) {
    if (copy.state() == State.ENDED) {
      run.accounts().settle(copy.key(), copy.cost());
    }
    run.copies().remove(copy);
  }
}
