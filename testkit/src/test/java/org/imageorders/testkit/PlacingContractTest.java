package org.imageorders.testkit;

import static org.imageorders.testkit.BrokenOrders.copy;
import static org.imageorders.testkit.BrokenOrders.explaining;
import static org.imageorders.testkit.BrokenOrders.listing;
import static org.imageorders.testkit.BrokenOrders.orCode;
import static org.imageorders.testkit.BrokenOrders.placing;
import static org.imageorders.testkit.BrokenOrders.rekeyed;
import static org.imageorders.testkit.BrokenOrders.seeing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PlacingContractTest {

  private static final List<String> FIELDS =
      List.of(
          "customer",
          "idempotencyKey",
          "priority",
          "deadline",
          "ceiling",
          "unknownOutcome",
          "metadata",
          "prompt",
          "count",
          "size",
          "quality",
          "format",
          "compression",
          "background",
          "model",
          "sourceImages",
          "mask",
          "previews",
          "providerOptions");

  @TestFactory
  Stream<DynamicTest> clausesOfPlacing() {
    var proof =
        OrdersProof.proof(PlacingContract.class)
            .rejects(
                "aPlacedOrderIsFoundWithOnePendingResultForEachImage results",
                seeing(order -> order.toBuilder().images(order.images().subList(0, 1)).build()))
            .rejects(
                "aPlacedOrderIsFoundWithOnePendingResultForEachImage waiting",
                seeing(order -> order.toBuilder().waiting(null).build()))
            .rejects(
                "theIdIsKnownBeforePlacing",
                placing((sound, request) -> sound.place(rekeyed(request))))
            .rejects(
                "theSameKeyFindsTheSameOrderAgain",
                placing((sound, request) -> sound.place(rekeyed(request))))
            .rejects(
                "theSameKeyWithAnotherRequestIsRefused found",
                placing(PlacingContractTest::findInstead))
            .rejects(
                "theSameKeyWithAnotherRequestIsRefused fieldless",
                placing(
                    (sound, request) ->
                        orCode(ErrorCode.IDEMPOTENCY_CONFLICT, () -> sound.place(request))))
            .rejects(
                "theSameKeyOfAnotherCustomerIsAnotherOrder",
                placing((sound, request) -> sound.place(copy(request, "customer"))))
            .rejects(
                "aKeyPlacedByManyThreadsAtOnceMakesOneOrder",
                placing((sound, request) -> sound.place(rekeyed(request))))
            .rejects(
                "whatCannotBeDrawnIsRefusedWithItsFieldAndNotKept accepted",
                placing((sound, request) -> sound.place(copy(request, "format"))))
            .rejects(
                "whatCannotBeDrawnIsRefusedWithItsFieldAndNotKept fieldless",
                placing(
                    (sound, request) ->
                        orCode(ErrorCode.INVALID_REQUEST, () -> sound.place(request))))
            .rejects(
                "aCeilingBelowTheEstimateIsRefused",
                placing((sound, request) -> sound.place(copy(request, "ceiling"))))
            .rejects(
                "anOrderThatNobodyPlacedIsNotFound",
                explaining((sound, id) -> orCode(ErrorCode.INTERNAL, () -> sound.explain(id))))
            .rejects(
                "ordersAreListedNewestFirstInPagesThatMissNone oldest",
                listing(PlacingContractTest::oldestFirst))
            .rejects(
                "ordersAreListedNewestFirstInPagesThatMissNone missed",
                listing((sound, query) -> new OrderPage(sound.list(query).orders(), null)))
            .rejects(
                "aListHoldsOnlyWhatTheQueryAsksFor",
                listing(
                    (sound, query) ->
                        sound.list(
                            OrderQuery.builder().customer(query.customer().orElseThrow()).build())))
            .rejects(
                "aListCursorThatNoPageGaveIsRefused",
                listing((sound, query) -> sound.list(OrderQuery.builder().build())));
    for (String field : FIELDS) {
      proof.rejects(
          "everyFieldOfARequestComesBack without-" + field,
          seeing(order -> order.toBuilder().request(copy(order.request(), field)).build()));
    }
    return proof.tests();
  }

  private static ImageOrder findInstead(ImageOrders sound, OrderRequest request) {
    try {
      return sound.place(request);
    } catch (ImageOrderException e) {
      return sound.get(sound.idOf(request.customer(), request.idempotencyKey()));
    }
  }

  private static OrderPage oldestFirst(ImageOrders sound, OrderQuery query) {
    OrderPage page = sound.list(query);
    List<ImageOrder> orders = new ArrayList<>(page.orders());
    Collections.reverse(orders);
    return new OrderPage(orders, page.cursor());
  }
}
