package org.imageorders.store.memory;

import java.util.Currency;
import org.imageorders.Attempt;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.store.AttemptResult;

/**
 * The sums over an order's attempts, kept up attempt by attempt so that a claim need not add up
 * hundreds of them.
 */
final class Ledger {

  private Ledger() {}

  static OrderCost nothing(Currency currency) {
    Money zero = Money.zero(currency);
    return new OrderCost(zero, zero, zero);
  }

  static OrderCost opened(OrderCost before, Attempt attempt) {
    return new OrderCost(before.spent(), before.reserved().plus(attempt.cost()), before.atRisk());
  }

  static OrderCost closed(OrderCost before, Attempt open, Attempt closed) {
    Money reserved = before.reserved().minus(open.cost());
    return closed.outcome().isAtRisk()
        ? new OrderCost(before.spent(), reserved, before.atRisk().plus(closed.cost()))
        : new OrderCost(before.spent().plus(closed.cost()), reserved, before.atRisk());
  }

  static OrderCost recovered(OrderCost before, Attempt unknown) {
    return new OrderCost(
        before.spent().plus(unknown.cost()),
        before.reserved(),
        before.atRisk().minus(unknown.cost()));
  }

  /**
   * What an attempt cost: as reported, else nothing if the provider never took it, else its
   * estimate.
   */
  static Money cost(Attempt open, AttemptResult result) {
    return result
        .cost()
        .orElseGet(
            () ->
                switch (result.outcome()) {
                  case NOT_SUBMITTED, REJECTED -> Money.zero(open.cost().currency());
                  default -> open.cost();
                });
  }
}
