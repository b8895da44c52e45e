package org.imageorders.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Worker;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderClaimingContract} rejects a store that breaks it. */
class OrderClaimingContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderClaimingContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    Comparator<Claim> asItCame = Comparator.comparingInt(claim -> 0);
    Comparator<Claim> byTask = Comparator.comparingInt(Claim::task);
    Comparator<Claim> byCustomer = Comparator.comparing(claim -> claim.request().customer());
    return proof
        .rejects(
            "tasksOfOneCustomerAreClaimedInTheOrderInWhichTheyWerePlaced",
            "takes any",
            () -> broken.reordering(byTask.reversed()))
        .rejects(
            "ofEqualRankTheOlderTaskIsClaimedFirst",
            "goes by name",
            () -> broken.reordering(byCustomer))
        .rejects(
            "aNewcomerWaitsForNoBacklog",
            "is first come, first served",
            () -> broken.reordering(asItCame))
        .rejects(
            "aNewcomerDoesNotTakeEverything",
            "lets newcomers catch up",
            () -> broken.reordering(byCustomer))
        .rejects(
            "aCustomersOrdersShareTheCustomersTurn",
            "is fair to orders, not customers",
            () -> broken.reordering(byTask.thenComparing(byCustomer.reversed())))
        .rejects("aDearTaskCountsForItsImages", "counts calls", () -> broken.reordering(byTask))
        .rejects(
            "aHigherPriorityIsALargerShare", "ignores priorities", () -> broken.reordering(byTask))
        .rejects("aWorkerTakesTasksOfItsQueueAlone", "has one queue", this::withOneQueue)
        .rejects("whatWasDoneInOneQueueDelaysNobodyInAnother", "has one queue", this::withOneQueue)
        .rejects("aClaimSaysWhatIsWanted", "keeps no deadline", this::withoutDeadlines)
        .rejects(
            "aClaimOpensAnAttemptAndStartsTheOrder",
            "writes attempts when they end",
            () -> broken.showing(order -> order.toBuilder().attempts(List.of()).build()))
        .rejects(
            "aClaimedTaskIsNotClaimedAgain",
            "gives one more than it was asked for",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public List<Claim> claim(Worker worker, int most) {
                    return super.claim(worker, most + 1);
                  }
                })
        .rejects("workersWhoRaceNeverGetOneTaskTwice", "does so now and then", this::repeating)
        .rejects("aTaskPastItsDeadlineIsNotClaimed", "looks at no deadline", this::withoutDeadlines)
        .tests();
  }

  private OrderStore withoutDeadlines() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        return super.place(BrokenOrderStores.withoutDeadline(order), mostOpenTasks);
      }
    };
  }

  private OrderStore withOneQueue() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        List<NewTask> tasks =
            order.tasks().stream()
                .map(
                    task ->
                        new NewTask(
                            StoreOrders.QUEUE,
                            task.spec(),
                            task.firstImage(),
                            task.images(),
                            task.estimatePerImage()))
                .toList();
        return super.place(
            new NewOrder(order.tenant(), order.id(), order.request(), tasks), mostOpenTasks);
      }
    };
  }

  private OrderStore repeating() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public List<Claim> claim(Worker worker, int most) {
        List<Claim> claims = new ArrayList<>(super.claim(worker, most));
        claims.addAll(claims.subList(0, Math.min(1, claims.size())));
        return claims;
      }
    };
  }
}
