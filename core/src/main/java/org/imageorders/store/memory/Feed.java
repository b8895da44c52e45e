package org.imageorders.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;

/** The events of one tenant's orders. Guarded by its store's lock. */
final class Feed {

  private final Cursors cursors = new Cursors("after");
  private final NavigableMap<Long, OrderEvent> events = new TreeMap<>();
  private long last;

  /** Adds an event and tells its position. */
  long append(OrderEvent event) {
    events.put(++last, event);
    return last;
  }

  void remove(List<Long> positions) {
    positions.forEach(events::remove);
  }

  EventPage page(String after, int limit) {
    if (limit < 1) {
      throw ImageOrderException.invalid("limit", limit, "use 1 or more");
    }
    long from = after.equals(EventPage.START) ? 0 : cursors.positionOf(after, last);
    List<OrderEvent> page = new ArrayList<>();
    long end = from;
    for (Map.Entry<Long, OrderEvent> event : events.tailMap(from, false).entrySet()) {
      if (page.size() == limit) {
        return new EventPage(page, cursors.at(end));
      }
      page.add(event.getValue());
      end = event.getKey();
    }
    return new EventPage(page, cursors.at(last));
  }
}
