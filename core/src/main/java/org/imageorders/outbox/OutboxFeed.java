package org.imageorders.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;

/**
 * The events of the orders that ended in the outbox, then those of where orders are handled. What
 * that tells of an order which has ended here is left out, and an order that it tells of cannot end
 * here any more: nobody hears of two ends.
 */
final class OutboxFeed {

  private static final int LARGEST_PAGE = 1_000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Pattern CURSOR = Pattern.compile("outbox\\.(\\d{1,18})\\.(\\d{1,9})\\.(.*)");

  private final OutboxTable table;
  private final ImageOrders target;
  private final HandOver handOver;

  OutboxFeed(OutboxTable table, ImageOrders target, HandOver handOver) {
    this.table = table;
    this.target = target;
    this.handOver = handOver;
  }

  /**
   * Where a reader is.
   *
   * @param position of the last order of the outbox that was told wholly
   * @param told how many events of the next one were told
   * @param there the target's cursor
   */
  private record Cursor(long position, int told, String there) {

    /** Reads a cursor; one of the target's own, from before the outbox, goes on with the target. */
    static Cursor parse(String text) {
      Matcher own = CURSOR.matcher(text);
      return own.matches()
          ? new Cursor(Long.parseLong(own.group(1)), Integer.parseInt(own.group(2)), own.group(3))
          : new Cursor(0, 0, text);
    }

    String text() {
      return "outbox." + position + "." + told + "." + there;
    }
  }

  EventPage page(String after, int limit, Duration wait) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ImageOrderException.invalid("limit", limit, "use 1 to 1000");
    }
    if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
      throw ImageOrderException.invalid("wait", wait, "use zero to 60 seconds");
    }
    Instant until = table.now().plus(wait);
    Cursor at = Cursor.parse(after);
    while (true) {
      EventPage own = own(at, limit);
      if (!own.events().isEmpty()) {
        return own;
      }
      Duration left = Duration.between(table.now(), until);
      Duration some = left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
      EventPage theirs = target.events(at.there(), limit, some.isNegative() ? Duration.ZERO : some);
      at = new Cursor(at.position(), at.told(), theirs.cursor());
      List<OrderEvent> shown = withoutEndedHere(theirs.events());
      boolean over = left.isNegative() || left.isZero();
      if (!shown.isEmpty() || (over && theirs.events().isEmpty())) {
        return new EventPage(shown, at.text());
      }
    }
  }

  private EventPage own(Cursor at, int limit) {
    List<OrderEvent> events = new ArrayList<>();
    long position = at.position();
    int told = at.told();
    for (OutboxOrder order : table.told(at.position(), limit)) {
      List<OrderEvent> all = order.events();
      int end = Math.min(all.size(), told + limit - events.size());
      events.addAll(all.subList(told, end));
      if (end < all.size()) {
        return new EventPage(events, new Cursor(position, end, at.there()).text());
      }
      position = order.position();
      told = 0;
    }
    return new EventPage(events, new Cursor(position, told, at.there()).text());
  }

  private List<OrderEvent> withoutEndedHere(List<OrderEvent> events) {
    Set<OrderId> ids = new HashSet<>();
    events.forEach(event -> ids.add(event.order()));
    table.find(ids).values().stream()
        .filter(order -> order.isPending() && order.isDoubted())
        .forEach(handOver::markIfThere);
    Map<OrderId, OutboxOrder> here = table.find(ids);
    return events.stream()
        .filter(
            event -> {
              OutboxOrder order = here.get(event.order());
              return order == null || !order.isEndedHere();
            })
        .toList();
  }
}
