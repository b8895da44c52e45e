package org.imageorders.consume;

import org.imageorders.OrderEvent;

/**
 * Reacts to an event. Called by several threads at once, but for one order by one at a time and in
 * the order of its events.
 *
 * <p>It must bear repeats: an event comes again whenever it is not certain that it was handled,
 * with the same {@link OrderEvent#id}. Types that it does not know, among them {@link
 * OrderEvent.Type#UNRECOGNIZED}, it should pass over.
 */
@FunctionalInterface
public interface EventHandler {

  /**
   * Handles an event. To return is to have handled it.
   *
   * @throws org.imageorders.ImageOrderException if it is {@linkplain
   *     org.imageorders.ImageOrderException#retryable() retryable}, it says that this event is not
   *     to blame (what the handler needs is away): the event is tried again for as long as it
   *     takes, and never set aside
   * @throws Exception whatever else, and any {@link Error}: the event is tried again after a pause,
   *     and set aside after so many tries
   */
  void handle(OrderEvent event) throws Exception;
}
