package org.imageorders.testkit.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imageorders.Attempt;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Side;

/** Counts what went wrong in a {@link SwitchRun}: in feed, lists, pins and ledgers. */
final class SwitchCheck {

  private static final int MOST_DETAILS = 20;

  private final Migration migration;
  private final ImageOrders legacy;
  private final ImageOrders candidate;
  private final Set<OrderId> ordered;
  private final Set<OrderId> open;
  private final Set<String> charged = new HashSet<>();
  private final List<String> details = new ArrayList<>();
  private int chargedTwice;

  /**
   * Looks at a migration between these two.
   *
   * @param ordered what was placed
   */
  SwitchCheck(
      Migration migration, ImageOrders legacy, ImageOrders candidate, Set<OrderId> ordered) {
    this.migration = migration;
    this.legacy = legacy;
    this.candidate = candidate;
    this.ordered = ordered;
    open = new HashSet<>(ordered);
  }

  /** Reads the merged feed until all orders have ended, or time is up. */
  void awaitRest(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    String cursor = EventPage.START;
    EventPage page;
    do {
      page = migration.events(cursor, 1_000, Duration.ofSeconds(1));
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
    Set<OrderId> legacys = handled(legacy);
    Set<OrderId> candidates = handled(candidate);
    Set<OrderId> both = new HashSet<>(legacys);
    both.retainAll(candidates);
    both.forEach(id -> tell("on both sides: " + id));
    int offPin = offPin(legacys, Side.LEGACY) + offPin(candidates, Side.CANDIDATE);
    List<OrderId> listed = new ArrayList<>();
    forEach(migration, order -> listed.add(order.id()));
    Set<OrderId> found = new HashSet<>(listed);
    Set<OrderId> lost = new HashSet<>(ordered);
    lost.removeIf(id -> found.contains(id) && !open.contains(id));
    lost.forEach(id -> tell("lost, or not ended: " + id));
    return new SwitchCounts(
        new SwitchCounts.Done(legacys.size(), candidates.size(), flips, kills),
        lost.size(),
        both.size() + listed.size() - found.size(),
        chargedTwice + paidTwice(),
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

  /** Calls that cost money or may have, beyond those that may, by the ledgers of both sides. */
  private int paidTwice() {
    Map<String, List<Attempt>> byTask = new HashMap<>();
    for (ImageOrders side : List.of(legacy, candidate)) {
      forEach(
          side,
          order ->
              order.attempts().stream()
                  .filter(attempt -> !attempt.cost().isZero())
                  .forEach(
                      attempt ->
                          byTask
                              .computeIfAbsent(
                                  order.id() + " " + attempt.task(), key -> new ArrayList<>())
                              .add(attempt)));
    }
    return byTask.entrySet().stream()
        .mapToInt(task -> paidTwice(task.getKey(), task.getValue()))
        .sum();
  }

  /** One call may, and one more if nobody knows what became of the first. */
  private int paidTwice(String task, List<Attempt> calls) {
    calls.sort(Comparator.comparing(Attempt::startedAt));
    int more = Math.max(0, calls.size() - (calls.get(0).outcome().isAtRisk() ? 2 : 1));
    if (more > 0) {
      tell("paid for more than once: " + task + ": " + calls);
    }
    return more;
  }

  private int offPin(Set<OrderId> handled, Side side) {
    int off = 0;
    for (OrderId id : handled) {
      Optional<Side> pinned = migration.control().sideOf(id);
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
