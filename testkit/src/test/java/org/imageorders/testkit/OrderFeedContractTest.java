package org.imageorders.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.store.OrderStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderFeedContract} rejects a store that breaks it. */
class OrderFeedContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderFeedContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    AtomicInteger readings = new AtomicInteger();
    return proof
        .rejects(
            "theFeedTellsTheStoryOfAnOrder",
            "keeps failures to itself",
            () -> broken.hiding(OrderEvent.Type.IMAGE_FAILED))
        .rejects(
            "everyEndIsTold",
            "does not tell of cancelling",
            () -> broken.hiding(OrderEvent.Type.ORDER_CANCELLED))
        .rejects(
            "theFeedIsTheSameInPagesOfAnySize",
            "names events anew at every reading",
            () ->
                broken.telling(
                    page ->
                        new EventPage(
                            page.events().stream()
                                .map(event -> renamed(event, readings.incrementAndGet()))
                                .toList(),
                            page.cursor())))
        .rejects(
            "aCursorAtTheEndFindsWhatComesLater",
            "begins again at the end",
            () ->
                broken.telling(
                    page ->
                        page.events().isEmpty()
                            ? new EventPage(page.events(), EventPage.START)
                            : page))
        .rejects(
            "aFeedCursorOfSomethingElseIsRefused",
            "begins again",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public EventPage events(String tenant, String after, int limit) {
                    try {
                      return super.events(tenant, after, limit);
                    } catch (ImageOrderException e) {
                      if (!e.code().equals(ErrorCode.INVALID_REQUEST)) {
                        throw e;
                      }
                      return super.events(tenant, EventPage.START, limit);
                    }
                  }
                })
        .rejects(
            "theFeedIsCompleteWhileManyWrite",
            "takes what comes meanwhile for read",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public EventPage events(String tenant, String after, int limit) {
                    EventPage page = super.events(tenant, after, limit);
                    return new EventPage(
                        page.events(), super.events(tenant, after, limit + 3).cursor());
                  }
                })
        .tests();
  }

  private static OrderEvent renamed(OrderEvent event, int number) {
    return OrderEvent.builder("event-" + number, event.type(), event.order())
        .customer(event.customer())
        .at(event.at())
        .build();
  }
}
