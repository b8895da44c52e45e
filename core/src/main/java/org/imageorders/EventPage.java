package org.imageorders;

import java.util.List;

/**
 * A stretch of the feed.
 *
 * @param events in order for each order; empty if nothing happened
 * @param cursor where this page ends, to be given for the next; opaque
 */
public record EventPage(List<OrderEvent> events, String cursor) {

  /** The cursor in front of everything. */
  public static final String START = "";

  /** Copies the list. */
  public EventPage {
    events = List.copyOf(events);
  }
}
