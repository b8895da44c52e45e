package org.imageorders.migration;

import java.util.Optional;
import java.util.function.Supplier;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Pin.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what a side has and has not begun to the other one, and completes what was left of that.
 * Thread-safe.
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

  /** What is withdrawn and finds no side to go to is drawn by nobody: so many say it of all. */
  private static final int MOST_IN_A_ROW = 3;

  private final Sides sides;
  private final Pins pins;
  private final SourceImages sources;
  private final Moving moving;

  Recalls(Sides sides, Pins pins, Moving moving) {
    this.sides = sides;
    this.pins = pins;
    this.sources = new SourceImages(sides, pins);
    this.moving = moving;
  }

  /** The side to which an order is pinned; empty if it has no pin. */
  Optional<Side> sideOf(OrderId id) {
    return pins.find(id).map(found -> moving.settled(id, found).side());
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

  /**
   * Recalls what a side has and has not begun; first, what an earlier recall has left. Begins with
   * no more orders once a side does not answer or takes none.
   */
  Recalled recall(Side from) {
    if (sides.isFinished()) {
      throw ImageOrderException.invalid(
          "side", from, "enter an earlier stage first: legacy is called no more");
    }
    Tally tally = completeWhatWasLeft();
    Optional<OrderQuery> next = Optional.of(OPEN);
    while (next.isPresent() && !tally.isStuck()) {
      OrderPage page = sides.lookInto(from).list(next.get());
      for (ImageOrder order : page.orders()) {
        if (tally.isStuck()) {
          break;
        }
        tally.add(
            order.id(),
            () -> order.startedAt().isPresent() ? Outcome.STARTED : recall(order, from));
      }
      next = page.next().map(cursor -> OPEN.stretch(cursor, OrderQuery.LARGEST_PAGE));
    }
    if (tally.isStuck()) {
      log.atWarn()
          .addKeyValue("from", from)
          .log("recall ended early: a side does not answer or takes no orders; recall again");
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
    Tally unused = completeWhatWasLeft();
    return pins.underWay().size();
  }

  private Tally completeWhatWasLeft() {
    Tally tally = new Tally();
    for (OrderId left : pins.underWay()) {
      tally.add(left, () -> completed(left));
    }
    return tally;
  }

  private Outcome recall(ImageOrder order, Side from) {
    OrderId id = order.id();
    Pin pin = pins.of(id);
    if (pin.state().isUnderWay()) {
      return completed(id);
    }
    if (pin.side() != from) {
      return Outcome.ELSEWHERE;
    }
    if (pin.state() == State.MOVED) {
      throw ImageOrderException.invalid(
          "order",
          id,
          "leave it where it is: it was moved once, and its key is used on both sides");
    }
    sources.requireRoom(pin.forCaller(order).request(), pin.across());
    return pins.replace(id, pin.in(State.RECALLING)).isPresent()
        ? completed(id)
        : recall(order, from);
  }

  private Outcome completed(OrderId id) {
    Pin pin = moving.settled(id);
    pins.removeUnderWay(id);
    if (pin.state() == State.MOVED) {
      return Outcome.MOVED;
    }
    ImageOrder order = sides.of(pin.side()).get(id);
    boolean notNeeded =
        order.startedAt().isPresent() || (order.isEnded() && !Moving.isWithdrawn(order));
    return notNeeded ? Outcome.STARTED : Outcome.FAILED;
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
    private int inARow;

    void add(OrderId order, Supplier<Outcome> work) {
      try {
        switch (work.get()) {
          case MOVED -> {
            moved++;
            inARow = 0;
          }
          case STARTED -> started++;
          case FAILED -> failed++;
          case ELSEWHERE -> {}
        }
      } catch (ImageOrderException e) {
        failed++;
        inARow += Moving.saysNothingOfTheOrder(e) ? 1 : 0;
        log.atWarn().addKeyValue("order", order).log("not recalled: {}", e.getMessage());
      }
    }

    /** Whether the next order is not likely to fare better than the last ones. */
    boolean isStuck() {
      return inARow >= MOST_IN_A_ROW;
    }
  }
}
