package org.imageorders.testkit;

import static org.imageorders.testkit.BrokenOrders.cancelling;
import static org.imageorders.testkit.BrokenOrders.copy;
import static org.imageorders.testkit.BrokenOrders.explaining;
import static org.imageorders.testkit.BrokenOrders.opening;
import static org.imageorders.testkit.BrokenOrders.placing;
import static org.imageorders.testkit.BrokenOrders.seeing;
import static org.imageorders.testkit.BrokenOrders.withdrawing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OutcomesContractTest {

  @TestFactory
  Stream<DynamicTest> clausesOfOutcomes() {
    Failure other = new Failure(ErrorCode.INTERNAL, "something failed");
    Money none = Money.usd("0");
    return OrdersProof.proof(OutcomesContract.class)
        .rejects(
            "anOrderCompletesWithEveryImageItsFactsAndItsCost missing",
            seeing(order -> order.toBuilder().images(order.images().subList(0, 1)).build()))
        .rejects(
            "anOrderCompletesWithEveryImageItsFactsAndItsCost cost",
            seeing(order -> order.toBuilder().cost(new OrderCost(none, none, none)).build()))
        .rejects(
            "anOrderCompletesWithEveryImageItsFactsAndItsCost revised",
            seeing(OutcomesContractTest::withoutRevisedPrompts))
        .rejects(
            "anOrderOfWhichSomeImagesFailIsPartiallyCompleted",
            seeing(order -> order.toBuilder().status(OrderStatus.COMPLETED).build()))
        .rejects(
            "everyFailureArrivesWithTheCodeThatItHad",
            seeing(
                order ->
                    order.failure().isEmpty() ? order : order.toBuilder().failure(other).build()))
        .rejects(
            "aCallOfUnknownFateIsNotRepeatedWhereTheOrderForbidsIt",
            placing((sound, request) -> sound.place(copy(request, "unknownOutcome"))))
        .rejects(
            "aCallOfUnknownFateIsRepeatedOnceAndStandsInTheLedger",
            seeing(
                order ->
                    order.toBuilder()
                        .attempts(
                            order.attempts().stream()
                                .filter(attempt -> attempt.outcome() != Attempt.Outcome.UNKNOWN)
                                .toList())
                        .build()))
        .rejects(
            "aCancelledOrderEndsAndItsReadyImagesStayReadable pretended",
            cancelling(OutcomesContractTest::pretend))
        .rejects(
            "aCancelledOrderEndsAndItsReadyImagesStayReadable unreadable",
            opening(
                (sound, id, range) -> {
                  boolean cancelled =
                      sound.get(id.order().orElseThrow()).status() == OrderStatus.CANCELLED;
                  return sound.open(cancelled ? new ImageId("gone") : id, range);
                }))
        .rejects("cancellingAnEndedOrderChangesNothing", cancelling(OutcomesContractTest::pretend))
        .rejects("anOrderIsWithdrawnOnlyIfItHasNotStarted always", withdrawing(ImageOrders::cancel))
        .rejects("anOrderIsWithdrawnOnlyIfItHasNotStarted never", withdrawing(ImageOrders::get))
        .rejects("cancellingFreesWhatHangingCallsHeld", cancelling(OutcomesContractTest::pretend))
        .rejects(
            "anOrderIsExplainedInWordsWithEveryAttempt",
            explaining((sound, id) -> "It is " + sound.get(id).status()))
        .rejects("resultsStandInTheOrderOfTheRequest", seeing(OutcomesContractTest::reversed))
        .tests();
  }

  private static ImageOrder pretend(ImageOrders sound, OrderId id) {
    return sound.get(id).toBuilder().status(OrderStatus.CANCELLED).build();
  }

  private static ImageOrder reversed(ImageOrder order) {
    List<ImageResult> results = new ArrayList<>(order.images());
    Collections.reverse(results);
    return order.toBuilder().images(results).build();
  }

  private static ImageOrder withoutRevisedPrompts(ImageOrder order) {
    return order.toBuilder()
        .images(
            order.images().stream()
                .map(
                    result ->
                        result.image().isEmpty()
                            ? result
                            : result.ready(
                                GeneratedImage.builder(result.image().get().id())
                                    .mediaType(result.image().get().mediaType())
                                    .size(result.image().get().size())
                                    .bytes(result.image().get().bytes())
                                    .sha256(result.image().get().sha256())
                                    .provider(result.image().get().provider())
                                    .createdAt(result.image().get().createdAt())
                                    .build()))
                .toList())
        .build();
  }
}
