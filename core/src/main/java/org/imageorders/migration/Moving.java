package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Pin.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves an order that has not started to the other side. Each step stands in the order's pin, and
 * whoever meets the order takes the next one, also several at once: the side must withdraw it
 * first, then the pin names the other side, then the order is placed there. If that one refuses it,
 * it goes back, and is cancelled.
 *
 * <p>Whoever dies between any two steps, the pin names the only side that may draw the order:
 *
 * <ul>
 *   <li>Until it is withdrawn, that is the side that has it. Withdrawing is answered alike as often
 *       as it is asked, so all who ask go the same way.
 *   <li>While it is {@link State#MOVING}, and once it has {@link State#MOVED}, it is the other
 *       side, for what was withdrawn never starts.
 *   <li>It goes back by {@link State#RETURNING} alone, in which no more placings begin: each is
 *       counted in the pin right before its call, which fails if the pin has changed. One that was
 *       certainly refused is counted no more, so if none is left, none has arrived or can. One that
 *       is left may still arrive, or its caller may have died: as soon as the order is here, it has
 *       moved. If it is not when the longest placing is over, it never will be. Until then it is
 *       not known, and not guessed.
 *   <li>Whoever placed the order and finds that it went back has taken longer than that. The pin
 *       comes here again before the order is withdrawn here, which it may not be any more.
 * </ul>
 *
 * <p>Before an order is withdrawn it is listed as under way, and after that it is asked once more
 * whether legacy may be called. So who takes leave of legacy either finds the order in the list, or
 * entered the stage so early that nothing is withdrawn. That legacy is called no more says nothing
 * of an order that is between the sides: it stays there.
 *
 * <p>Thread-safe.
 */
final class Moving {

  private static final Logger log = LoggerFactory.getLogger(Moving.class);

  /** Refusals that an operator can mend, and that say nothing of the order. */
  private static final Set<ErrorCode> MENDABLE =
      Set.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN);

  private final Sides sides;
  private final Pins pins;
  private final SourceImages sources;
  private final Duration longestPlacing;

  Moving(Sides sides, Pins pins, Duration longestPlacing) {
    this.sides = sides;
    this.pins = pins;
    this.sources = new SourceImages(sides, pins);
    this.longestPlacing = longestPlacing;
  }

  /** Whether an order was cancelled before it started: then it may be on the other side now. */
  static boolean isWithdrawn(ImageOrder order) {
    return order.status() == OrderStatus.CANCELLED && order.startedAt().isEmpty();
  }

  /** Whether a side refuses whatever it is given just now, or may not have been asked at all. */
  static boolean saysNothingOfTheOrder(ImageOrderException e) {
    return e.isDoubtful() || e.retryable() || MENDABLE.contains(e.code());
  }

  /** Whether an order that was cancelled on this side is on the other one. */
  boolean isTwin(ImageOrder order, Side side) {
    return isWithdrawn(order) && settled(order.id()).side() != side;
  }

  /** The order's pin, with no move under way. */
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

  /** Takes the next step; whoever was faster has taken it. */
  private Pin next(OrderId id, Pin pin) {
    return switch (pin.state()) {
      case RECALLING -> {
        pins.putUnderWay(id); // before it is asked whether legacy may still be called
        yield pins.step(id, pin.in(mayMove(id, pin) ? State.WITHDRAWING : State.FIXED));
      }
      case WITHDRAWING -> pins.step(id, withdrawn(id, pin) ? pin.across() : pin.in(State.FIXED));
      case MOVING -> placed(id, pin);
      case RETURNING -> returned(id, pin);
      case FRESH, FIXED, FELL_BACK, MOVED -> pin;
    };
  }

  /** What has been cancelled by now was so by its customer, and stays where it is. */
  private boolean mayMove(OrderId id, Pin pin) {
    ImageOrders there = sides.of(pin.side());
    try {
      ImageOrder order = there.get(id);
      return !sides.isFinished() && !order.isEnded() && order.startedAt().isEmpty();
    } catch (ImageOrderException e) {
      return falseIfNotThere(e);
    }
  }

  private boolean withdrawn(OrderId id, Pin pin) {
    ImageOrders there = sides.of(pin.side());
    try {
      return isWithdrawn(there.withdraw(id));
    } catch (ImageOrderException e) {
      return falseIfNotThere(e);
    }
  }

  private static boolean falseIfNotThere(ImageOrderException e) {
    requireNotThere(e);
    return false;
  }

  private static void requireNotThere(ImageOrderException e) {
    if (!e.code().equals(ErrorCode.NOT_FOUND)
        && !e.code().equals(ErrorCode.GONE)
        && !e.code().equals(ErrorCode.INVALID_REQUEST)) {
      throw e;
    }
    log.atWarn().log("an order stays where it is: {}", e.getMessage());
  }

  private Pin placed(OrderId id, Pin pin) {
    Optional<OrderRequest> left = left(id, pin);
    if (left.isEmpty()) {
      return whileBetween(id, pin, now -> now.in(State.RETURNING));
    }
    OrderRequest request = left.get();
    Pin ready;
    try {
      ready = sources.bring(request, id, pin);
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.GONE)) {
        throw e; // no image ever is: legacy is called no more
      }
      return refused(id, pin, e);
    }
    if (ready.state() != State.MOVING) {
      return ready; // somebody else was faster
    }
    return pins.replace(id, ready.placingBegun(pins.now()))
        .map(begun -> placed(id, begun, begun.forSide(request)))
        .orElseGet(() -> pins.require(id));
  }

  /** What its first side was to draw; empty if that side has erased it since. */
  private Optional<OrderRequest> left(OrderId id, Pin pin) {
    ImageOrders there = sides.of(pin.side().other()); // or it is legacy, which is called no more
    try {
      return Optional.of(pin.asLeft(there.get(id)).request());
    } catch (ImageOrderException e) {
      requireNotThere(e);
      return Optional.empty();
    }
  }

  private Pin placed(OrderId id, Pin begun, OrderRequest request) {
    ImageOrders there = sides.of(begun.side());
    try {
      sides.taken(begun.side(), there.place(request));
    } catch (ImageOrderException e) {
      if (e.isDoubtful()) {
        throw e;
      }
      return refused(id, whileBetween(id, begun, Pin::placingRefused), e);
    }
    Pin now = whileBetween(id, begun, Pin::moved);
    return now.side() == begun.side() ? now : placedTooLate(id, begun, now);
  }

  private Pin refused(OrderId id, Pin pin, ImageOrderException refusal) {
    if (!pin.state().isBetween()) {
      return pin; // somebody else was faster
    }
    if (saysNothingOfTheOrder(refusal)) {
      throw refusal;
    }
    log.atWarn()
        .addKeyValue("order", id)
        .log("an order that was withdrawn is taken back: {}", refusal.getMessage());
    return whileBetween(id, pin, now -> now.in(State.RETURNING));
  }

  /** Changes a pin that others change too, unless they have brought the order to a side. */
  private Pin whileBetween(OrderId id, Pin seen, UnaryOperator<Pin> change) {
    Pin now = seen;
    while (now.state().isBetween()) {
      Optional<Pin> changed = pins.replace(id, change.apply(now));
      if (changed.isPresent()) {
        return changed.get();
      }
      now = pins.require(id);
    }
    return now;
  }

  private Pin placedTooLate(OrderId id, Pin here, Pin wentBack) {
    Pin now = wentBack;
    while (now.side() != here.side()) {
      Pin hereAgain =
          new Pin(now.version(), here.side(), State.MOVED, here.copies(), Pin.Move.NONE);
      now = pins.step(id, hereAgain);
    }
    boolean asToldBefore = withdrawn(id, now);
    log.atWarn()
        .addKeyValue("order", id)
        .addKeyValue("cancelled", asToldBefore)
        .log("an order was placed after it had gone back: set a longer longestPlacing");
    return now;
  }

  private Pin returned(OrderId id, Pin pin) {
    if (pin.move().placings() == 0) {
      return pins.step(id, pin.back());
    }
    Instant certain = pin.move().lastBegunAt().plus(longestPlacing);
    Instant now = pins.now(); // before the look
    if (sides.has(pin.side(), id)) {
      return pins.step(id, pin.moved());
    }
    if (now.isBefore(certain)) {
      throw new ImageOrderException(
              ErrorCode.UNAVAILABLE,
              "order "
                  + id
                  + " was refused by the "
                  + pin.side()
                  + " side, and may have been placed there all the same; this is known at "
                  + certain)
          .withRetryAfter(Duration.between(now, certain));
    }
    return pins.step(id, pin.back());
  }
}
