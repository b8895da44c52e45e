package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand orders through a provider that fails in every way: the ledger and the provider agree
 * to the cent.
 */
class FaultyProviderTest {

  private static final int ORDERS = 1_000;
  private static final int CUSTOMERS = 50;

  @ParameterizedTest
  @EnumSource
  void everyOrderEndsAndTheLedgerEqualsTheProvidersCount(UnknownOutcome rule)
      throws InterruptedException {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .seed(7)
            .percent(10, Answer.fail(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE))
            .percent(5, Answer.fail(Submission.REJECTED, ErrorCode.CONTENT_REFUSED))
            .percent(2, Answer.vanish())
            .pricePerImage(Money.usd("0.01"))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      List<ImageOrder> ended = endedOrders(room, engine, rule);

      assertThat(ended).hasSize(ORDERS).allMatch(ImageOrder::isEnded);
      assertThat(ended).flatExtracting(ImageOrder::images).noneMatch(image -> image.isPending());
      ended.forEach(order -> assertUnknownIsRepeatedAsAllowed(order, rule));
      assertThat(ledger(ended)).containsExactlyInAnyOrderEntriesOf(provider.chargedByAttempt());
      assertThat(total(ended)).isEqualTo(provider.charged());
      assertThat(provider.received())
          .extracting(ProviderCall::attempt)
          .doesNotHaveDuplicates()
          .isSubsetOf(attempts(ended));
    }
  }

  private static List<ImageOrder> endedOrders(
      Room room, EmbeddedImageOrders engine, UnknownOutcome rule) throws InterruptedException {
    List<OrderId> ids = new ArrayList<>();
    for (int number = 0; number < ORDERS; number++) {
      OrderRequest request =
          OrderRequest.builder("customer-" + number % CUSTOMERS)
              .idempotencyKey("order-" + number)
              .spec(
                  ImageSpec.builder("picture " + number).count(1 + number % 6).size(16, 16).build())
              .unknownOutcome(rule)
              .build();
      ids.add(engine.place(request).id());
    }
    List<ImageOrder> ended = new ArrayList<>();
    for (OrderId id : ids) {
      ended.add(room.ended(engine, id));
    }
    return ended;
  }

  private static void assertUnknownIsRepeatedAsAllowed(ImageOrder order, UnknownOutcome rule) {
    int allowed = rule == UnknownOutcome.FAIL ? 0 : 1;
    Map<Integer, Integer> sentAfterUnknown = new HashMap<>();
    Map<Integer, Boolean> unknown = new HashMap<>();
    for (Attempt attempt : order.attempts()) {
      if (unknown.getOrDefault(attempt.task(), false)
          && attempt.outcome() != Outcome.NOT_SUBMITTED) {
        sentAfterUnknown.merge(attempt.task(), 1, Integer::sum);
      }
      if (attempt.outcome() == Outcome.UNKNOWN) {
        unknown.put(attempt.task(), true);
      }
    }
    assertThat(sentAfterUnknown.values()).allMatch(sent -> sent <= allowed);
  }

  /** What each attempt cost or may have cost, without those that cost nothing. */
  private static Map<String, Money> ledger(List<ImageOrder> orders) {
    Map<String, Money> ledger = new HashMap<>();
    for (ImageOrder order : orders) {
      for (Attempt attempt : order.attempts()) {
        if (!attempt.cost().isZero()) {
          ledger.put(name(order, attempt), attempt.cost());
        }
      }
    }
    return ledger;
  }

  private static Money total(List<ImageOrder> orders) {
    return orders.stream()
        .map(order -> order.cost().spent().plus(order.cost().atRisk()))
        .reduce(Money.usd("0"), Money::plus);
  }

  private static Set<String> attempts(List<ImageOrder> orders) {
    Set<String> ids = new HashSet<>();
    for (ImageOrder order : orders) {
      order.attempts().forEach(attempt -> ids.add(name(order, attempt)));
    }
    return ids;
  }

  private static String name(ImageOrder order, Attempt attempt) {
    return order.id() + "." + attempt.task() + "." + attempt.number();
  }
}
