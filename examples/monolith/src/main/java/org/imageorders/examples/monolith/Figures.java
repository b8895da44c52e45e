package org.imageorders.examples.monolith;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.imageorders.ImageOrder;
import org.imageorders.OrderStatus;
import org.imageorders.examples.monolith.support.SupportDesk;

/**
 * What became of some orders, by their own timestamps. Waiting is from acceptance to the end,
 * however it ended.
 *
 * @param median zero if there are no orders; so is {@code p95}
 * @param tickets how many of their customers wrote to support
 */
record Figures(int orders, Duration median, Duration p95, int failed, int tickets) {

  /** The figures of orders that have ended. */
  static Figures of(Collection<ImageOrder> orders) {
    List<Duration> waits = orders.stream().map(Figures::wait).sorted().toList();
    int failed = (int) orders.stream().filter(Figures::hasFailed).count();
    int tickets =
        (int)
            orders.stream()
                .filter(order -> SupportDesk.isTicket(order, order.endedAt().orElseThrow()))
                .count();
    return new Figures(orders.size(), rank(waits, 50), rank(waits, 95), failed, tickets);
  }

  private static boolean hasFailed(ImageOrder order) {
    return order.status() != OrderStatus.COMPLETED;
  }

  private static Duration wait(ImageOrder order) {
    return Duration.between(order.acceptedAt(), order.endedAt().orElseThrow());
  }

  /** The least of them that so many percent do not exceed: the nearest rank. */
  private static Duration rank(List<Duration> sorted, int percent) {
    int rank = (sorted.size() * percent + 99) / 100;
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(rank - 1);
  }
}
