package org.imageorders;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a list of orders.
 *
 * @param orders newest first; possibly fewer than asked for though more follow
 * @param cursor what {@link OrderQuery.Builder#after} takes for the next page; null on the last
 */
public record OrderPage(List<ImageOrder> orders, @Nullable String cursor) {

  /** Copies the list. */
  public OrderPage {
    orders = List.copyOf(orders);
  }

  /** What {@link OrderQuery.Builder#after} takes for the next page; empty on the last. */
  public Optional<String> next() {
    return Optional.ofNullable(cursor);
  }
}
