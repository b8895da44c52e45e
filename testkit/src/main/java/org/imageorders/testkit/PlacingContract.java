package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.NO_ORDER;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.get;
import static org.imageorders.testkit.OrdersClauses.png;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageFormat;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** Placing and finding orders; a part of {@link ImageOrdersContract}. */
public interface PlacingContract extends OrdersContractSeat {

  @Test
  default void aPlacedOrderIsFoundWithOnePendingResultForEachImage() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request = OrderRequests.of(OrderRequests.someCustomer(), "hang one", "hang two");
      ImageOrder placed = under.orders().place(request);
      ImageOrder found = under.orders().get(placed.id());
      under.orders().cancel(placed.id());
      for (ImageOrder order : List.of(placed, found)) {
        assertThat(order.id()).isEqualTo(placed.id());
        assertThat(order.request().fingerprint()).isEqualTo(request.fingerprint());
        assertThat(order.status()).isIn(OrderStatus.ACCEPTED, OrderStatus.GENERATING);
        assertThat(order.images()).extracting(ImageResult::index).containsExactly(0, 1);
        assertThat(order.images()).extracting(ImageResult::spec).containsExactly(0, 1);
        assertThat(order.images()).allMatch(ImageResult::isPending);
        assertThat(order.waiting()).as("why it waits").isPresent();
      }
      assertThat(found.acceptedAt()).isEqualTo(placed.acceptedAt());
    }
  }

  @Test
  default void theIdIsKnownBeforePlacing() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      OrderId known = under.orders().idOf(customer, "cart 17");
      assertThat(under.orders().place(OrderRequests.keyed(customer, "cart 17", "answer")).id())
          .isEqualTo(known);
    }
  }

  @Test
  default void theSameKeyFindsTheSameOrderAgain() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      ImageOrder first = ended(under.orders(), OrderRequests.keyed(customer, "cart", "answer"));
      ImageOrder again = under.orders().place(OrderRequests.keyed(customer, "cart", "answer"));
      assertThat(again.id()).isEqualTo(first.id());
      assertThat(again.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(again.readyImages().get(0).id()).isEqualTo(first.readyImages().get(0).id());
      assertThat(ids(under.orders().list(OrderQuery.ofCustomer(customer))))
          .containsExactly(first.id());
    }
  }

  @Test
  default void theSameKeyWithAnotherRequestIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      under.orders().place(OrderRequests.keyed(customer, "cart", "answer"));
      ImageOrderException refusal =
          refused(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              () -> under.orders().place(OrderRequests.keyed(customer, "cart", "another")));
      assertThat(refusal.field()).contains("idempotencyKey");
    }
  }

  @Test
  default void theSameKeyOfAnotherCustomerIsAnotherOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrder one =
          under.orders().place(OrderRequests.keyed(OrderRequests.someCustomer(), "cart", "answer"));
      ImageOrder other =
          under.orders().place(OrderRequests.keyed(OrderRequests.someCustomer(), "cart", "answer"));
      assertThat(one.id()).isNotEqualTo(other.id());
    }
  }

  @Test
  default void aKeyPlacedByManyThreadsAtOnceMakesOneOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      Set<OrderId> placed = ConcurrentHashMap.newKeySet();
      CyclicBarrier together = new CyclicBarrier(16);
      List<CompletableFuture<Void>> placing = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        placing.add(
            Calls.start(
                () -> {
                  together.await();
                  placed.add(
                      under.orders().place(OrderRequests.keyed(customer, "cart", "answer")).id());
                }));
      }
      get(CompletableFuture.allOf(placing.toArray(CompletableFuture[]::new)));
      assertThat(placed).hasSize(1);
      assertThat(ids(under.orders().list(OrderQuery.ofCustomer(customer))))
          .containsExactlyElementsOf(placed);
      ImageOrder ended = get(under.orders().completion(placed.iterator().next()));
      assertThat(ended.attempts()).as("calls").hasSize(1);
    }
  }

  @Test
  default void everyFieldOfARequestComesBack() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      ImageId source = under.orders().upload(customer, new ByteArrayInputStream(png(0)));
      OrderRequest sent =
          OrderRequests.withEveryField(customer, "hang: \u00e9\u4e16\ud83c\udfa8", source);
      OrderId id = under.orders().place(sent).id();
      OrderRequest kept = under.orders().get(id).request();
      under.orders().cancel(id);
      assertThat(kept.customer()).isEqualTo(sent.customer());
      assertThat(kept.idempotencyKey()).isEqualTo(sent.idempotencyKey());
      assertThat(kept.priority()).isEqualTo(sent.priority());
      assertThat(kept.deadline()).isEqualTo(sent.deadline());
      assertThat(kept.ceiling()).isEqualTo(sent.ceiling());
      assertThat(kept.unknownOutcome()).isEqualTo(sent.unknownOutcome());
      assertThat(kept.metadata()).containsExactlyEntriesOf(sent.metadata());
      assertThat(kept.specs()).hasSameSizeAs(sent.specs());
      for (int i = 0; i < sent.specs().size(); i++) {
        same(kept.specs().get(i), sent.specs().get(i));
      }
      assertThat(kept.fingerprint()).isEqualTo(sent.fingerprint());
    }
  }

  private static void same(ImageSpec kept, ImageSpec sent) {
    assertThat(kept.prompt()).isEqualTo(sent.prompt());
    assertThat(kept.count()).isEqualTo(sent.count());
    assertThat(kept.size()).isEqualTo(sent.size());
    assertThat(kept.quality()).isEqualTo(sent.quality());
    assertThat(kept.format()).isEqualTo(sent.format());
    assertThat(kept.compression()).isEqualTo(sent.compression());
    assertThat(kept.background()).isEqualTo(sent.background());
    assertThat(kept.model()).isEqualTo(sent.model());
    assertThat(kept.sourceImages()).isEqualTo(sent.sourceImages());
    assertThat(kept.mask()).isEqualTo(sent.mask());
    assertThat(kept.previews()).isEqualTo(sent.previews());
    assertThat(kept.providerOptions()).containsExactlyEntriesOf(sent.providerOptions());
  }

  @Test
  default void whatCannotBeDrawnIsRefusedWithItsFieldAndNotKept() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageId absent = new ImageId("up-nobody-sent-this");
      refuses(
          under.orders(), "format", "webp", OrderRequests.spec("answer").format(ImageFormat.WEBP));
      refuses(
          under.orders(),
          "sourceImages",
          absent.value(),
          OrderRequests.spec("answer").sourceImage(absent));
      refuses(
          under.orders(),
          "deadline",
          "PT0.001S",
          OrderRequest.builder(OrderRequests.someCustomer())
              .prompt("answer")
              .deadline(Duration.ofMillis(1))
              .build(),
          ErrorCode.INVALID_REQUEST);
    }
  }

  @Test
  default void aCeilingBelowTheEstimateIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .prompt("answer")
              .ceiling(Money.usd("0.001"))
              .build();
      refuses(under.orders(), "ceiling", "0.001 USD", request, ErrorCode.CEILING_EXCEEDED);
    }
  }

  private static void refuses(
      ImageOrders orders, String field, String value, ImageSpec.Builder spec) {
    OrderRequest request =
        OrderRequest.builder(OrderRequests.someCustomer()).spec(spec.build()).build();
    refuses(orders, field, value, request, ErrorCode.INVALID_REQUEST);
  }

  private static void refuses(
      ImageOrders orders, String field, String value, OrderRequest request, ErrorCode code) {
    ImageOrderException refusal = refused(code, () -> orders.place(request));
    assertThat(refusal.field()).contains(field);
    assertThat(refusal).hasMessageContaining(field + " '" + value + "' is refused: ");
    refused(
        ErrorCode.NOT_FOUND,
        () -> orders.get(orders.idOf(request.customer(), request.idempotencyKey())));
  }

  @Test
  default void anOrderThatNobodyPlacedIsNotFound() throws Exception {
    try (OrdersUnderTest under = open()) {
      refused(ErrorCode.NOT_FOUND, () -> under.orders().get(NO_ORDER));
      refused(ErrorCode.NOT_FOUND, () -> under.orders().cancel(NO_ORDER));
      refused(ErrorCode.NOT_FOUND, () -> under.orders().explain(NO_ORDER));
    }
  }

  @Test
  default void ordersAreListedNewestFirstInPagesThatMissNone() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      List<OrderId> newestFirst = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        newestFirst.add(0, ended(under.orders(), OrderRequests.of(customer, "answer " + i)).id());
      }
      List<OrderId> listed = new ArrayList<>();
      OrderQuery.Builder query = OrderQuery.builder().customer(customer).limit(2);
      OrderPage page = under.orders().list(query.build());
      listed.addAll(ids(page));
      while (page.next().isPresent()) {
        assertThat(page.orders()).hasSizeLessThanOrEqualTo(2);
        page = under.orders().list(query.after(page.next().get()).build());
        listed.addAll(ids(page));
      }
      assertThat(listed).isEqualTo(newestFirst);
    }
  }

  @Test
  default void aListHoldsOnlyWhatTheQueryAsksFor() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      ImageOrder completed = ended(under.orders(), OrderRequests.of(customer, "answer"));
      ImageOrder failed = ended(under.orders(), OrderRequests.of(customer, "fail:CONTENT_REFUSED"));
      OrderQuery.Builder query = OrderQuery.builder().customer(customer);
      assertThat(ids(under.orders().list(query.build())))
          .containsExactly(failed.id(), completed.id());
      OrderPage byTime =
          under.orders().list(query.acceptedFrom(failed.acceptedAt().plusSeconds(1)).build());
      assertThat(ids(byTime)).as("accepted a second later").isEmpty();
      OrderQuery failedOnes =
          OrderQuery.builder().customer(customer).status(OrderStatus.FAILED).build();
      assertThat(ids(under.orders().list(failedOnes))).containsExactly(failed.id());
      assertThat(ids(under.orders().list(OrderQuery.ofCustomer(OrderRequests.someCustomer()))))
          .isEmpty();
    }
  }

  @Test
  default void aListCursorThatNoPageGaveIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderQuery query = OrderQuery.builder().after("not a cursor").build();
      refused(ErrorCode.INVALID_REQUEST, () -> under.orders().list(query));
    }
  }

  private static List<OrderId> ids(OrderPage page) {
    return page.orders().stream().map(ImageOrder::id).toList();
  }
}
