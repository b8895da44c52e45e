package org.imageorders.migration.shadow;

import java.util.Optional;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.migration.shadow.Copy.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done once a copy has ended: what it cost is written down, counted, and then the pictures
 * are compared. Each step can be done again. Thread-safe.
 */
final class Finishing {

  private static final Logger log = LoggerFactory.getLogger(Finishing.class);

  private final RunParts run;
  private final Comparing comparing;

  Finishing(RunParts run, Comparing comparing) {
    this.run = run;
    this.comparing = comparing;
  }

  /** Deals with an event of a twin's reserved tenant. */
  void handle(Twin twin, OrderEvent event) {
    switch (event.type()) {
      case ORDER_COMPLETED, ORDER_PARTIALLY_COMPLETED, ORDER_FAILED, ORDER_CANCELLED ->
          run.copies()
              .find(run.twins().keyOfCopy(twin, event.customer(), event.order()))
              .ifPresent(this::followUp);
      default -> {} // on its way, or what a newer version tells
    }
  }

  /** Goes on with a copy whose order is said to have ended. */
  private void followUp(Copy copy) {
    if (copy.state() == State.RESERVED) {
      Lookup.find(run.twins().of(copy.key().twin()), copy.key().copy())
          .filter(ImageOrder::isEnded)
          .flatMap(order -> end(copy, order.cost().most(), Optional.empty()))
          .ifPresent(this::finish);
    } else {
      finish(copy);
    }
  }

  /**
   * Writes down what a copy cost, unless someone else has.
   *
   * @param why there is no order to be compared; empty if there is one
   * @return the copy as it stands now
   */
  Optional<Copy> end(Copy copy, Money cost, Optional<String> why) {
    return run.copies().move(copy, copy.ended(cost, why));
  }

  /** Ends a copy whose end is not waited for: cancels it, and counts all that it may cost. */
  Optional<Copy> stop(Copy copy) {
    ImageOrders twin = run.twins().of(copy.key().twin());
    Optional<ImageOrder> order = Lookup.present(() -> twin.cancel(copy.key().copy()));
    if (order.isPresent()) {
      return end(copy, order.get().cost().most(), Optional.empty());
    }
    // It may still be on its way.
    log.atWarn().addKeyValue("copy", copy.key()).log("nobody knows what became of a copy");
    return end(copy, copy.amount(), Optional.of("nobody knows whether the copy was placed"));
  }

  /** Counts, compares and files a copy that has ended; leaves all others alone. */
  void finish(Copy copy) {
    if (copy.state() == State.ENDED) {
      run.accounts().settle(copy.key(), copy.cost());
      compare(copy).filter(now -> now.state() == State.COMPARED).ifPresent(run.copies()::file);
    } else if (copy.state() == State.COMPARED) {
      run.copies().file(copy);
    }
  }

  /** Returns the copy as it stands then; empty if it was removed. */
  private Optional<Copy> compare(Copy copy) {
    Optional<ComparedOrder> pair = pair(copy);
    if (pair.isEmpty()) { // one of the two was erased meanwhile
      run.copies().remove(copy);
    }
    return pair.flatMap(seen -> run.copies().move(copy, copy.compared(seen)));
  }

  private Optional<ComparedOrder> pair(Copy copy) {
    Optional<ImageOrder> original = Lookup.find(run.originals(), copy.original());
    Optional<ImageOrder> order = Lookup.find(run.twins().of(copy.key().twin()), copy.key().copy());
    if (original.isEmpty() || (order.isEmpty() && copy.why().isEmpty())) {
      return Optional.empty();
    }
    return comparing.pair(copy, original.get(), order);
  }
}
