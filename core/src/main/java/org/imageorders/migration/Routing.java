package org.imageorders.migration;

import java.time.Duration;
import org.imageorders.OrderId;
import org.imageorders.migration.SettingsDocument.Standing;
import org.jspecify.annotations.Nullable;

/** Says on which side something new begins. */
final class Routing {

  private final Sides sides;
  private final Settings settings;
  private final CustomerLists lists;
  private final Targeting targeting;
  private final @Nullable Duration keysRepeatedWithin;

  /**
   * Takes what decides.
   *
   * @param keysRepeatedWithin how long after its first use a key may come again; null for ever
   */
  Routing(
      Sides sides,
      Settings settings,
      CustomerLists lists,
      Targeting targeting,
      @Nullable Duration keysRepeatedWithin) {
    this.sides = sides;
    this.settings = settings;
    this.lists = lists;
    this.targeting = targeting;
    this.keysRepeatedWithin = keysRepeatedWithin;
  }

  /** The side of what this customer begins now. */
  Side sideFor(String customer) {
    Standing standing = settings.standing();
    return switch (standing.stage().kind()) {
      case LEGACY_ONLY, SHADOW -> Side.LEGACY;
      case LIVE ->
          standing.killed()
              ? Side.LEGACY
              : lists
                  .sideOf(customer)
                  .orElseGet(() -> targeting.sideFor(customer, standing.stage().share()));
      case ALL_NEW -> standing.killed() ? Side.LEGACY : Side.CANDIDATE;
      case FINISHED -> Side.CANDIDATE; // there is no legacy to go back to
    };
  }

  /**
   * The side on which to pin an order that has no pin. A key that was used before there was a
   * migration is legacy's: its repeat must find that order.
   */
  Side sideFor(String customer, OrderId order) {
    Side side = sideFor(customer);
    boolean asks = side == Side.CANDIDATE && !sides.isFinished() && mayBeOlder();
    return asks && sides.has(Side.LEGACY, order) ? Side.LEGACY : side;
  }

  /** Whether a key may come again that was used before all orders were pinned. */
  private boolean mayBeOlder() {
    return keysRepeatedWithin == null || settings.pinnedFor().compareTo(keysRepeatedWithin) < 0;
  }
}
