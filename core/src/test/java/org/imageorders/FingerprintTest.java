package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fingerprints written here are in the stores of running shops: a change of them refuses every
 * repeat of an order that was placed before.
 */
class FingerprintTest {

  private static final String SMALL =
      "1:3bfe3524d93480f3dc798c88de6de479240bb1fd37bdb7d0761eb90c5e5aa187";
  private static final String FULL =
      "1:e76f32ce68673b61fc1e4f7fdc1be4466c8635712374dfe3bfa80d442f662fcc";

  @Test
  void theFieldsThatWereSetAreAllThatCounts() {
    assertThat(request(spec -> {}, order -> {}).fingerprint()).isEqualTo(SMALL);
    assertThat(request(spec -> spec.count(1).previews(0), order -> {}).fingerprint())
        .isEqualTo(SMALL);
  }

  @Test
  void theFingerprintOfEveryFieldIsTheSameInEveryVersion() {
    assertThat(full().fingerprint()).isEqualTo(FULL);
  }

  @Test
  @DefaultLocale("tr-TR")
  void theFingerprintIsTheSameInTurkey() {
    assertThat(full().fingerprint()).isEqualTo(FULL);
  }

  @Test
  @DefaultLocale("ar-EG-u-nu-arab")
  void theFingerprintIsTheSameWithOtherDigits() {
    assertThat(full().fingerprint()).isEqualTo(FULL);
  }

  @Test
  void theOrderOfNotesAndOptionsDoesNotCount() {
    OrderRequest turned =
        request(
            spec -> fill(spec.providerOption("seed", 7).providerOption("moderation", "low")),
            order -> fill(order.metadata("shop", "north").metadata("cart", "4711")));

    assertThat(turned.fingerprint()).isEqualTo(FULL);
  }

  @Test
  void equalValuesOfAnotherFormDoNotCount() {
    OrderRequest same =
        request(
            spec -> fill(spec.providerOption("moderation", "low").providerOption("seed", 7L)),
            order ->
                fill(order.metadata("cart", "4711").metadata("shop", "north"))
                    .deadline(Duration.ofMinutes(90))
                    .ceiling(Money.usd("1.500")));

    assertThat(same.fingerprint()).isEqualTo(FULL);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        specChange("count", spec -> spec.count(2)),
        specChange("size", spec -> spec.size(1024, 1024)),
        specChange("width and height", spec -> spec.size(1536, 1024)),
        specChange("height and width", spec -> spec.size(1024, 1536)),
        specChange("quality", spec -> spec.quality(Quality.HIGH)),
        specChange("format", spec -> spec.format(ImageFormat.WEBP)),
        specChange("compression", spec -> spec.compression(0)),
        specChange("background", spec -> spec.background(Background.OPAQUE)),
        specChange("model", spec -> spec.model("high")),
        specChange("source image", spec -> spec.sourceImage(new ImageId("upload-1"))),
        specChange(
            "source images",
            spec -> spec.sourceImage(new ImageId("upload-1")).sourceImage(new ImageId("upload-2"))),
        specChange(
            "source images turned",
            spec -> spec.sourceImage(new ImageId("upload-2")).sourceImage(new ImageId("upload-1"))),
        specChange(
            "mask",
            spec -> spec.sourceImage(new ImageId("upload-1")).mask(new ImageId("upload-2"))),
        specChange("previews", spec -> spec.previews(1)),
        specChange("option", spec -> spec.providerOption("seed", 1)),
        specChange("option as text", spec -> spec.providerOption("seed", "1")),
        specChange("option as fraction", spec -> spec.providerOption("seed", 1.0)),
        specChange("option as fraction in text", spec -> spec.providerOption("seed", "1.0")),
        orderChange("priority as by default", order -> order.priority(5)),
        orderChange("deadline", order -> order.deadline(Duration.ofSeconds(1))),
        orderChange("ceiling", order -> order.ceiling(Money.usd("1"))),
        orderChange("ceiling's currency", order -> order.ceiling(Money.of("1", "EUR"))),
        orderChange(
            "unknown outcome as by default",
            order -> order.unknownOutcome(UnknownOutcome.REPEAT_ONCE)),
        orderChange("unknown outcome", order -> order.unknownOutcome(UnknownOutcome.FAIL)),
        orderChange("note", order -> order.metadata("seed", "1")),
        orderChange("key", order -> order.idempotencyKey("cart-4712")),
        orderChange("second spec", order -> order.prompt("a lighthouse at dusk")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void eachFieldMakesAnotherFingerprint(
      String name, Consumer<ImageSpec.Builder> spec, Consumer<OrderRequest.Builder> order) {
    String changed = request(spec, order).fingerprint();

    assertThat(changed).isNotEqualTo(SMALL);
    assertThat(
            changes()
                .filter(other -> !other.get()[0].equals(name))
                .map(FingerprintTest::fingerprintOf))
        .doesNotContain(changed);
  }

  @Test
  void customerAndPromptMakeAnotherFingerprint() {
    OrderRequest.Builder ofAnother = OrderRequest.builder("customer-8").idempotencyKey("cart-4711");

    assertThat(ofAnother.prompt("a lighthouse at dusk").build().fingerprint()).isNotEqualTo(SMALL);
    assertThat(
            OrderRequest.builder("customer-7")
                .idempotencyKey("cart-4711")
                .prompt("a lighthouse at dawn")
                .build()
                .fingerprint())
        .isNotEqualTo(SMALL);
  }

  @Test
  void aFieldOfAnotherSpecIsAnotherField() {
    ImageSpec plain = ImageSpec.of("a lighthouse");
    ImageSpec high = ImageSpec.builder("a lighthouse").quality(Quality.HIGH).build();
    OrderRequest.Builder first = OrderRequest.builder("c").idempotencyKey("k");
    OrderRequest.Builder second = OrderRequest.builder("c").idempotencyKey("k");

    assertThat(first.spec(high).spec(plain).build().fingerprint())
        .isNotEqualTo(second.spec(plain).spec(high).build().fingerprint());
  }

  private static Arguments specChange(String name, Consumer<ImageSpec.Builder> change) {
    Consumer<OrderRequest.Builder> nothing = order -> {};
    return arguments(name, change, nothing);
  }

  private static Arguments orderChange(String name, Consumer<OrderRequest.Builder> change) {
    Consumer<ImageSpec.Builder> nothing = spec -> {};
    return arguments(name, nothing, change);
  }

  @SuppressWarnings("unchecked")
  private static String fingerprintOf(Arguments change) {
    return request(
            (Consumer<ImageSpec.Builder>) change.get()[1],
            (Consumer<OrderRequest.Builder>) change.get()[2])
        .fingerprint();
  }

  private static OrderRequest request(
      Consumer<ImageSpec.Builder> spec, Consumer<OrderRequest.Builder> order) {
    ImageSpec.Builder picture = ImageSpec.builder("a lighthouse at dusk");
    spec.accept(picture);
    OrderRequest.Builder request =
        OrderRequest.builder("customer-7").idempotencyKey("cart-4711").spec(picture.build());
    order.accept(request);
    return request.build();
  }

  private static OrderRequest full() {
    return request(
        spec -> fill(spec.providerOption("moderation", "low").providerOption("seed", 7)),
        order -> fill(order.metadata("cart", "4711").metadata("shop", "north")));
  }

  private static void fill(ImageSpec.Builder spec) {
    spec.count(2)
        .size(1536, 1024)
        .quality(Quality.HIGH)
        .format(ImageFormat.WEBP)
        .compression(80)
        .background(Background.TRANSPARENT)
        .model("gpt-image-1")
        .sourceImage(new ImageId("upload-1"))
        .sourceImage(new ImageId("upload-2"))
        .mask(new ImageId("upload-3"))
        .previews(3);
  }

  private static OrderRequest.Builder fill(OrderRequest.Builder order) {
    return order
        .priority(7)
        .deadline(Duration.ofMinutes(90))
        .ceiling(Money.usd("1.5"))
        .unknownOutcome(UnknownOutcome.FAIL);
  }
}
