package org.imageorders.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.memory.MemoryStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An order that was paid for twice is counted, whatever its one picture looks like. */
class SwitchCheckTest {

  private static final Money PRICE = Money.usd("0.05");

  private final ImageProvider provider = OfflineProvider.builder().pricePerImage(PRICE).build();
  private final ImageOrders legacy = EmbeddedImageOrders.builder(provider).build();
  private final ImageOrders candidate = EmbeddedImageOrders.builder(provider).build();
  private final Migration migration =
      Migration.between(legacy, candidate).stateStore(new MemoryStateStore()).build();
  private ImageOrder order;

  @BeforeEach
  void order() {
    OrderRequest request = OrderRequest.builder("ada").prompt("a lighthouse").build();
    OrderId id = migration.place(request).id();
    order = migration.completion(id).join();
  }

  @AfterEach
  void close() {
    migration.close();
    legacy.close();
    candidate.close();
  }

  private SwitchCounts count(Attempt... attempts) {
    SwitchCheck check =
        new SwitchCheck(migration, withAttempts(attempts), candidate, Set.of(order.id()));
    check.awaitRest(Duration.ofMinutes(1));
    return check.count(0, 0);
  }

  /** Legacy, with other attempts in its ledger. */
  private ImageOrders withAttempts(Attempt... attempts) {
    return (ImageOrders)
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (self, called, arguments) -> {
              try {
                Object answer = called.invoke(legacy, arguments);
                return answer instanceof OrderPage
                    ? new OrderPage(
                        List.of(order.toBuilder().attempts(Arrays.asList(attempts)).build()), null)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Attempt attempt(int number, Outcome outcome) {
    boolean free = outcome == Outcome.NOT_SUBMITTED || outcome == Outcome.REJECTED;
    return Attempt.builder(0, number, "offline")
        .outcome(outcome)
        .cost(free ? Money.usd("0") : PRICE)
        .startedAt(order.acceptedAt().plusSeconds(number))
        .build();
  }

  @Test
  void anOrderThatWasPaidForOnceCountsAsNothing() {
    SwitchCounts counts = count(order.attempts().toArray(Attempt[]::new));
    assertThat(order.attempts()).singleElement().extracting(Attempt::cost).isEqualTo(PRICE);
    assertThat(counts)
        .isEqualTo(
            new SwitchCounts(new SwitchCounts.Done(1, 0, 0, 0), 0, 0, 0, 0, new ArrayList<>()));
  }

  @Test
  void aSecondCallThatWasPaidForIsCountedThoughOnePictureCame() {
    SwitchCounts counts = count(attempt(1, Outcome.SUCCEEDED), attempt(2, Outcome.BILLED_NOT_KEPT));
    assertThat(counts.chargedTwice()).isEqualTo(1);
    assertThat(counts.details())
        .singleElement()
        .asString()
        .startsWith("paid for more than once: " + order.id());
  }

  @Test
  void whatCostNothingAndTheOneRepeatOfAnUnknownOutcomeAreNotCountedAndASecondRepeatIs() {
    Attempt away = attempt(1, Outcome.NOT_SUBMITTED);
    Attempt lost = attempt(2, Outcome.UNKNOWN);
    Attempt drawn = attempt(3, Outcome.SUCCEEDED);
    assertThat(count(away, lost, drawn).chargedTwice()).isZero();
    assertThat(count(away, lost, drawn, attempt(4, Outcome.UNKNOWN)).chargedTwice()).isEqualTo(1);
    assertThat(count(attempt(1, Outcome.SUCCEEDED), lost).chargedTwice()).isEqualTo(1);
  }
}
