package org.imageorders.migration;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Pin.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves orders that have not started to the other side. Each step stands in the order's pin, so
 * that anybody who meets the order completes what another left: the side must withdraw it first,
 * then the pin names the other side, then the order is placed there.
 *
 * <p>Every step may be taken twice and by several at once: withdrawing and placing find what was
 * done before, and pins change by compare-and-set. Thread-safe.
 */
final class Recalls {

  private static final Logger log = LoggerFactory.getLogger(Recalls.class);

  /** For all orders that have not ended. */
  static final OrderQuery OPEN =
      OrderQuery.builder()
          .status(OrderStatus.ACCEPTED)
          .status(OrderStatus.GENERATING)
          .limit(OrderQuery.LARGEST_PAGE)
          .build();

  /** Refusals that an operator can mend, and that say nothing of the order. */
  private static final Set<ErrorCode> MENDABLE =
      Set.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN);

  private final Sides sides;
  private final Pins pins;
  private final SourceImages sources;

  Recalls(Sides sides, Pins pins) {
    this.sides = sides;
    this.pins = pins;
    this.sources = new SourceImages(sides, pins);
  }

  /** Whether an order was cancelled before it started: then it may be on the other side now. */
  static boolean isWithdrawn(ImageOrder order) {
    return order.status() == OrderStatus.CANCELLED && order.startedAt().isEmpty();
  }

  /** The side to which an order is pinned; empty if it has no pin. */
  Optional<Side> sideOf(OrderId id) {
    return pins.find(id).map(found -> settled(id, found).side());
  }

  /** Whether an order that was cancelled on this side is on the other one. */
  boolean isTwin(ImageOrder order, Side side) {
    return isWithdrawn(order) && settled(order.id()).side() != side;
  }

  /** The order's pin, with no recall under way. */
  Pin settled(OrderId id) {
    return settled(id, pins.of(id));
  }

  Pin settled(OrderId id, Pin found) {
    Pin pin = found;
    while (pin.state().isUnderWay()) {
      pin = next(id, pin);
    }
    return pin;
  }

  /** Why a side does not answer; empty if it does. */
  Optional<String> silenceOf(Side side) {
    try {
      OrderPage unused = sides.lookInto(side).list(OrderQuery.builder().limit(1).build());
      return Optional.empty();
    } catch (ImageOrderException e) {
      return e.retryable() ? Optional.of(String.valueOf(e.getMessage())) : Optional.empty();
    }
  }

  /** Recalls what a side has and has not begun; first, what an earlier recall has left. */
  Recalled recall(Side from) {
    if (sides.isFinished()) {
      throw ImageOrderException.invalid(
          "side", from, "enter an earlier stage first: legacy is called no more");
    }
    Tally tally = completeWhatWasLeft();
    Optional<OrderQuery> next = Optional.of(OPEN);
    while (next.isPresent()) {
      OrderPage page = sides.lookInto(from).list(next.get());
      for (ImageOrder order : page.orders()) {
        tally.add(
            order.id(),
            () -> order.startedAt().isPresent() ? Outcome.STARTED : recall(order.id(), from));
      }
      next = page.next().map(cursor -> OPEN.stretch(cursor, OrderQuery.LARGEST_PAGE));
    }
    log.atInfo()
        .addKeyValue("from", from)
        .addKeyValue("moved", tally.moved)
        .addKeyValue("started", tally.started)
        .addKeyValue("failed", tally.failed)
        .log("orders recalled");
    return new Recalled(tally.moved, tally.started, tally.failed);
  }

  /** Completes what is under way; how many orders that leaves. */
  int leftUnderWay() {
    return completeWhatWasLeft().failed;
  }

  private Tally completeWhatWasLeft() {
    Tally tally = new Tally();
    for (OrderId left : pins.underWay()) {
      tally.add(left, () -> finished(left));
    }
    return tally;
  }

  private Outcome recall(OrderId id, Side from) {
    Pin pin = settled(id);
    if (pin.side() != from) {
      return Outcome.ELSEWHERE;
    }
    if (pin.state() == State.MOVED) {
      throw ImageOrderException.invalid(
          "order",
          id,
          "leave it where it is: it was moved once, and its key is used on both sides");
    }
    pins.putUnderWay(id);
    Optional<Pin> intended = pins.to(State.RECALLING, id, pin);
    return intended.isPresent() ? finished(id) : recall(id, from);
  }

  private Outcome finished(OrderId id) {
    Pin pin = settled(id);
    pins.removeUnderWay(id);
    if (pin.state() == State.MOVED) {
      return Outcome.MOVED;
    }
    ImageOrder order = sides.of(pin.side()).get(id);
    boolean notNeeded = order.startedAt().isPresent() || (order.isEnded() && !isWithdrawn(order));
    return notNeeded ? Outcome.STARTED : Outcome.FAILED;
  }

  /** Takes the next step; whoever was faster has taken it. */
  private Pin next(OrderId id, Pin pin) {
    return switch (pin.state()) {
      case RECALLING ->
          // What has been cancelled by now was so by its customer, and stays where it is.
          pins.step(mayMove(id, pin) ? State.WITHDRAWING : State.FIXED, id, pin);
      case WITHDRAWING -> withdrawn(id, pin) ? pins.across(id, pin) : pins.back(id, pin);
      case MOVING -> placed(id, pin);
      case FRESH, FIXED, FELL_BACK, MOVED -> pin;
    };
  }

  private boolean mayMove(OrderId id, Pin pin) {
    try {
      ImageOrder order = sides.of(pin.side()).get(id);
      return !order.isEnded() && order.startedAt().isEmpty();
    } catch (ImageOrderException e) {
      return falseIfNotThere(e);
    }
  }

  private boolean withdrawn(OrderId id, Pin pin) {
    try {
      return isWithdrawn(sides.of(pin.side()).withdraw(id));
    } catch (ImageOrderException e) {
      return falseIfNotThere(e);
    }
  }

  private static boolean falseIfNotThere(ImageOrderException e) {
    if (e.code().equals(ErrorCode.NOT_FOUND)
        || e.code().equals(ErrorCode.GONE)
        || e.code().equals(ErrorCode.INVALID_REQUEST)) {
      log.atWarn().log("an order stays where it is: {}", e.getMessage());
      return false;
    }
    throw e;
  }

  private Pin placed(OrderId id, Pin pin) {
    OrderRequest request = pin.asLeft(sides.of(pin.side().other()).get(id)).request();
    Pin ready = pin;
    try {
      ready = sources.bring(request, id, pin);
      if (ready.state() != State.MOVING) {
        return ready; // somebody else was faster
      }
      ImageOrder unused = sides.place(ready.side(), ready.forSide(request));
    } catch (ImageOrderException e) {
      if (e.isDoubtful() || e.retryable() || MENDABLE.contains(e.code())) {
        throw e;
      }
      log.atWarn()
          .addKeyValue("order", id)
          .log("an order that was withdrawn stays cancelled: {}", e.getMessage());
      return pins.back(id, ready);
    }
    Pin now = pins.step(State.MOVED, id, ready);
    if (now.side() != ready.side()) { // somebody else was refused here and took it back
      ImageOrder unused = sides.of(ready.side()).withdraw(id);
    }
    return now;
  }

  private enum Outcome {
    MOVED,
    STARTED,
    FAILED,
    ELSEWHERE
  }

  /** Counts what became of orders; one that fails does not keep the others. */
  private static final class Tally {
    private int moved;
    private int started;
    private int failed;

    void add(OrderId order, Supplier<Outcome> work) {
      try {
        switch (work.get()) {
          case MOVED -> moved++;
          case STARTED -> started++;
          case FAILED -> failed++;
          case ELSEWHERE -> {}
        }
      } catch (ImageOrderException e) {
        failed++;
        log.atWarn().addKeyValue("order", order).log("not recalled: {}", e.getMessage());
      }
    }
  }
}
