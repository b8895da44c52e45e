package org.imageorders.migration;

import java.time.Instant;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;

/**
 * The two that a migration stands between, both of one tenant. Every call to legacy goes through
 * here: none is made once the migration is finished. Thread-safe.
 */
final class Sides {

  private final ImageOrders legacy;
  private final ImageOrders candidate;
  private final Settings settings;
  private final LegacyUse use;

  Sides(ImageOrders legacy, ImageOrders candidate, Settings settings, LegacyUse use) {
    this.legacy = legacy;
    this.candidate = candidate;
    this.settings = settings;
    this.use = use;
  }

  /** Refuses two that would give one order two ids: nothing could be found again. */
  static void requireOneTenant(ImageOrders legacy, ImageOrders candidate) {
    OrderId old = legacy.idOf("probe", "probe");
    OrderId young = candidate.idOf("probe", "probe");
    if (!old.equals(young)) {
      throw ImageOrderException.invalid(
          "candidate",
          young,
          "give both sides the same tenant: legacy makes " + old + " of the same customer and key");
    }
  }

  boolean isFinished() {
    return settings.isFinished();
  }

  /** When something was last asked about an order or a picture of legacy's; empty if never. */
  Optional<Instant> legacyLastNeeded() {
    return use.lastCall();
  }

  /**
   * The side that an order or a picture is on.
   *
   * @throws ImageOrderException {@link ErrorCode#GONE} if that is legacy, which is called no more
   */
  ImageOrders of(Side side) {
    ImageOrders there = lookInto(side);
    if (side == Side.LEGACY) {
      use.called();
    }
    return there;
  }

  /**
   * A side, to see whether something is there; that does not say that legacy is still needed.
   *
   * @throws ImageOrderException likewise
   */
  ImageOrders lookInto(Side side) {
    if (side == Side.CANDIDATE) {
      return candidate;
    }
    if (isFinished()) {
      throw new ImageOrderException(
          ErrorCode.GONE,
          "this was placed with legacy, which is called no more since the migration is finished;"
              + " enter an earlier stage to reach it");
    }
    return legacy;
  }

  /** Whether a side has an order, or had it. */
  boolean has(Side side, OrderId order) {
    ImageOrders there = lookInto(side);
    try {
      there.get(order);
      return true;
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND)) {
        return false;
      }
      if (e.code().equals(ErrorCode.GONE)) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Hears of an order that a side took. If that is legacy, which has meanwhile become what is
   * called no more, the migration is not finished after all, for the order would be lost.
   */
  void taken(Side side, ImageOrder order) {
    if (side == Side.LEGACY && !order.isEnded() && isFinished()) {
      boolean unused =
          settings.enter(
              Stage.FINISHED,
              Stage.ALL_NEW,
              Reason.of("migration", "legacy was still taking order " + order.id()));
    }
  }
}
