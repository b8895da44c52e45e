package org.imageorders.testkit;

import java.math.BigDecimal;
import org.imageorders.Money;

/**
 * The tokens of a call, counted as roughly as OpenAI's prices for gpt-image-2 tell.
 *
 * @param text of the prompt
 * @param sources of the images to be edited
 * @param output of the images drawn and of their previews
 */
record TokenUse(long text, long sources, long output) {

  private static final long EACH_SOURCE = 323;
  private static final long EACH_PREVIEW = 100;
  private static final long SQUARE = 1_024L * 1_024;

  static TokenUse of(ImageRequest request, int images) {
    long square =
        switch (request.quality) {
          case "low" -> 200;
          case "medium" -> 1_767;
          case "high" -> 7_033;
          case "xhigh" -> 10_000;
          default -> 14_000;
        };
    long pixels = (long) request.size.width() * request.size.height();
    long each = (square * pixels + SQUARE - 1) / SQUARE;
    return new TokenUse(
        (request.prompt.length() + 3) / 4,
        EACH_SOURCE * request.sources,
        images * (each + EACH_PREVIEW * request.previews));
  }

  long input() {
    return text + sources;
  }

  long total() {
    return text + sources + output;
  }

  /** At 5, 8 and 30 US dollars for a million tokens of text, sources and output. */
  Money price() {
    BigDecimal millionths = BigDecimal.valueOf(5 * text + 8 * sources + 30 * output);
    return new Money(millionths.movePointLeft(6), Money.usd("0").currency());
  }
}
