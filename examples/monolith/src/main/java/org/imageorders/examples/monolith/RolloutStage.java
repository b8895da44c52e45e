package org.imageorders.examples.monolith;

import java.util.List;
import java.util.Map;
import org.imageorders.ImageOrder;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;

/**
 * What happened while the share stood still.
 *
 * @param orders those that ended, by the side that handled them
 * @param pressedTwice how many of them a customer placed twice
 * @param foundAgain for how many of these the second placing found the first one's order
 */
record RolloutStage(
    Share share, Map<Side, List<ImageOrder>> orders, int pressedTwice, int foundAgain) {

  Figures figures(Side side) {
    return Figures.of(orders.getOrDefault(side, List.of()));
  }

  /** Over both sides. */
  Figures figures() {
    return Figures.of(orders.values().stream().flatMap(List::stream).toList());
  }
}
