package org.imageorders.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imageorders.OrderId;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderMoneyContract} rejects a store that breaks it. */
class OrderMoneyContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderMoneyContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return proof
        .rejects(
            "theLedgerIsAddedUpByWhatIsAskedFor",
            "tells everything apart",
            () -> asking(query -> LedgerQuery.by(LedgerQuery.By.values()).build()))
        .rejects(
            "theLedgerTellsOnlyOfWhatIsAskedFor",
            "tells of everything",
            () -> asking(query -> LedgerQuery.by().build()))
        .rejects("whatARemovedOrderCostStaysInTheLedger", "forgets it", this::forgetful)
        .rejects("aForgottenCustomersSumsStayWithoutTheName", "keeps the name", this::remembering)
        .rejects("anOrderThatCouldExceedItsAllowanceIsRefused", "asks nobody", this::generous)
        .rejects("anAllowanceCountsWhatBeganSinceAndWhatWasRemoved", "asks nobody", this::generous)
        .rejects(
            "anAllowanceCountsWhatIsLeftOfACallThatBroughtSomeImages",
            "asks nobody",
            this::generous)
        .rejects("thoseWhoPlaceAtOnceDoNotExceedAnAllowance", "looks first", this::hasty)
        .rejects(
            "thoseWhoPlaceOneOrderAtOnceFindItWhereTheAllowanceIsEnoughForIt",
            "counts it twice",
            this::forgettingWhatIsPlaced)
        .rejects(
            "ordersThatEndedLongEnoughAgoAreToldOldestFirst",
            "tells of all that ended",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public List<Change> endedFor(Duration least, int most) {
                    return super.endedFor(Duration.ZERO, most);
                  }
                })
        .tests();
  }

  private OrderStore asking(UnaryOperator<LedgerQuery> change) {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public List<LedgerSum> ledger(String tenant, LedgerQuery query) {
        return super.ledger(tenant, change.apply(query));
      }
    };
  }

  /** Its ledger is of the orders that are there. */
  private OrderStore forgetful() {
    return new ForwardingOrderStore(broken.good()) {
      private boolean removed;

      @Override
      public boolean remove(String tenant, OrderId id) {
        removed = true;
        return super.remove(tenant, id);
      }

      @Override
      public List<LedgerSum> ledger(String tenant, LedgerQuery query) {
        return removed ? List.of() : super.ledger(tenant, query);
      }
    };
  }

  private OrderStore remembering() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public void forget(String tenant, String customer) {
        // A name is worth keeping.
      }
    };
  }

  private OrderStore generous() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        return super.place(
            new NewOrder(order.tenant(), order.id(), order.request(), order.tasks()),
            mostOpenTasks);
      }
    };
  }

  private OrderStore forgettingWhatIsPlaced() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        Placement placement = super.place(order, mostOpenTasks);
        return placement.kind() == Placement.Kind.EXISTING
            ? Placement.overBudget(order.allowances().get(0))
            : placement;
      }
    };
  }

  /** Adds up what is spent before it places, like one without a transaction. */
  private OrderStore hasty() {
    CyclicBarrier together = new CyclicBarrier(8);
    OrderStore generous = generous();
    return new ForwardingOrderStore(generous) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        boolean nothingSpent = generous.ledger(order.tenant(), LedgerQuery.by().build()).isEmpty();
        try {
          together.await();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        return nothingSpent
            ? super.place(order, mostOpenTasks)
            : Placement.overBudget(order.allowances().get(0));
      }
    };
  }
}
