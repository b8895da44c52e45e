package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.bytes;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.get;
import static org.imageorders.testkit.OrdersClauses.until;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.imageorders.Attempt;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.UnknownOutcome;
import org.junit.jupiter.api.Test;

/** How orders end; a part of {@link ImageOrdersContract}. */
public interface OutcomesContract extends OrdersContractSeat {

  @Test
  default void anOrderCompletesWithEveryImageItsFactsAndItsCost() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrder ended =
          ended(
              under.orders(), OrderRequests.images(OrderRequests.someCustomer(), "revised cat", 3));
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.readyImages())
          .hasSize(3)
          .extracting(GeneratedImage::id)
          .doesNotHaveDuplicates();
      for (GeneratedImage image : ended.readyImages()) {
        assertThat(image.mediaType()).isEqualTo("image/png");
        assertThat(image.size()).isEqualTo(new ImageSize(64, 64));
        assertThat(image.bytes()).isPositive();
        assertThat(image.sha256()).matches("[0-9a-f]{64}");
        assertThat(image.provider()).isNotBlank();
        assertThat(image.revisedPrompt()).contains("REVISED CAT");
        assertThat(image.createdAt()).isBetween(ended.acceptedAt(), ended.endedAt().orElseThrow());
      }
      assertThat(ended.cost().spent()).isEqualTo(Money.usd("0.03"));
      assertThat(ended.cost().reserved()).isEqualTo(Money.usd("0"));
      assertThat(ended.cost().atRisk()).isEqualTo(Money.usd("0"));
      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsOnly(Attempt.Outcome.SUCCEEDED);
      assertThat(ended.attempts().stream().mapToInt(Attempt::images).sum()).isEqualTo(3);
      assertThat(ended.failure()).isEmpty();
      assertThat(ended.waiting()).isEmpty();
    }
  }

  @Test
  default void anOrderOfWhichSomeImagesFailIsPartiallyCompleted() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequests.of(
              OrderRequests.someCustomer(), "answer", "fail:CONTENT_REFUSED", "answer too");
      ImageOrder ended = ended(under.orders(), request);
      assertThat(ended.status()).isEqualTo(OrderStatus.PARTIALLY_COMPLETED);
      assertThat(ended.images())
          .extracting(result -> result.image().isPresent())
          .containsExactly(true, false, true);
      assertThat(ended.images().get(1).failure())
          .map(Failure::code)
          .contains(ErrorCode.CONTENT_REFUSED);
      assertThat(ended.failure()).as("why images are missing").isPresent();
    }
  }

  @Test
  default void everyFailureArrivesWithTheCodeThatItHad() throws Exception {
    try (OrdersUnderTest under = open()) {
      for (String code :
          List.of(
              "CONTENT_REFUSED",
              "PROVIDER_REFUSED",
              "QUOTA_EXHAUSTED",
              "CODE_OF_A_NEWER_VERSION")) {
        failsWith(under, code, "fail:" + code);
      }
      failsWith(under, "IMAGE_MISSING", "missing");
      failsWith(under, "INVALID_IMAGE", "truncated");
      failsWith(under, "INVALID_IMAGE", "wrong-pixels");
      failsWith(under, "INVALID_IMAGE", "not-an-image");
    }
  }

  private static void failsWith(OrdersUnderTest under, String code, String prompt)
      throws Exception {
    ImageOrder ended =
        ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), prompt));
    assertThat(ended.status()).as(prompt).isEqualTo(OrderStatus.FAILED);
    for (Failure failure :
        List.of(ended.failure().orElseThrow(), ended.images().get(0).failure().orElseThrow())) {
      assertThat(failure.code()).as(prompt).isEqualTo(ErrorCode.of(code));
      assertThat(failure.message()).as(prompt).isNotBlank();
    }
    Failure inLedger = ended.attempts().get(0).failure().orElseThrow();
    assertThat(inLedger.code()).as("in the ledger, " + prompt).isEqualTo(ErrorCode.of(code));
  }

  @Test
  default void aCallOfUnknownFateIsNotRepeatedWhereTheOrderForbidsIt() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .spec(OrderRequests.spec("vanish").build())
              .unknownOutcome(UnknownOutcome.FAIL)
              .build();
      ImageOrder ended = ended(under.orders(), request);
      assertThat(ended.failure()).map(Failure::code).contains(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Attempt.Outcome.UNKNOWN);
      assertThat(ended.cost().atRisk()).isEqualTo(Money.usd("0.01"));
    }
  }

  @Test
  default void aCallOfUnknownFateIsRepeatedOnceAndStandsInTheLedger() throws Exception {
    try (OrdersUnderTest under = open()) {
      String prompt = "vanish-once " + UUID.randomUUID();
      ImageOrder ended =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), prompt));
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts())
          .extracting(Attempt::outcome)
          .containsExactly(Attempt.Outcome.UNKNOWN, Attempt.Outcome.SUCCEEDED);
      assertThat(ended.cost().spent()).isEqualTo(Money.usd("0.01"));
      assertThat(ended.cost().atRisk()).isEqualTo(Money.usd("0.01"));
    }
  }

  @Test
  default void aCancelledOrderEndsAndItsReadyImagesStayReadable() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under
              .orders()
              .place(OrderRequests.of(OrderRequests.someCustomer(), "answer", "hang"))
              .id();
      until(under.orders(), id, order -> order.images().get(0).image().isPresent());
      ImageOrder cancelled = under.orders().cancel(id);
      for (ImageOrder order :
          List.of(cancelled, under.orders().get(id), get(under.orders().completion(id)))) {
        assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(order.images().get(1).image()).isEmpty();
      }
      GeneratedImage image = cancelled.images().get(0).image().orElseThrow();
      assertThat(bytes(under.orders(), image.id(), ByteRange.ALL)).hasSize((int) image.bytes());
    }
  }

  @Test
  default void cancellingAnEndedOrderChangesNothing() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrder ended =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer"));
      ImageOrder cancelled = under.orders().cancel(ended.id());
      assertThat(cancelled.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(cancelled.version()).isEqualTo(ended.version());
    }
  }

  @Test
  default void cancellingFreesWhatHangingCallsHeld() throws Exception {
    try (OrdersUnderTest under = open()) {
      List<OrderId> hanging = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        hanging.add(
            under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id());
      }
      until(under.orders(), hanging.get(0), order -> order.status() == OrderStatus.GENERATING);
      hanging.forEach(under.orders()::cancel);
      List<CompletableFuture<ImageOrder>> ends =
          hanging.stream().map(under.orders()::completion).toList();
      for (CompletableFuture<ImageOrder> end : ends) {
        assertThat(get(end).status()).isEqualTo(OrderStatus.CANCELLED);
      }
      ImageOrder next =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer"));
      assertThat(next.status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void anOrderIsWithdrawnOnlyIfItHasNotStarted() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer(); // one, so that the last waits for the others
      List<OrderId> hanging = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        hanging.add(under.orders().place(OrderRequests.of(customer, "hang")).id());
      }
      OrderId first = hanging.get(0);
      OrderId last = hanging.get(39);
      until(under.orders(), first, order -> order.status() == OrderStatus.GENERATING);
      assertThat(under.orders().withdraw(first).status()).isEqualTo(OrderStatus.GENERATING);
      ImageOrder withdrawn = withdrawn(under.orders(), last);
      assertThat(withdrawn.status())
          .as(() -> "of the last of " + hanging.size() + ": " + under.orders().explain(last))
          .isEqualTo(OrderStatus.CANCELLED);
      assertThat(withdrawn.startedAt()).isEmpty();
      assertThat(get(under.orders().completion(last)).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(under.orders().get(first).status()).isEqualTo(OrderStatus.GENERATING);
      hanging.forEach(under.orders()::cancel);
      assertThat(under.orders().withdraw(first).status()).isEqualTo(OrderStatus.CANCELLED);
    }
  }

  /** Asks until it is, for an order stays as it was while it is on its way to who handles it. */
  private static ImageOrder withdrawn(ImageOrders orders, OrderId id) {
    ImageOrder order = orders.withdraw(id);
    for (int tries = 1; tries < 10_000 && order.status() == OrderStatus.ACCEPTED; tries++) {
      order = orders.withdraw(id);
    }
    return order;
  }

  @Test
  default void anOrderIsExplainedInWordsWithEveryAttempt() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequests.of(OrderRequests.someCustomer(), "answer", "fail:CONTENT_REFUSED");
      ImageOrder ended = ended(under.orders(), request);
      String explained = under.orders().explain(ended.id());
      assertThat(explained)
          .contains(ended.id().value())
          .contains("CONTENT_REFUSED")
          .doesNotContain("answer");
      assertThat(explained.lines().count())
          .as("lines")
          .isGreaterThanOrEqualTo(1 + ended.attempts().size());
    }
  }

  @Test
  default void resultsStandInTheOrderOfTheRequest() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .spec(OrderRequests.spec("slow").count(2).build())
              .spec(OrderRequests.spec("answer").size(16, 32).build())
              .build();
      ImageOrder ended = ended(under.orders(), request);
      assertThat(ended.images()).extracting(ImageResult::index).containsExactly(0, 1, 2);
      assertThat(ended.images()).extracting(ImageResult::spec).containsExactly(0, 0, 1);
      assertThat(ended.readyImages())
          .extracting(GeneratedImage::size)
          .containsExactly(new ImageSize(64, 64), new ImageSize(64, 64), new ImageSize(16, 32));
    }
  }
}
