package org.imageorders.store.shared;

import java.time.Instant;
import java.util.Currency;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.store.AttemptResult;

/**
 * How attempts are closed, and the sums over an order's attempts, kept up attempt by attempt so
 * that a claim need not add up hundreds of them.
 */
public final class Ledger {

  private static final Failure LEASE_LOST =
      new Failure(
          ErrorCode.OUTCOME_UNKNOWN, "the worker that made the call was not heard of again");

  private Ledger() {}

  /** What an order costs before its first attempt. */
  public static OrderCost nothing(Currency currency) {
    Money zero = Money.zero(currency);
    return new OrderCost(zero, zero, zero);
  }

  /** The sums with one more attempt, which runs. */
  public static OrderCost opened(OrderCost before, Attempt attempt) {
    return new OrderCost(before.spent(), before.reserved().plus(attempt.cost()), before.atRisk());
  }

  /** The sums once that attempt is closed. */
  public static OrderCost closed(OrderCost before, Attempt open, Attempt closed) {
    Money reserved = before.reserved().minus(open.cost());
    return closed.outcome().isAtRisk()
        ? new OrderCost(before.spent(), reserved, before.atRisk().plus(closed.cost()))
        : new OrderCost(before.spent().plus(closed.cost()), reserved, before.atRisk());
  }

  /** The sums once an attempt of unknown fate turned out to have succeeded. */
  public static OrderCost recovered(OrderCost before, Attempt unknown) {
    return new OrderCost(
        before.spent().plus(unknown.cost()),
        before.reserved(),
        before.atRisk().minus(unknown.cost()));
  }

  /**
   * What an attempt cost: as reported, else nothing if the provider never took it, else its
   * estimate.
   */
  private static Money cost(Attempt open, AttemptResult result) {
    return result
        .cost()
        .orElseGet(
            () ->
                switch (result.outcome()) {
                  case NOT_SUBMITTED, REJECTED -> Money.zero(open.cost().currency());
                  default -> open.cost();
                });
  }

  /** What an open attempt is, closed with this result. */
  public static Attempt close(Attempt open, AttemptResult result, Instant now) {
    if (result.outcome() == Attempt.Outcome.RUNNING) {
      throw new IllegalArgumentException("an attempt that runs has no result");
    }
    return Attempt.builder(open.task(), open.number(), result.provider().orElse(open.provider()))
        .model(result.model().or(open::model).orElse(null))
        .outcome(result.outcome())
        // What was found again counts where it was made.
        .images(result.recovered().isEmpty() ? result.images().size() : 0)
        .cost(cost(open, result))
        .failure(result.failure().orElse(null))
        .startedAt(open.startedAt())
        .endedAt(now)
        .build();
  }

  /** What an open attempt is once nobody can tell its fate, because its worker went silent. */
  public static Attempt closeUnknown(Attempt open, Instant now) {
    return open.toBuilder()
        .outcome(Attempt.Outcome.UNKNOWN)
        .failure(LEASE_LOST)
        .endedAt(now)
        .build();
  }

  /** What an attempt of unknown fate is once so many images of it were found: it succeeded. */
  public static Attempt recover(Attempt unknown, int images) {
    return unknown.toBuilder()
        .outcome(Attempt.Outcome.SUCCEEDED)
        .images(images)
        .failure(null)
        .build();
  }
}
