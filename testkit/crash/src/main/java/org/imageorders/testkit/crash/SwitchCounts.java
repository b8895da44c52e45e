package org.imageorders.testkit.crash;

import java.util.List;

/**
 * What came out of a {@link SwitchRun}, after everything has come to rest.
 *
 * @param done what was done
 * @param lost orders that were accepted and are not there, or have not ended
 * @param doubled orders that both sides have, or that a list tells twice
 * @param chargedTwice pictures of one place of an order beyond the first, as the events tell: each
 *     is what a shop charges a customer for; and calls for one task that cost money, as both sides'
 *     ledgers tell, beyond the first and the one repeat that an unknown outcome allows
 * @param offPin orders that are not where their pin says
 * @param details a line for each that went wrong, some of them at least
 */
public record SwitchCounts(
    Done done, int lost, int doubled, int chargedTwice, int offPin, List<String> details) {

  /**
   * What was done.
   *
   * @param legacy the orders that legacy handled
   * @param candidate the orders that the candidate handled
   * @param flips how often the stage was changed
   * @param kills how often a process was killed
   */
  public record Done(int legacy, int candidate, int flips, int kills) {}
}
