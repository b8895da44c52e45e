package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRequestTest {

  private static final String NAME = "use 1 to 200 characters, none of them a control character";

  @Test
  void whatIsNotSetStaysUnset() {
    OrderRequest request = OrderRequest.builder("customer-7").prompt("a lighthouse").build();

    assertThat(request.customer()).isEqualTo("customer-7");
    assertThat(request.images()).isEqualTo(1);
    assertThat(request.priority()).isEmpty();
    assertThat(request.deadline()).isEmpty();
    assertThat(request.ceiling()).isEmpty();
    assertThat(request.unknownOutcome()).isEmpty();
    assertThat(request.metadata()).isEmpty();
  }

  @Test
  void withoutAKeyEachBuildIsANewOrder() {
    OrderRequest.Builder builder = OrderRequest.builder("customer-7").prompt("a lighthouse");

    assertThat(builder.build().idempotencyKey()).isNotEqualTo(builder.build().idempotencyKey());
  }

  @Test
  void theLargestValuesAreTaken() {
    OrderRequest.Builder builder =
        OrderRequest.builder("c".repeat(200))
            .idempotencyKey("k".repeat(200))
            .priority(10)
            .deadline(Duration.ofDays(30))
            .ceiling(Money.usd("0"));
    IntStream.range(0, 100).forEach(i -> builder.spec(images(10)));
    IntStream.range(0, 32).forEach(i -> builder.metadata("n" + i, "v".repeat(1_024)));

    OrderRequest request = builder.metadata("n0", "w").build();

    assertThat(request.specs()).hasSize(100);
    assertThat(request.images()).isEqualTo(1_000);
    assertThat(request.metadata()).hasSize(32).containsEntry("n0", "w");
  }

  static Stream<Arguments> refusedValues() {
    return Stream.of(
        refused(order -> order.priority(0), "priority", "0", "use 1 to 10"),
        refused(order -> order.priority(11), "priority", "11", "use 1 to 10"),
        refusedDeadline(Duration.ZERO, "PT0S"),
        refusedDeadline(Duration.ofMillis(-1), "PT-0.001S"),
        refusedDeadline(Duration.ofDays(30).plusNanos(1), "PT720H0.000000001S"),
        refused(
            order -> order.ceiling(Money.usd("-0.01")), "ceiling", "-0.01 USD", "use zero or more"),
        refused(order -> order.idempotencyKey(""), "idempotencyKey", "", NAME),
        refused(order -> order.idempotencyKey("a\nb"), "idempotencyKey", "a\nb", NAME),
        refused(order -> order.idempotencyKey("a\ud83db"), "idempotencyKey", "a\ud83db", NAME),
        refused(order -> repeat(100, order, images(1)), "specs", "101", "use 1 to 100"),
        refused(order -> order.spec(images(1_000)), "images", "1001", "use 1 to 1000"),
        refused(
            order -> IntStream.range(0, 33).forEach(i -> order.metadata("n" + i, "v")),
            "metadata",
            "33 notes",
            "use 32 at most"),
        refused(
            order -> order.metadata("n".repeat(65), "v"),
            "metadata",
            "n".repeat(65),
            "use 1 to 64 characters, none of them a control character"),
        refused(
            order -> order.metadata("cart", "v".repeat(1_025)),
            "metadata.cart",
            "v".repeat(77) + "...",
            "use 1,024 characters at most"));
  }

  private static Arguments refusedDeadline(Duration deadline, String shown) {
    return refused(
        order -> order.deadline(deadline),
        "deadline",
        shown,
        "use more than zero and at most 30 days");
  }

  private static Arguments refused(
      Consumer<OrderRequest.Builder> set, String field, String value, String mend) {
    return arguments(set, field, value, mend);
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("refusedValues")
  void aRefusedValueIsNamedWithItsFieldAndMend(
      Consumer<OrderRequest.Builder> set, String field, String value, String mend) {
    OrderRequest.Builder builder = OrderRequest.builder("customer-7").prompt("a lighthouse");
    set.accept(builder);

    assertRefused(builder::build, field, value, mend);
  }

  @Test
  void anOrderWithoutPicturesIsRefused() {
    assertRefused(OrderRequest.builder("customer-7")::build, "specs", "0", "use 1 to 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\u0000b", "a\u0085b"})
  void aCustomerWithoutANameIsRefused(String name) {
    assertRefused(OrderRequest.builder(name).prompt("a lighthouse")::build, "customer", name, NAME);
  }

  @Test
  void aNameWithHalfACharacterIsRefusedBecauseItsIdWouldBeAnothers() {
    assertThat(OrderId.of("default", "a\udc90", "k")).isEqualTo(OrderId.of("default", "a?", "k"));
    assertRefused(
        OrderRequest.builder("a\udc90").prompt("a lighthouse")::build, "customer", "a\udc90", NAME);
    assertThat(OrderRequest.builder("a\ud83d\udc90").prompt("a lighthouse").build().customer())
        .isEqualTo("a💐");
  }

  @Test
  void textForLogsHoldsNoPrompt() {
    assertThat(OrderRequest.builder("c").idempotencyKey("k").prompt("a secret place").build())
        .hasToString(
            "OrderRequest[customer=c, idempotencyKey=k, specs=[ImageSpec[count=1, size=auto]]]");
  }

  private static ImageSpec images(int count) {
    return ImageSpec.builder("a lighthouse").count(count).build();
  }

  private static void repeat(int times, OrderRequest.Builder order, ImageSpec spec) {
    IntStream.range(0, times).forEach(i -> order.spec(spec));
  }
}
