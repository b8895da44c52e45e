package org.imageorders.migration;

import java.util.Optional;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.migration.Pin.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places orders: the pin first, then there. What the candidate certainly did not take goes to
 * legacy, if nobody else can have placed it meanwhile. Thread-safe.
 */
final class Placing {

  private static final Logger log = LoggerFactory.getLogger(Placing.class);

  /** Refusals that stand on either side: the key is used, or the customer's money is. */
  private static final Set<ErrorCode> FINAL =
      Set.of(
          ErrorCode.IDEMPOTENCY_CONFLICT,
          ErrorCode.GONE,
          ErrorCode.CEILING_EXCEEDED,
          ErrorCode.BUDGET_EXCEEDED);

  private final Sides sides;
  private final Pins pins;
  private final SourceImages sources;
  private final Moving moving;
  private final Routing routing;
  private final FallbackCounter fallbacks;

  Placing(Sides sides, Pins pins, Moving moving, Routing routing, FallbackCounter fallbacks) {
    this.sides = sides;
    this.pins = pins;
    this.sources = new SourceImages(sides, pins);
    this.moving = moving;
    this.routing = routing;
    this.fallbacks = fallbacks;
  }

  ImageOrder place(OrderRequest request, OrderId id) {
    Pin pin =
        pins.find(id)
            .map(found -> moving.settled(id, pins.fixed(id, found)))
            .orElseGet(() -> pins.insert(id, routing.sideFor(request.customer(), id)));
    Pin ready;
    try {
      ready = sources.bring(request, id, pin);
    } catch (ImageOrderException e) {
      return elsewhere(request, id, pin, e); // an image may have come too much, but no order
    }
    if (ready.side() != pin.side() || ready.state().isUnderWay()) {
      return place(request, id); // it was recalled meanwhile
    }
    try {
      return placed(request, ready);
    } catch (ImageOrderException e) {
      return ready.side() == Side.CANDIDATE && e.isDoubtful()
          ? found(request, id, ready, e)
          : elsewhere(request, id, ready, e);
    }
  }

  private ImageOrder placed(OrderRequest request, Pin pin) {
    ImageOrder order = sides.of(pin.side()).place(pin.forSide(request));
    sides.taken(pin.side(), order);
    return pin.forCaller(order);
  }

  /** The order, if it was taken and the answer was lost. */
  private ImageOrder found(OrderRequest request, OrderId id, Pin pin, ImageOrderException refusal) {
    try {
      return pin.forCaller(sides.of(pin.side()).get(id));
    } catch (ImageOrderException e) {
      if (!e.code().equals(ErrorCode.NOT_FOUND)) {
        refusal.addSuppressed(e);
      }
      if (pin.state() == State.FRESH) { // once for an order, however often it is repeated
        fallbacks.unanswered(request.customer());
      }
      throw refusal; // it may still arrive: the order stays the candidate's
    }
  }

  /** Falls back to legacy with what the candidate did not take; refuses if that is not safe. */
  private ImageOrder elsewhere(
      OrderRequest request, OrderId id, Pin pin, ImageOrderException refusal) {
    if (pin.state() != State.FRESH || FINAL.contains(refusal.code()) || sides.isFinished()) {
      throw refusal;
    }
    Optional<Pin> fallen;
    try {
      fallen = pins.fallBack(id, pin);
    } catch (ImageOrderException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
    Pin legacys = sources.bring(request, id, fallen.orElseThrow(() -> refusal));
    ImageOrder order = placed(request, legacys);
    log.atWarn()
        .addKeyValue("order", id)
        .addKeyValue("code", refusal.code())
        .log("fell back to legacy: the candidate did not take it");
    fallbacks.refused(request.customer());
    return order;
  }
}
