package org.imageorders.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Placement.Kind;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderPlacingContract} rejects a store that breaks it. */
class OrderPlacingContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderPlacingContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return proof
        .rejects(
            "aNewOrderIsAcceptedWithEveryImagePending",
            "shows another version than it gave",
            () -> broken.showing(order -> order.toBuilder().version(99).build()))
        .rejects(
            "theSameRequestFindsTheOrderThatIsThere",
            "calls a repeat new",
            () -> broken.answering(Kind.EXISTING, Kind.PLACED))
        .rejects(
            "anotherRequestUnderTheSameKeyIsAConflict",
            "looks at the key alone",
            () -> broken.answering(Kind.CONFLICT, Kind.EXISTING))
        .rejects(
            "aRemovedOrderIsGoneForGood",
            "keeps no tombstone",
            () -> broken.answering(Kind.GONE, Kind.PLACED))
        .rejects("aRemovedOrderLeavesTheFeed", "keeps events", this::keepingEvents)
        .rejects(
            "onlyAnEndedOrderIsRemoved",
            "ends what it removes",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public boolean remove(String tenant, OrderId id) {
                    BrokenOrderStores.orElse(() -> super.cancel(tenant, id), () -> null);
                    return super.remove(tenant, id);
                  }
                })
        .rejects(
            "whatAWorkerBringsForARemovedOrderIsLost",
            "says it is saved",
            () -> broken.settlingAs(Settlement.LOST, Settlement.SAVED))
        .rejects(
            "moreOpenTasksThanAllowedAreRefusedAndLeaveNothing",
            "is off by one",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Placement place(NewOrder order, int mostOpenTasks) {
                    return super.place(order, mostOpenTasks + 1);
                  }
                })
        .rejects("endedTasksMakeRoom", "counts every task for ever", this::countingForEver)
        .rejects(
            "aRepeatIsAnsweredUnderOverload",
            "looks at the backlog first",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Placement place(NewOrder order, int mostOpenTasks) {
                    return mostOpenTasks < 2
                        ? new Placement(Kind.OVERLOADED, null)
                        : super.place(order, mostOpenTasks);
                  }
                })
        .rejects(
            "placersWhoRaceMakeOneOrder",
            "calls every one of them the first",
            () -> broken.answering(Kind.EXISTING, Kind.PLACED))
        .rejects(
            "tenantsAreApart",
            "ignores the tenant",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public ImageOrder get(String tenant, OrderId id) {
                    return super.get(StoreOrders.TENANT, id);
                  }
                })
        .tests();
  }

  private OrderStore keepingEvents() {
    return new ForwardingOrderStore(broken.good()) {
      private final List<OrderEvent> removed = new ArrayList<>();

      @Override
      public boolean remove(String tenant, OrderId id) {
        removed.addAll(super.events(tenant, EventPage.START, 1).events());
        return super.remove(tenant, id);
      }

      @Override
      public EventPage events(String tenant, String after, int limit) {
        EventPage page = super.events(tenant, after, limit);
        return after.isEmpty() && !removed.isEmpty() ? new EventPage(removed, page.cursor()) : page;
      }
    };
  }

  private OrderStore countingForEver() {
    return new ForwardingOrderStore(broken.good()) {
      private int tasks;

      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        tasks += order.tasks().size();
        return tasks > mostOpenTasks
            ? new Placement(Kind.OVERLOADED, null)
            : super.place(order, mostOpenTasks);
      }
    };
  }
}
