package org.imageorders.openai;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;

/**
 * What models cost. The one that comes with this library, {@link #builtIn()}, says in its file of
 * when it is; another one is read from a file of the same form:
 *
 * <pre>{@code
 * {
 *   "currency": "USD",
 *   "models": {
 *     "gpt-image-2": {
 *       "perMillionTokens": {
 *         "textInput": 5, "cachedTextInput": 1.25, "imageInput": 8, "cachedImageInput": 2,
 *         "textOutput": 10, "imageOutput": 30
 *       },
 *       "tokens": {
 *         "quality": {"low": 200, "medium": 1767, "high": 7033},
 *         "preview": 100,
 *         "sourceImage": 7000
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The prices settle what a call used. The {@code tokens}, of an image of 1024x1024 pixels in
 * each quality, of a preview and of a source image, make the estimate before it. The estimate is
 * meant to be the most: a larger image counts by its area and a smaller one not for less, a size
 * that is left open as 1536x1024, a quality that is left open or is not in the table as the
 * dearest, and a prompt as one token a byte.
 *
 * <p>A model goes by its own entry, or by that of which it is a dated version: {@code
 * gpt-image-2-2026-04-21} by {@code gpt-image-2}. Of a model without an entry, such as an Azure
 * deployment with a name of its own, the estimate is that of the dearest model, and stands as the
 * cost.
 *
 * <p>Immutable.
 *
 * @see <a href="https://developers.openai.com/api/docs/pricing">OpenAI's prices</a>
 */
public final class PriceTable {

  private static final String BUILT_IN = "prices.json";
  private static final BigDecimal SQUARE = BigDecimal.valueOf(1024L * 1024);
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int MOST_DECIMALS = 9;
  private static final ImageSize OPEN_SIZE = new ImageSize(1536, 1024);

  private final Currency currency;
  private final Map<String, Model> models;

  private PriceTable(Currency currency, Map<String, Model> models) {
    this.currency = currency;
    this.models = models;
  }

  /** The prices that OpenAI published when this version of the library was made. */
  public static PriceTable builtIn() {
    try (InputStream file =
        Objects.requireNonNull(PriceTable.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
      return read(file, BUILT_IN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a table.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the file cannot be read or is
   *     no table
   */
  public static PriceTable of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw ImageOrderException.invalid("prices", file, "use a file that can be read: " + e);
    }
  }

  private static PriceTable read(InputStream in, String file) {
    JsonNode root;
    try {
      root = MAPPER.readTree(in);
    } catch (IOException e) {
      throw ImageOrderException.invalid("prices", file, "use JSON: " + e.getMessage());
    }
    Map<String, Model> models = new LinkedHashMap<>();
    root.path("models").properties().forEach(at -> models.put(at.getKey(), model(at, file)));
    if (models.isEmpty()) {
      throw ImageOrderException.invalid("prices", file, "give it 'models'");
    }
    Currency currency = Money.of("0", root.path("currency").asText()).currency();
    return new PriceTable(currency, models);
  }

  private static Model model(Map.Entry<String, JsonNode> entry, String file) {
    Numbers numbers = new Numbers(entry.getKey(), entry.getValue(), file);
    BigDecimal text = numbers.price("textInput");
    BigDecimal image = numbers.price("imageInput");
    BigDecimal output = numbers.price("imageOutput");
    Map<String, BigDecimal> qualities = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> quality :
        entry.getValue().path("tokens").path("quality").properties()) {
      qualities.put(quality.getKey(), numbers.tokens("quality/" + quality.getKey()));
    }
    if (qualities.isEmpty()) {
      throw ImageOrderException.invalid(
          "prices", file, "give model " + entry.getKey() + " 'tokens' of a 'quality'");
    }
    return new Model(
        new Prices(
            text,
            numbers.price("cachedTextInput", text),
            image,
            numbers.price("cachedImageInput", image),
            numbers.price("textOutput", output),
            output),
        qualities,
        numbers.tokens("preview"),
        numbers.tokens("sourceImage"));
  }

  /** The numbers of a model in a file. */
  private record Numbers(String model, JsonNode node, String file) {

    BigDecimal price(String name) {
      return number("/perMillionTokens/" + name).movePointLeft(6);
    }

    BigDecimal price(String name, BigDecimal otherwise) {
      return node.at("/perMillionTokens/" + name).isMissingNode() ? otherwise : price(name);
    }

    BigDecimal tokens(String path) {
      return number("/tokens/" + path);
    }

    private BigDecimal number(String path) {
      JsonNode number = node.at(path);
      if (!number.isNumber() || number.decimalValue().signum() < 0) {
        throw ImageOrderException.invalid(
            "prices", file, "give model " + model + " a number, zero or more, at " + path);
      }
      return number.decimalValue();
    }
  }

  /** What a call cost; empty for a model that is not in the table. */
  Optional<Money> cost(String model, TokenUsage usage) {
    return entry(model).map(at -> money(at.prices.of(usage)));
  }

  /** The most that a call should cost. */
  Money estimate(String model, ImageSpec spec, int images) {
    return money(
        entry(model).map(at -> at.estimate(spec, images)).orElseGet(() -> dearest(spec, images)));
  }

  private BigDecimal dearest(ImageSpec spec, int images) {
    return models.values().stream()
        .map(at -> at.estimate(spec, images))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private Optional<Model> entry(String model) {
    return models.keySet().stream()
        .filter(name -> model.equals(name) || model.startsWith(name + "-"))
        .max(Comparator.comparingInt(String::length))
        .map(models::get);
  }

  private Money money(BigDecimal amount) {
    return new Money(amount.setScale(MOST_DECIMALS, RoundingMode.UP), currency);
  }

  /** Of one token each. */
  private record Prices(
      BigDecimal textInput,
      BigDecimal cachedTextInput,
      BigDecimal imageInput,
      BigDecimal cachedImageInput,
      BigDecimal textOutput,
      BigDecimal imageOutput) {

    BigDecimal of(TokenUsage usage) {
      return Stream.of(
              product(textInput, usage.textInput()),
              product(cachedTextInput, usage.cachedTextInput()),
              product(imageInput, usage.imageInput()),
              product(cachedImageInput, usage.cachedImageInput()),
              product(textOutput, usage.textOutput()),
              product(imageOutput, usage.imageOutput()))
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal product(BigDecimal price, long tokens) {
      return price.multiply(BigDecimal.valueOf(tokens));
    }
  }

  /**
   * One model.
   *
   * @param qualities tokens of a square image, by its quality
   * @param preview tokens of one
   * @param sourceImage tokens of one
   */
  private record Model(
      Prices prices,
      Map<String, BigDecimal> qualities,
      BigDecimal preview,
      BigDecimal sourceImage) {

    BigDecimal estimate(ImageSpec spec, int images) {
      int prompt = spec.prompt().getBytes(StandardCharsets.UTF_8).length;
      int sources = spec.sourceImages().size() + (spec.mask().isPresent() ? 1 : 0);
      BigDecimal previews = preview.multiply(BigDecimal.valueOf(spec.previews()));
      BigDecimal each =
          Prices.product(prices.textInput, prompt)
              .add(Prices.product(prices.imageInput, sources).multiply(sourceImage))
              .add(prices.imageOutput.multiply(tokens(spec).add(previews)));
      return each.multiply(BigDecimal.valueOf(images));
    }

    private BigDecimal tokens(ImageSpec spec) {
      ImageSize size = spec.size().orElse(OPEN_SIZE);
      BigDecimal pixels = BigDecimal.valueOf((long) size.width() * size.height());
      BigDecimal square =
          spec.quality()
              .map(quality -> qualities.get(quality.value()))
              .orElseGet(() -> Collections.max(qualities.values()));
      return square.multiply(pixels.max(SQUARE)).divide(SQUARE, 0, RoundingMode.UP);
    }
  }
}
