package org.imageorders.outbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.jspecify.annotations.Nullable;

/**
 * The orders that are in the outbox and those of where orders are handled, as one list, newest
 * first. Each part keeps its own place in the list.
 */
final class OutboxList {

  private static final Pattern CURSOR =
      Pattern.compile("outbox\\.(?:(-?\\d{1,18})\\.([0-9a-f]{40}))?\\.(-|=.*)");
  private static final String OUT = "-";
  private static final Comparator<ImageOrder> NEWEST_FIRST =
      Comparator.comparing(ImageOrder::acceptedAt).reversed();

  private final OutboxTable table;
  private final ImageOrders target;

  OutboxList(OutboxTable table, ImageOrders target) {
    this.table = table;
    this.target = target;
  }

  /**
   * Where a reader is.
   *
   * @param here the last that was shown of the outbox; null for none
   * @param there the target's cursor; empty for its beginning, null if it has no more
   */
  private record Cursor(@Nullable OutboxPlace here, @Nullable String there) {

    static final Cursor START = new Cursor(null, "");

    static Cursor parse(String text) {
      Matcher parts = CURSOR.matcher(text);
      if (!parts.matches()) {
        throw ImageOrderException.invalid("after", text, "use a cursor that an earlier page gave");
      }
      String micros = parts.group(1);
      return new Cursor(
          micros == null
              ? null
              : new OutboxPlace(Statements.instant(Long.parseLong(micros)), parts.group(2)),
          parts.group(3).equals(OUT) ? null : parts.group(3).substring(1));
    }

    String text() {
      String own = here == null ? "" : Statements.micros(here.placedAt()) + "." + here.id();
      return "outbox." + own + "." + (there == null ? OUT : "=" + there);
    }
  }

  OrderPage page(OrderQuery query) {
    Cursor at = query.after().map(Cursor::parse).orElse(Cursor.START);
    int limit = query.limit();
    List<OutboxOrder> own = table.list(query, at.here(), limit + 1);
    OrderPage theirs = theirs(query, at.there(), limit);
    int shown = shown(own, theirs, limit);
    if (shown < theirs.orders().size()) { // only the target can say where its part ends then
      theirs = shown == 0 ? new OrderPage(List.of(), at.there()) : theirs(query, at.there(), shown);
    }
    List<OutboxOrder> ownPart = newerThan(own, theirs, limit - theirs.orders().size());
    OutboxPlace here = at.here();
    if (!ownPart.isEmpty()) {
      OutboxOrder last = ownPart.get(ownPart.size() - 1);
      here = new OutboxPlace(last.placedAt(), last.id().value());
    }
    boolean more = theirs.cursor() != null || ownPart.size() < own.size();
    return new OrderPage(
        merged(ownPart, theirs.orders()), more ? new Cursor(here, theirs.cursor()).text() : null);
  }

  private OrderPage theirs(OrderQuery query, @Nullable String cursor, int most) {
    OrderPage page = new OrderPage(List.of(), cursor);
    while (page.orders().isEmpty() && page.cursor() != null) {
      page = target.list(query.stretch(page.cursor().isEmpty() ? null : page.cursor(), most));
    }
    return page;
  }

  /** How many of the target's orders are among the newest of both. */
  private static int shown(List<OutboxOrder> own, OrderPage theirs, int limit) {
    int young = 0;
    int shown = 0;
    while (shown < theirs.orders().size() && young + shown < limit) {
      ImageOrder next = theirs.orders().get(shown);
      if (young < own.size() && own.get(young).placedAt().isAfter(next.acceptedAt())) {
        young++;
      } else {
        shown++;
      }
    }
    return shown;
  }

  /** The outbox's orders as far as the target's page reaches, or all if that was its last. */
  private static List<OutboxOrder> newerThan(List<OutboxOrder> own, OrderPage theirs, int most) {
    List<ImageOrder> orders = theirs.orders();
    return own.stream()
        .limit(most)
        .filter(
            order ->
                theirs.cursor() == null
                    || orders.isEmpty()
                    || order.placedAt().isAfter(orders.get(orders.size() - 1).acceptedAt()))
        .toList();
  }

  /** Each once: as it stands there if it was handed over, and else as it stands here. */
  private List<ImageOrder> merged(List<OutboxOrder> own, List<ImageOrder> theirs) {
    Set<OrderId> ids = new HashSet<>();
    theirs.forEach(order -> ids.add(order.id()));
    Map<OrderId, OutboxOrder> known = table.find(ids);
    List<ImageOrder> merged = new ArrayList<>();
    Set<OrderId> seen = new HashSet<>();
    for (ImageOrder order : theirs) {
      OutboxOrder here = known.get(order.id());
      if (here == null || !here.isEndedHere()) {
        merged.add(here == null ? order : here.seen(order));
        seen.add(order.id());
      }
    }
    own.stream().filter(order -> seen.add(order.id())).map(OutboxOrder::order).forEach(merged::add);
    merged.sort(NEWEST_FIRST);
    return merged;
  }
}
