package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.UnknownOutcome;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.Test;

/** Which orders are copied, and how. */
class ParallelRunTest {

  private static final Reason REASON = Reason.of("test", "to see what happens");

  private final Shop shop = new Shop();

  @Test
  void aCopyOrdersTheSamePicturesAndNothingElse() {
    OrderEvent event = shop.completed("ann", "cart", 3);
    shop.run().copy(event);
    OrderRequest copy = shop.shadow.get(shop.copy()).request();
    assertThat(copy.customer()).isEqualTo("ann");
    assertThat(copy.idempotencyKey()).isEqualTo("shadow." + event.order());
    assertThat(copy.specs())
        .singleElement()
        .extracting(ImageSpec::prompt, ImageSpec::count, ImageSpec::previews)
        .containsExactly("a lighthouse", 3, 0);
    assertThat(copy.ceiling()).contains(Money.usd("0.15"));
    assertThat(copy.unknownOutcome()).contains(UnknownOutcome.FAIL);
    assertThat(copy.priority()).hasValue(1);
    assertThat(copy.deadline()).isEmpty();
    assertThat(copy.metadata()).isEmpty();
    assertThat(shop.status().reserved()).isEqualTo(Money.usd("0.15"));
    assertThat(shop.candidate.placed).isEmpty();
  }

  @Test
  void aSourceImageIsBroughtToTheReservedTenant() {
    shop.run().copy(shop.completedFromSource("ann", "cart"));
    ImageSpec spec = shop.shadow.get(shop.copy()).request().specs().get(0);
    assertThat(shop.shadow.images.get(spec.sourceImages().get(0))).containsExactly(7);
  }

  @Test
  void aSourceImageThatIsGoneEndsTheCopyWithoutACost() {
    OrderEvent event = shop.completedFromSource("ann", "cart");
    shop.legacy.images.keySet().removeIf(image -> image.value().startsWith("up-"));
    shop.run().copy(event);
    assertThat(shop.shadow.placed).isEmpty();
    assertThat(shop.status().open()).isZero();
    assertThat(shop.pairs().get(0).images().get(0).why()).contains("no image up-default");
  }

  @Test
  void onlyLegacysCompletedOrdersAreCopied() {
    OrderRequest request = OrderRequest.builder("ann").idempotencyKey("a").prompt("x").build();
    OrderId failed = shop.migration.place(request).id();
    shop.run().copy(shop.legacy.end(failed, OrderStatus.FAILED, Money.usd("0")));
    shop.migration.control().enter(Stage.live(Share.ALL), REASON);
    OrderRequest other = OrderRequest.builder("ann").idempotencyKey("b").prompt("x").build();
    OrderId candidates = shop.migration.place(other).id();
    shop.run().copy(shop.candidate.end(candidates, OrderStatus.COMPLETED, Money.usd("0")));
    assertThat(shop.shadow.placed).isEmpty();
  }

  @Test
  void ordersAreCopiedWhileTheStageIsShadowOrLiveAndTheKillSwitchIsOff() {
    OrderEvent event = shop.completed("ann", "cart");
    for (Stage stage : List.of(Stage.LEGACY_ONLY, Stage.ALL_NEW)) {
      shop.migration.control().enter(stage, REASON);
      shop.run().copy(event);
    }
    shop.migration.control().enter(Stage.live(Share.NONE), REASON);
    shop.migration.control().kill(REASON);
    shop.run().copy(event);
    assertThat(shop.shadow.placed).isEmpty();
    shop.migration.control().revive(REASON);
    shop.run().copy(event);
    assertThat(shop.shadow.placed).hasSize(1);
  }

  @Test
  void theSampleIsTheSameForWhoeverDrawsItAndAnotherForAnotherRun() {
    List<OrderEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      events.add(shop.completed("customer-" + i, "cart"));
    }
    Set<String> first = sampled("images", Share.percent(10), events);
    assertThat(first).hasSizeBetween(70, 130);
    assertThat(sampled("images", Share.percent(10), events)).isEqualTo(first);
    assertThat(sampled("images", Share.percent(20), events)).containsAll(first);
    Set<String> other = sampled("other", Share.percent(10), events);
    other.retainAll(first);
    assertThat(other).hasSizeLessThan(30);
  }

  /** The keys of the copies that a run of an unlimited purse places. */
  private static Set<String> sampled(String name, Share share, List<OrderEvent> events) {
    Shop twin = new Shop();
    for (OrderEvent event : events) {
      twin.completed(event.customer(), "cart");
    }
    ParallelRun run =
        twin.run(
            builder ->
                builder
                    .name(name)
                    .sample(share)
                    .mostOpen(200)
                    .purse(Purse.of(Money.usd("0.01"), Money.usd("100"))));
    for (OrderEvent event : events) {
      run.copy(event);
      twin.shadow.orders.values().stream()
          .filter(copy -> !copy.isEnded())
          .toList()
          .forEach(
              copy ->
                  run.followUp(
                      Twin.CANDIDATE,
                      twin.shadow.end(copy.id(), OrderStatus.COMPLETED, Money.usd("0"))));
    }
    return twin.shadow.placed.stream()
        .map(OrderRequest::idempotencyKey)
        .collect(Collectors.toSet());
  }

  @Test
  void ordersOfMoreImagesThanADocumentTellsOfAreNotCopied() {
    ParallelRun run =
        shop.run(builder -> builder.purse(Purse.of(Money.usd("0.01"), Money.usd("5"))));
    run.copy(shop.completed("ann", "cart", 101));
    assertThat(shop.shadow.placed).isEmpty();
    run.copy(shop.completed("ann", "other", 100));
    ImageComparison talkative =
        (original, copy) ->
            new Resemblance(
                Optional.of(Rung.HASH),
                "\u6d77".repeat(500),
                OptionalInt.of(64),
                OptionalDouble.of(-1.0 / 3));
    shop.run(builder -> builder.comparison(talkative))
        .followUp(
            Twin.CANDIDATE, shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("1")));
    assertThat(shop.pairs().get(0).images()).hasSize(100);
  }

  @Test
  void aBaselineIsAPartOfTheSampleThatLegacyDrawsAgain() {
    List<OrderEvent> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      events.add(shop.completed("customer-" + i, "cart"));
    }
    ParallelRun run =
        shop.run(
            builder ->
                builder
                    .mostOpen(200)
                    .purse(Purse.of(Money.usd("0.05"), Money.usd("50")))
                    .baseline(shop.legacyShadow, Share.percent(30)));
    events.forEach(run::copy);
    assertThat(shop.shadow.placed).hasSize(100);
    assertThat(shop.legacyShadow.placed).hasSizeBetween(10, 50);
    OrderId copy = shop.legacyShadow.orders.keySet().iterator().next();
    run.followUp(Twin.LEGACY, shop.legacyShadow.end(copy, OrderStatus.COMPLETED, Money.usd("0")));
    assertThat(run.pairs(FakeTenant.NOON))
        .extracting(ComparedOrder::twin)
        .containsExactly(Twin.LEGACY);
  }

  @Test
  void aRunThatMakesNoSenseIsRefused() {
    assertInvalid(
        () -> ParallelRun.builder(shop.migration, shop.shadow, shop.state).build(), "purse");
    assertInvalid(
        () ->
            ParallelRun.builder(shop.migration, shop.candidate, shop.state)
                .purse(Shop.PURSE)
                .comparison(Shop.ALIKE)
                .build(),
        "reserved for copies");
    assertInvalid(() -> shop.run(builder -> builder.mostOpen(201)), "mostOpen '201'");
    assertInvalid(() -> shop.run(builder -> builder.name("No")), "name 'No'");
    assertInvalid(() -> shop.run(builder -> builder.keep(Duration.ofHours(1))), "patience");
    assertInvalid(
        () ->
            shop.run(
                builder ->
                    builder.sample(Share.percent(1)).baseline(shop.legacyShadow, Share.percent(2))),
        "baseline '2.00 %'");
    assertInvalid(() -> Purse.of(Money.usd("0"), Money.usd("1")), "perImage");
    assertInvalid(() -> Shop.PURSE.perDay(Money.of("1", "EUR")), "use zero or more USD");
    shop.run().copy(shop.completed("ann", "cart"));
    Purse other = Purse.of(Money.of("1", "EUR"), Money.of("9", "EUR"));
    assertInvalid(() -> shop.run(builder -> builder.purse(other)), "use USD");
  }

  private static void assertInvalid(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining(message);
  }
}
