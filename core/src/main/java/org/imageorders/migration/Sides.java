package org.imageorders.migration;

import java.util.function.BooleanSupplier;
import org.imageorders.ErrorCode;
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
  private final BooleanSupplier finished;
  private final Runnable legacyNeeded;

  /**
   * Takes the two.
   *
   * @param finished whether legacy is called no more
   * @param legacyNeeded told whenever something is asked about an order or a picture of legacy's
   */
  Sides(
      ImageOrders legacy, ImageOrders candidate, BooleanSupplier finished, Runnable legacyNeeded) {
    this.legacy = legacy;
    this.candidate = candidate;
    this.finished = finished;
    this.legacyNeeded = legacyNeeded;
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
    return finished.getAsBoolean();
  }

  /**
   * The side that an order or a picture is on.
   *
   * @throws ImageOrderException {@link ErrorCode#GONE} if that is legacy, which is called no more
   */
  ImageOrders of(Side side) {
    ImageOrders there = lookInto(side);
    if (side == Side.LEGACY) {
      legacyNeeded.run();
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
}
