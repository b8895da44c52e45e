package org.imageorders.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.ImageId;
import org.imageorders.OrderStatus;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderSettlingContract} rejects a store that breaks it. */
class OrderSettlingContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderSettlingContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    Supplier<OrderStore> imageless =
        () ->
            broken.taking((claim, result) -> BrokenOrderStores.without(result, true, false, true));
    Supplier<OrderStore> unreported =
        () ->
            broken.taking((claim, result) -> BrokenOrderStores.without(result, false, true, true));
    Comparator<Claim> firstTriesFirst = Comparator.comparingInt(Claim::attempt);
    return proof
        .rejects("aFinishedTaskMakesItsImagesReady", "loses the images", imageless)
        .rejects(
            "theLastTaskEndsTheOrder",
            "takes any task for the last",
            () ->
                broken.showing(
                    order ->
                        order.readyImages().isEmpty()
                            ? order
                            : order.toBuilder().status(OrderStatus.COMPLETED).build()))
        .rejects("aPlaceWithoutAnImageFails", "knows one failure for all", unreported)
        .rejects(
            "anOrderWithoutAnImageFailsAsMostOfItsImagesDid",
            "takes the first failure",
            () ->
                broken.showing(
                    order -> order.toBuilder().failure(order.images().get(0).failed()).build()))
        .rejects("aReleasedTaskKeepsItsImagesAndAsksForTheRest", "asks for all again", imageless)
        .rejects("aReleasedTaskIsDueAfterItsDelay", "does not wait", this::impatient)
        .rejects(
            "aReleasedTaskKeepsItsRank", "puts it last", () -> broken.reordering(firstTriesFirst))
        .rejects("aReleaseThatLeavesNothingToDrawEndsTheTask", "asks for all again", imageless)
        .rejects(
            "anAttemptCostsWhatItsOutcomeSays",
            "takes no report for no cost",
            () ->
                broken.taking(
                    (claim, result) ->
                        AttemptResult.builder(result.outcome())
                            .failure(StoreOrders.MISSING)
                            .cost(result.cost().orElse(StoreOrders.ESTIMATE.times(0)))
                            .build()))
        .rejects("theLedgerAddsUpWithTheCostsThatWereReported", "keeps the estimates", unreported)
        .rejects("aPreviewStandsUntilItsImageIsDecided", "mixes places up", this::misplacing)
        .rejects(
            "theVersionGrowsWithEveryChange",
            "does not count",
            () -> broken.showing(order -> order.toBuilder().version(1).build()))
        .tests();
  }

  private OrderStore impatient() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Settlement release(Claim claim, AttemptResult result, Duration delay) {
        return super.release(claim, result, Duration.ZERO);
      }
    };
  }

  private OrderStore misplacing() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public void preview(Claim claim, int index, ImageId preview) {
        super.preview(claim, 0, preview);
      }
    };
  }
}
