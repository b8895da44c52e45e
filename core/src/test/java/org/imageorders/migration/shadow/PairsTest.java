package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.store.StateDocument;
import org.junit.jupiter.api.Test;

/** What is made of a copy that has ended, how that is found, and how long it is kept. */
class PairsTest {

  private final Shop shop = new Shop();

  @Test
  void aPairTellsWhatBecameOfBothOrders() {
    OrderEvent event = shop.completed("ann", "cart", 2);
    shop.run().copy(event);
    shop.pass(Duration.ofMinutes(5));
    OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.07"));
    shop.run().followUp(Twin.CANDIDATE, ended);
    ComparedOrder pair = shop.pairs().get(0);
    Duration minute = Duration.ofMinutes(1);
    assertThat(pair)
        .isEqualTo(
            new ComparedOrder(
                Twin.CANDIDATE,
                new Outcome(event.order(), OrderStatus.COMPLETED, minute, Money.usd("0.01")),
                new Outcome(shop.copy(), OrderStatus.COMPLETED, minute, Money.usd("0.07")),
                List.of(alike(), alike()),
                shop.now));
    assertThat(shop.run().pairs(shop.now)).containsExactly(pair);
    assertThat(shop.run().pairs(shop.now.plusSeconds(1))).isEmpty();
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.07"));
  }

  private static Resemblance alike() {
    return new Resemblance(Optional.empty(), "", OptionalInt.of(3), OptionalDouble.of(0.97));
  }

  @Test
  void aCopyThatFailsIsCountedAndIsAPairOfMissingPictures() {
    shop.run().copy(shop.completed("ann", "cart"));
    OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.FAILED, Money.usd("0.05"));
    shop.run().followUp(Twin.CANDIDATE, ended);
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.05"));
    Resemblance image = shop.pairs().get(0).images().get(0);
    assertThat(image.failed()).contains(Rung.ARRIVED);
    assertThat(image.why()).isEqualTo("CONTENT_REFUSED: too blue");
  }

  @Test
  void aCopyThatTheCandidateRefusesCostsNothingAndSaysWhy() {
    shop.shadow.refusal = ErrorCode.INVALID_REQUEST;
    shop.run().copy(shop.completed("ann", "cart"));
    assertThat(shop.status().open()).isZero();
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0"));
    ComparedOrder pair = shop.pairs().get(0);
    assertThat(pair.copy().status()).isEqualTo(OrderStatus.FAILED);
    assertThat(pair.images().get(0).why()).isEqualTo("INVALID_REQUEST: not today");
  }

  @Test
  void aCandidateThatIsAwayOrRefusesItsCallerIsTriedAgain() {
    OrderEvent event = shop.completed("ann", "cart");
    for (ErrorCode code : List.of(ErrorCode.UNAVAILABLE, ErrorCode.FORBIDDEN)) {
      shop.shadow.refusal = code;
      assertRetryable(() -> shop.run().copy(event));
      assertThat(shop.status().reserved()).isEqualTo(Money.usd("0.05"));
    }
    shop.shadow.refusal = null;
    shop.run().copy(event);
    assertThat(shop.shadow.orders).hasSize(1);
  }

  @Test
  void aCopyOfWhichNobodyKnowsIsCountedInFullOnceThePatienceIsOver() {
    OrderEvent event = shop.completed("ann", "cart");
    shop.shadow.refusal = ErrorCode.UNAVAILABLE;
    assertRetryable(() -> shop.run().copy(event));
    shop.pass(Duration.ofMinutes(119));
    shop.run().sweep();
    assertThat(shop.status().open()).isEqualTo(1);
    shop.pass(Duration.ofMinutes(2));
    shop.run().sweep();
    assertThat(shop.status().open()).isZero();
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.05"));
    assertThat(shop.pairs().get(0).images().get(0).why()).contains("nobody knows");
    shop.shadow.refusal = null;
    shop.run().copy(event);
    assertThat(shop.shadow.orders).isEmpty();
  }

  @Test
  void picturesThatCannotBeReadForNowAreComparedLater() {
    OrderEvent event = shop.completed("ann", "cart");
    shop.run().copy(event);
    OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.02"));
    assertRetryable(() -> shop.run(PairsTest::blind).followUp(Twin.CANDIDATE, ended));
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.02"));
    shop.run().followUp(Twin.CANDIDATE, ended);
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.02"));
    assertThat(shop.pairs()).hasSize(1);
  }

  /** A process that cannot read pictures for now. */
  private static ParallelRun.Builder blind(ParallelRun.Builder builder) {
    return builder.comparison(
        (original, copy) -> {
          throw new IOException("the store is away");
        });
  }

  @Test
  void pairsAreKeptForTheirTimeAndThenRemoved() {
    shop.run().copy(shop.completed("ann", "cart"));
    shop.run()
        .followUp(
            Twin.CANDIDATE, shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0")));
    ParallelRun run = shop.run();
    shop.pass(Duration.ofDays(29));
    sweepThrough(run);
    assertThat(shop.pairs()).hasSize(1);
    shop.pass(Duration.ofDays(2));
    sweepThrough(run);
    assertThat(shop.pairs()).isEmpty();
  }

  private static void sweepThrough(ParallelRun run) {
    for (int i = 0; i < 16; i++) {
      run.sweep();
    }
  }

  @Test
  void aLookAtTheLastDaysReadsThePairsOfThoseDaysAlone() {
    for (int day = 0; day < 5; day++) {
      compared("cart-" + day);
      shop.pass(Duration.ofDays(1));
    }
    List<Object> read = new ArrayList<>();
    ParallelRun run =
        shop.run((call, answer) -> read.addAll(answer instanceof List<?> all ? all : List.of()));
    assertThat(run.pairs(shop.now.minus(Duration.ofDays(2)))).hasSize(2);
    assertThat(read).hasSize(2);
    assertThat(run.pairs(shop.now.minus(Duration.ofDays(31)))).hasSize(5);
    assertThat(run.pairs(shop.now.minus(Duration.ofDays(32)))).hasSize(5);
  }

  /** Copies an order of ann's, and compares it. */
  private void compared(String cart) {
    shop.run().followUp(Twin.CANDIDATE, ended(cart));
  }

  private OrderEvent ended(String cart) {
    OrderEvent event = shop.completed("ann", cart);
    shop.run().copy(event);
    OrderId copy = shop.shadow.idOf("ann", Twins.copysKey(event.order()));
    return shop.shadow.end(copy, OrderStatus.COMPLETED, Money.usd("0"));
  }

  @Test
  void nothingThatIsKeptNamesTheCustomer() {
    shop.run().copy(shop.completed("ann.annison", "cart"));
    shop.run()
        .followUp(
            Twin.CANDIDATE, shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0")));
    assertThat(shop.state.list("shadow/"))
        .hasSize(4)
        .allSatisfy(document -> assertThat(document.toString()).doesNotContain("annison"));
  }

  @Test
  void anOpenCopyOfAForgottenCustomerIsCancelledAndCountedForWhatItCost() {
    shop.run().copy(shop.completed("ann", "cart"));
    shop.run().copy(shop.completed("bob", "cart"));
    assertThat(shop.run().forget("ann")).isEqualTo(1);
    assertThat(shop.shadow.orders.values())
        .filteredOn(order -> order.status() == OrderStatus.CANCELLED)
        .singleElement()
        .matches(order -> order.request().customer().equals("ann"));
    assertThat(shop.status().open()).isEqualTo(1);
    assertThat(shop.state.list("shadow/images/c")).hasSize(2); // bob's account and copy
  }

  @Test
  void aCopyThatIsComparedWhileItsCustomerIsForgottenIsForgottenToo() {
    OrderEvent ended = ended("cart");
    assertRetryable(() -> shop.run(PairsTest::blind).followUp(Twin.CANDIDATE, ended));
    ParallelRun forgetting =
        shop.run(
            (call, answer) -> {
              if (call.startsWith("list ")) {
                shop.run().followUp(Twin.CANDIDATE, ended);
              }
            });
    assertThat(forgetting.forget("ann")).isEqualTo(1);
    assertThat(shop.state.list("shadow/images/")).hasSize(1); // the purse
  }

  @Test
  void aPairThatIsFiledAfterItsCustomerWasForgottenIsTakenBack() {
    OrderEvent ended = ended("cart");
    ParallelRun filing =
        shop.run(
            (call, answer) -> {
              if (call.startsWith("write ") && isCompared(shop.state.list("shadow/images/copy/"))) {
                shop.run().forget("ann");
              }
            });
    filing.followUp(Twin.CANDIDATE, ended);
    assertThat(shop.state.list("shadow/images/")).hasSize(1);
  }

  private static boolean isCompared(List<StateDocument> copies) {
    return copies.stream().anyMatch(copy -> copy.text().contains("\"COMPARED\""));
  }

  private static void assertRetryable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ImageOrderException.class, e -> assertThat(e.retryable()).isTrue());
  }
}
