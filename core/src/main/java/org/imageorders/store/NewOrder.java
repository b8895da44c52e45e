package org.imageorders.store;

import java.util.List;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;

/**
 * An order to be kept.
 *
 * @param tenant whose it is
 * @param id as {@link OrderId#of} gives it for the tenant and the request
 * @param request what is ordered
 * @param tasks the calls that it takes, numbered by their place in the list; together they make
 *     every image once
 */
public record NewOrder(String tenant, OrderId id, OrderRequest request, List<NewTask> tasks) {

  /** Copies the list. */
  public NewOrder {
    tasks = List.copyOf(tasks);
  }
}
