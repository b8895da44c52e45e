package org.imageorders.migration;

import java.util.ArrayList;
import java.util.List;
import org.imageorders.ImageOrder;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.jspecify.annotations.Nullable;

/**
 * The orders of both sides as one list, newest first. Each side keeps its own place in the list, so
 * that orders which come or end between two pages make nobody else's appear twice or not at all.
 */
final class MergedList {

  private static final String WORD = "orders";

  private final Sides sides;
  private final Moving moving;

  MergedList(Sides sides, Moving moving) {
    this.sides = sides;
    this.moving = moving;
  }

  OrderPage page(OrderQuery query) {
    CursorPair from =
        query
            .after()
            .map(cursor -> CursorPair.parse(WORD, "after", cursor))
            .orElse(CursorPair.START);
    OrderPage legacy = page(Side.LEGACY, query, from.legacy(), query.limit());
    OrderPage candidate = page(Side.CANDIDATE, query, from.candidate(), query.limit());
    List<ImageOrder> merged = merged(legacy, candidate, query.limit());
    int legacys = (int) merged.stream().filter(legacy.orders()::contains).count();
    OrderPage oldPart = first(legacys, legacy, Side.LEGACY, query, from.legacy());
    OrderPage newPart =
        first(merged.size() - legacys, candidate, Side.CANDIDATE, query, from.candidate());
    boolean ended = oldPart.cursor() == null && newPart.cursor() == null;
    CursorPair next = new CursorPair(oldPart.cursor(), newPart.cursor());
    List<ImageOrder> shown =
        merged(
            new OrderPage(oldPart.orders(), null),
            new OrderPage(newPart.orders(), null),
            query.limit());
    return new OrderPage(
        shown.stream().map(this::forCaller).toList(), ended ? null : next.text(WORD));
  }

  private ImageOrder forCaller(ImageOrder order) {
    boolean fromText =
        order.request().specs().stream().allMatch(spec -> spec.sourceImages().isEmpty());
    return fromText ? order : moving.settled(order.id()).forCaller(order);
  }

  /**
   * A side's orders behind a cursor, without those that were recalled from it; none only if there
   * are no more.
   */
  private OrderPage page(Side side, OrderQuery query, @Nullable String cursor, int limit) {
    if (side == Side.LEGACY && sides.isFinished()) {
      return new OrderPage(List.of(), null);
    }
    OrderPage page = new OrderPage(List.of(), cursor);
    while (page.orders().isEmpty() && page.cursor() != null) {
      page = stretch(side, query, page.cursor(), limit);
    }
    return page;
  }

  private OrderPage stretch(Side side, OrderQuery query, String cursor, int limit) {
    String after = cursor.isEmpty() ? null : cursor;
    OrderPage page = sides.lookInto(side).list(query.stretch(after, limit));
    List<ImageOrder> own =
        page.orders().stream().filter(order -> !moving.isTwin(order, side)).toList();
    return new OrderPage(own, page.cursor());
  }

  /**
   * The first orders of a page as a page of their own. Only the side can say where that ends, so it
   * is asked again; what it answers now is what is shown.
   */
  private OrderPage first(
      int orders, OrderPage whole, Side side, OrderQuery query, @Nullable String cursor) {
    if (orders == whole.orders().size()) {
      return whole;
    }
    List<ImageOrder> taken = new ArrayList<>();
    String at = cursor;
    while (taken.size() < orders && at != null) {
      OrderPage more = stretch(side, query, at, orders - taken.size());
      taken.addAll(more.orders());
      at = more.cursor();
    }
    return new OrderPage(taken, at);
  }

  /** Newest first, up to where one side has more that is not known yet. */
  private static List<ImageOrder> merged(OrderPage legacy, OrderPage candidate, int limit) {
    List<ImageOrder> merged = new ArrayList<>();
    int old = 0;
    int young = 0;
    while (merged.size() < limit) {
      boolean oldOut = old == legacy.orders().size();
      boolean youngOut = young == candidate.orders().size();
      if ((oldOut && legacy.cursor() != null)
          || (youngOut && candidate.cursor() != null)
          || (oldOut && youngOut)) {
        break;
      }
      boolean takeOld =
          youngOut
              || (!oldOut
                  && !candidate
                      .orders()
                      .get(young)
                      .acceptedAt()
                      .isAfter(legacy.orders().get(old).acceptedAt()));
      merged.add(takeOld ? legacy.orders().get(old++) : candidate.orders().get(young++));
    }
    return merged;
  }
}
