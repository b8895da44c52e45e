package org.imageorders.store;

import java.util.List;
import org.imageorders.Money;
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
 * @param allowances what its customer may spend, this order included
 */
public record NewOrder(
    String tenant,
    OrderId id,
    OrderRequest request,
    List<NewTask> tasks,
    List<Allowance> allowances) {

  /** Copies the lists. */
  public NewOrder {
    tasks = List.copyOf(tasks);
    allowances = List.copyOf(allowances);
  }

  /** An order of a customer who may spend any sum. */
  public NewOrder(String tenant, OrderId id, OrderRequest request, List<NewTask> tasks) {
    this(tenant, id, request, tasks, List.of());
  }

  /** What the order should cost at most, if every call is made once. */
  public Money estimate() {
    return tasks.stream()
        .map(task -> task.estimatePerImage().times(task.images()))
        .reduce(Money::plus)
        .orElseThrow();
  }
}
