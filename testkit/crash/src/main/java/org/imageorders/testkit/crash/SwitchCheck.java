package org.imageorders.testkit.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Side;

/** Counts what went wrong in a {@link SwitchRun}, with the feed, the lists and the pins. */
final class SwitchCheck {

  private static final int MOST_DETAILS = 20;

  private final ShopSetup.Shop shop;
  private final Set<OrderId> ordered = new HashSet<>();
  private final Set<OrderId> open;
  private final Set<String> charged = new HashSet<>();
  private final List<String> details = new ArrayList<>();
  private int chargedTwice;

  SwitchCheck(ShopSetup setup, int orders, ShopSetup.Shop shop) {
    this.shop = shop;
    for (int number = 0; number < orders; number++) {
      OrderRequest request = setup.request(number);
      ordered.add(shop.migration().idOf(request.customer(), request.idempotencyKey()));
    }
    open = new HashSet<>(ordered);
  }

  /** Reads the merged feed until all orders have ended, or time is up. */
  void awaitRest(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    String cursor = EventPage.START;
    EventPage page;
    do {
      page = shop.migration().events(cursor, 1_000, Duration.ofSeconds(1));
      cursor = page.cursor();
      page.events().forEach(this::note);
    } while ((!open.isEmpty() || !page.events().isEmpty()) && System.nanoTime() < end);
  }

  private void note(OrderEvent event) {
    switch (event.type()) {
      case IMAGE_READY -> {
        if (!charged.add(event.order() + " " + event.index().orElseThrow())) {
          chargedTwice++;
          tell("charged twice: " + event);
        }
      }
      case ORDER_COMPLETED, ORDER_PARTIALLY_COMPLETED, ORDER_FAILED, ORDER_CANCELLED ->
          open.remove(event.order());
      default -> {}
    }
  }

  SwitchCounts count(int flips, int kills) {
    Set<OrderId> legacys = handled(shop.legacy());
    Set<OrderId> candidates = handled(shop.candidate());
    Set<OrderId> both = new HashSet<>(legacys);
    both.retainAll(candidates);
    both.forEach(id -> tell("on both sides: " + id));
    int offPin = offPin(legacys, Side.LEGACY) + offPin(candidates, Side.CANDIDATE);
    List<OrderId> listed = new ArrayList<>();
    forEach(shop.migration(), order -> listed.add(order.id()));
    Set<OrderId> found = new HashSet<>(listed);
    Set<OrderId> lost = new HashSet<>(ordered);
    lost.removeIf(id -> found.contains(id) && !open.contains(id));
    lost.forEach(id -> tell("lost, or not ended: " + id));
    return new SwitchCounts(
        new SwitchCounts.Done(legacys.size(), candidates.size(), flips, kills),
        lost.size(),
        both.size() + listed.size() - found.size(),
        chargedTwice,
        offPin,
        List.copyOf(details));
  }

  /** The orders that a side has, but for those that it gave back before it had begun with them. */
  private static Set<OrderId> handled(ImageOrders side) {
    Set<OrderId> handled = new HashSet<>();
    forEach(
        side,
        order -> {
          if (order.status() != OrderStatus.CANCELLED || !order.attempts().isEmpty()) {
            handled.add(order.id());
          }
        });
    return handled;
  }

  private int offPin(Set<OrderId> handled, Side side) {
    int off = 0;
    for (OrderId id : handled) {
      Optional<Side> pinned = shop.migration().control().sideOf(id);
      if (!pinned.equals(Optional.of(side))) {
        off++;
        tell("with the " + side + " side, and pinned to " + pinned + ": " + id);
      }
    }
    return off;
  }

  private static void forEach(ImageOrders side, Consumer<ImageOrder> each) {
    OrderQuery query = OrderQuery.builder().limit(OrderQuery.LARGEST_PAGE).build();
    Optional<String> cursor = Optional.empty();
    do {
      OrderPage page =
          side.list(cursor.map(after -> query.stretch(after, query.limit())).orElse(query));
      page.orders().forEach(each);
      cursor = page.next();
    } while (cursor.isPresent());
  }

  private void tell(String detail) {
    if (details.size() < MOST_DETAILS) {
      details.add(detail);
    }
  }
}
