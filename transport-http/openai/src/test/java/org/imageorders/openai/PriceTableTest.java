package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {

  private final PriceTable table = PriceTable.builtIn();

  @Test
  void eachKindOfTokenHasItsPrice() throws IOException {
    TokenUsage usage =
        usage(
            """
            {"input_tokens": 1000, "output_tokens": 500, "total_tokens": 1500,
             "input_tokens_details": {"text_tokens": 400, "image_tokens": 600,
               "cached_tokens": 300, "cached_tokens_details": {"text_tokens": 100, "image_tokens": 200}},
             "output_tokens_details": {"text_tokens": 100, "image_tokens": 400}}
            """);
    assertThat(usage).isEqualTo(new TokenUsage(300, 100, 400, 200, 100, 400));
    // 300 x 5 + 100 x 1.25 + 400 x 8 + 200 x 2 + 100 x 10 + 400 x 30, in millionths
    assertThat(table.cost("gpt-image-2", usage)).contains(Money.usd("0.018225"));
  }

  @Test
  void tokensOfAnUnknownKindCountAsTheDearest() throws IOException {
    TokenUsage usage = usage("{\"output_tokens\": 10, \"input_tokens\": 10, \"x\": {\"y\": 1}}");
    assertThat(table.cost("gpt-image-2", usage)).contains(Money.usd("0.00038"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "{}",
        "[]",
        "{\"input_tokens\": 5}",
        "{\"input_tokens\": 0, \"output_tokens\": 0}",
        "{\"output_tokens\": -7}",
        "{\"output_tokens\": \"many\"}",
        "{\"output_tokens\": 1e300}",
        "{\"output_tokens\": 100000000000000000000000}",
        "{\"prompt_tokens\": 5, \"completion_tokens\": 700}"
      })
  void aUsageThatDoesNotTellWhatCameOutIsNone(String text) throws IOException {
    assertThat(usage(text)).isNull();
  }

  @Test
  void theCostOfAModelThatIsNotInTheTableIsNotTold() {
    assertThat(table.cost("my-deployment", new TokenUsage(1, 0, 0, 0, 0, 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2-2026-04-21, low, 0.006005",
    "gpt-image-2, low, 0.006005",
    "gpt-image-2, medium, 0.053015",
    "gpt-image-2, high, 0.211025",
    "gpt-image-2, auto, 0.211025",
    "gpt-image-2.5-flare, low, 0.006005",
    "gpt-image-1.5, low, 0.009029",
  })
  void theEstimateFollowsModelAndQuality(String model, String quality, String amount) {
    ImageSpec spec = ImageSpec.builder("x").size(1024, 1024).quality(new Quality(quality)).build();
    assertThat(table.estimate(model, spec, 1)).isEqualTo(Money.usd(amount));
  }

  @Test
  void theEstimateGrowsWithAreaPreviewsSourcesAndImagesAndIsNeverBelowASquares() {
    ImageSpec.Builder spec = ImageSpec.builder("x").quality(Quality.LOW);
    assertThat(estimate(spec.size(2048, 2048), 1)).isEqualTo(Money.usd("0.024005"));
    assertThat(estimate(spec.size(512, 512), 1)).isEqualTo(Money.usd("0.006005"));
    assertThat(estimate(spec.previews(2), 1)).isEqualTo(Money.usd("0.012005"));
    assertThat(estimate(spec, 10)).isEqualTo(Money.usd("0.12005"));
    assertThat(estimate(ImageSpec.builder("x").quality(Quality.LOW), 1))
        .as("of a size that is left open")
        .isEqualTo(Money.usd("0.009005"));
    assertThat(estimate(spec.sourceImage(Pictures.FIRST).mask(Pictures.SECOND), 1))
        .isEqualTo(Money.usd("0.124005"));
  }

  @Test
  void aModelThatIsNotInTheTableIsEstimatedAsTheDearest() {
    ImageSpec spec = ImageSpec.builder("x").size(1024, 1024).build();
    assertThat(table.estimate("my-deployment", spec, 1))
        .isEqualTo(table.estimate("gpt-image-2", spec, 1));
  }

  @Test
  void anotherTableCanBeReadFromAFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("prices.json");
    String prices =
        """
        {"currency": "EUR", "models": {"mine": {
          "perMillionTokens": {"textInput": 1, "imageInput": 2, "imageOutput": 3.5},
          "tokens": {"quality": {"any": 1000000}, "preview": 0, "sourceImage": 0}}}}
        """;
    Files.writeString(file, prices);
    PriceTable other = PriceTable.of(file);
    assertThat(other.cost("mine", new TokenUsage(0, 1_000_000, 0, 0, 1_000_000, 0)))
        .contains(Money.of("4.5", "EUR"));

    for (String broken :
        new String[] {
          "",
          "not json",
          "{}",
          "{\"currency\":\"EUR\",\"models\":{}}",
          prices.replace("EUR", "GOLD"),
          prices.replace("3.5", "\"3.5\""),
          prices.replace("3.5", "-1"),
          prices.replace("\"any\": 1000000", ""),
          prices.replace("\"preview\": 0,", ""),
        }) {
      Files.writeString(file, broken);
      assertThatThrownBy(() -> PriceTable.of(file))
          .as(broken)
          .isInstanceOf(ImageOrderException.class)
          .hasMessageContaining("is refused");
    }
    assertThatThrownBy(() -> PriceTable.of(directory.resolve("none.json")))
        .isInstanceOf(ImageOrderException.class)
        .hasMessageContaining("none.json");
  }

  private Money estimate(ImageSpec.Builder spec, int images) {
    return table.estimate("gpt-image-2", spec.build(), images);
  }

  private static TokenUsage usage(String json) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      return TokenUsage.read(parser);
    }
  }
}
