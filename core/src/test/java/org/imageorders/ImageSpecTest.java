package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSpecTest {

  private static final ImageId SOURCE = new ImageId("upload-1");
  private static final String WORD =
      "use 1 to 32 lower-case letters, digits, hyphens or underscores";

  @Test
  void whatIsNotSetStaysUnset() {
    ImageSpec spec = ImageSpec.of("a lighthouse");

    assertThat(spec.prompt()).isEqualTo("a lighthouse");
    assertThat(spec.count()).isEqualTo(1);
    assertThat(spec.size()).isEmpty();
    assertThat(spec.quality()).isEmpty();
    assertThat(spec.format()).isEmpty();
    assertThat(spec.compression()).isEmpty();
    assertThat(spec.background()).isEmpty();
    assertThat(spec.model()).isEmpty();
    assertThat(spec.sourceImages()).isEmpty();
    assertThat(spec.mask()).isEmpty();
    assertThat(spec.previews()).isZero();
    assertThat(spec.providerOptions()).isEmpty();
  }

  @Test
  void theLargestValuesAreTaken() {
    ImageSpec.Builder builder =
        ImageSpec.builder("p".repeat(32_000))
            .count(1_000)
            .compression(100)
            .previews(3)
            .model("m".repeat(128))
            .mask(SOURCE);
    for (int i = 0; i < 16; i++) {
      builder.sourceImage(SOURCE);
    }
    for (int i = 0; i < 32; i++) {
      builder.providerOption("o" + i, i);
    }

    ImageSpec spec = builder.build();

    assertThat(spec.prompt()).hasSize(32_000);
    assertThat(spec.sourceImages()).hasSize(16);
    assertThat(spec.providerOptions()).hasSize(32).containsEntry("o31", 31L);
  }

  static Stream<Arguments> refusedValues() {
    return Stream.of(
        refused(spec -> spec.count(0), "count", "0", "use 1 to 1000"),
        refused(spec -> spec.count(1_001), "count", "1001", "use 1 to 1000"),
        refused(spec -> spec.previews(-1), "previews", "-1", "use 0 to 3"),
        refused(spec -> spec.previews(4), "previews", "4", "use 0 to 3"),
        refused(spec -> spec.compression(-1), "compression", "-1", "use 0 to 100"),
        refused(spec -> spec.compression(101), "compression", "101", "use 0 to 100"),
        refused(
            spec -> spec.model(""),
            "model",
            "",
            "use 1 to 128 characters, none of them a control character"),
        refused(spec -> spec.mask(SOURCE), "mask", "upload-1", "give a source image that it masks"),
        refused(
            spec -> Stream.generate(() -> SOURCE).limit(17).forEach(spec::sourceImage),
            "sourceImages",
            "17 images",
            "use 16 at most"),
        refused(
            spec ->
                Stream.iterate(0, i -> i + 1)
                    .limit(33)
                    .forEach(i -> spec.providerOption("o" + i, i)),
            "providerOptions",
            "33 options",
            "use 32 at most"),
        refused(
            spec -> spec.providerOption("a\tb", 1),
            "providerOptions",
            "a\tb",
            "use 1 to 64 characters, none of them a control character"),
        refusedOption(Double.NaN),
        refusedOption(Double.NEGATIVE_INFINITY),
        refusedOption(BigDecimal.ONE),
        refusedOption('c'),
        refusedOption(1.5f));
  }

  private static Arguments refusedOption(Object value) {
    return refused(
        spec -> spec.providerOption("seed", value),
        "providerOptions.seed",
        value.toString(),
        "use a string, a boolean, a whole number or a finite double");
  }

  private static Arguments refused(
      Consumer<ImageSpec.Builder> set, String field, String value, String mend) {
    return arguments(set, field, value, mend);
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("refusedValues")
  void aRefusedValueIsNamedWithItsFieldAndMend(
      Consumer<ImageSpec.Builder> set, String field, String value, String mend) {
    ImageSpec.Builder builder = ImageSpec.builder("a lighthouse");
    set.accept(builder);

    assertRefused(builder::build, field, value, mend);
  }

  @Test
  void aPromptIsNeitherEmptyNorEndless() {
    assertRefused(() -> ImageSpec.of(" \n"), "prompt", " \n", "say what the picture shows");
    assertRefused(
        () -> ImageSpec.of("p".repeat(32_001)),
        "prompt",
        "p".repeat(77) + "...",
        "shorten its 32001 characters to 32000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HIGH", "h d", "ı", "high\n", "é"})
  void wordsOfProvidersAreLowerCase(String word) {
    assertRefused(() -> new Quality(word), "quality", word, WORD);
    assertRefused(() -> new ImageFormat(word), "format", word, WORD);
    assertRefused(() -> new Background(word), "background", word, WORD);
  }

  @Test
  void aProvidersOwnWordIsCarried() {
    assertThat(new Quality("hd")).hasToString("hd");
    assertThat(new Background("auto")).hasToString("auto");
    assertThat(new ImageFormat("avif").mediaType()).isEqualTo("image/avif");
    assertThat(new ImageFormat("svg").mediaType()).isEqualTo("image/svg+xml");
  }

  @Test
  void textForLogsHoldsNoPrompt() {
    assertThat(ImageSpec.builder("a secret place").size(1024, 1536).count(2).build())
        .hasToString("ImageSpec[count=2, size=1024x1536]");
  }

  @Test
  void aBuildersLaterChangesDoNotReachTheSpec() {
    ImageSpec.Builder builder = ImageSpec.builder("a lighthouse");
    ImageSpec spec = builder.build();

    builder.sourceImage(SOURCE).providerOption("seed", 1);

    assertThat(spec.sourceImages()).isEmpty();
    assertThat(spec.providerOptions()).isEmpty();
  }
}
