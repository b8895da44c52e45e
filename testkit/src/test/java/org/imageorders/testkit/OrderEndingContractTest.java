package org.imageorders.testkit;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderEndingContract} rejects a store that breaks it. */
class OrderEndingContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderEndingContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return proof
        .rejects(
            "aCancelledOrderKeepsWhatIsReadyAndFailsTheRest",
            "fails all",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public ImageOrder cancel(String tenant, OrderId id) {
                    ImageOrder order = super.cancel(tenant, id);
                    List<ImageResult> images =
                        order.images().stream()
                            .map(image -> image.failed(StoreOrders.MISSING))
                            .toList();
                    return order.toBuilder().images(images).build();
                  }
                })
        .rejects(
            "cancellingAnEndedOrderChangesNothing",
            "cancels it",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public ImageOrder cancel(String tenant, OrderId id) {
                    return super.cancel(tenant, id).toBuilder()
                        .status(OrderStatus.CANCELLED)
                        .build();
                  }
                })
        .rejects(
            "anOrderOfWhichNoAttemptWasOpenedIsWithdrawn",
            "leaves it",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public ImageOrder withdraw(String tenant, OrderId id) {
                    return super.get(tenant, id);
                  }
                })
        .rejects(
            "withdrawingAnOrderThatHasStartedChangesNothing",
            "cancels it",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public ImageOrder withdraw(String tenant, OrderId id) {
                    return super.cancel(tenant, id);
                  }
                })
        .rejects(
            "aResultAfterTheEndStandsInTheLedgerAlone",
            "throws it away",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Settlement finish(Claim claim, AttemptResult result) {
                    return super.get(claim.tenant(), claim.order()).isEnded()
                        ? Settlement.LEDGER_ONLY
                        : super.finish(claim, result);
                  }
                })
        .rejects("anOverdueOrderFails", "never looks", this::patient)
        .rejects(
            "anOverdueOrderWithAnImageIsPartiallyCompleted",
            "calls it failed",
            () ->
                broken.showing(
                    order ->
                        order.status() == OrderStatus.PARTIALLY_COMPLETED
                            ? order.toBuilder().status(OrderStatus.FAILED).build()
                            : order))
        .rejects(
            "anEndedOrderDoesNotExpire",
            "counts it too",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public int expire() {
                    return super.expire() + 1;
                  }
                })
        .tests();
  }

  private OrderStore patient() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public int expire() {
        return 0;
      }
    };
  }
}
