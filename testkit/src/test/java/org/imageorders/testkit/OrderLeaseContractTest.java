package org.imageorders.testkit;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderLeaseContract} rejects a store that breaks it. */
class OrderLeaseContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderLeaseContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    Comparator<Claim> firstTriesFirst = Comparator.comparingInt(Claim::attempt);
    Supplier<OrderStore> endless =
        () ->
            broken.claimingAs(
                worker ->
                    new Worker(
                        worker.name(), worker.queue(), worker.provider(), Duration.ofDays(9)));
    return proof
        .rejects("aLostLeaseIsClaimedAgainAndItsCallIsUnknown", "knows no lease", endless)
        .rejects(
            "aTaskOfALostLeaseKeepsItsRank",
            "puts it last",
            () -> broken.reordering(firstTriesFirst))
        .rejects(
            "anUnknownCallWhoseImagesAreAllFoundHasSucceeded",
            "leaves a recovered call unknown",
            () ->
                broken.taking(
                    (claim, result) -> BrokenOrderStores.without(result, false, false, true)))
        .rejects("aReplacedWorkerSavesNothing", "has no fence", broken::unfenced)
        .rejects(
            "aLateWorkerThatNobodyReplacedSavesItsResult", "fences by time", broken::fencedByTime)
        .rejects(
            "aHeartbeatKeepsTheLease",
            "does not listen to it",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease) {
                    return Map.of();
                  }
                })
        .rejects(
            "aSettledClaimIsSpent",
            "says yes to whatever comes",
            () -> broken.settlingAs(Settlement.LOST, Settlement.SAVED))
        .rejects(
            "aRunningCallOfAnEndedOrderIsToldToStop",
            "lets it run",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease) {
                    super.extend(claims, lease);
                    return Map.of();
                  }
                })
        .rejects(
            "aCallThatNobodySettlesAfterItsOrdersEndIsClosedAsUnknown",
            "leaves it running",
            endless)
        .rejects("whoeverClaimsNextClosesAllCallsThatNobodySettled", "leaves them running", endless)
        .tests();
  }
}
