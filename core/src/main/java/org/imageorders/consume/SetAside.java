package org.imageorders.consume;

import java.time.Instant;
import java.util.List;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;

/**
 * An order whose events are set aside: one that the handler could not handle, and those of the same
 * order that came later and wait behind it.
 *
 * @param order whose events they are
 * @param event the one that is next to be handled
 * @param waiting how many there are, with that one
 * @param error what the handler last said
 * @param tries how often it was tried before it was set aside
 * @param since when it was set aside, by the state store's clock
 * @param replays the last ten replays that failed, the latest last
 */
public record SetAside(
    OrderId order,
    OrderEvent event,
    int waiting,
    String error,
    int tries,
    Instant since,
    List<Replay> replays) {

  /** Copies the list. */
  public SetAside {
    replays = List.copyOf(replays);
  }
}
