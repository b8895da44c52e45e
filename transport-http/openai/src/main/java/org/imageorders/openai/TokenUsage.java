package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a call, by what each costs.
 *
 * @param textInput of the prompt, without those that were cached
 * @param imageInput of source images, without those that were cached
 */
record TokenUsage(
    long textInput,
    long cachedTextInput,
    long imageInput,
    long cachedImageInput,
    long textOutput,
    long imageOutput) {

  /** More is no count, and would make sums overflow. */
  private static final double MOST = 1e12;

  /**
   * Reads the {@code usage} that a parser stands at; null if it does not tell what came out. Who
   * does not count writes null or zeros, and an image that was drawn would pass for one that cost
   * nothing. Tokens of which it is not told what they are of count as the dearest, those of images.
   */
  static @Nullable TokenUsage read(JsonParser json) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    read(json, "", counts);
    if (count(counts, "output_tokens") == 0) {
      return null;
    }
    long input = count(counts, "input_tokens");
    long text = Math.min(input, count(counts, "input_tokens_details.text_tokens"));
    long image = input - text;
    long cached = Math.min(input, count(counts, "input_tokens_details.cached_tokens"));
    String cachedDetails = "input_tokens_details.cached_tokens_details.";
    long cachedImage = Math.min(image, count(counts, cachedDetails + "image_tokens"));
    long cachedText = Math.min(text, Math.max(0, cached - cachedImage));
    long output = count(counts, "output_tokens");
    long textOutput = Math.min(output, count(counts, "output_tokens_details.text_tokens"));
    return new TokenUsage(
        text - cachedText,
        cachedText,
        image - cachedImage,
        cachedImage,
        textOutput,
        output - textOutput);
  }

  private static void read(JsonParser json, String path, Map<String, Long> counts)
      throws IOException {
    Json.fields(
        json,
        name -> {
          if (name.endsWith("_details")) {
            read(json, path + name + ".", counts);
          } else if (json.currentToken().isNumeric()) {
            double tokens = json.getDoubleValue();
            counts.put(path + name, tokens > 0 && tokens <= MOST ? (long) tokens : 0L);
          }
        });
  }

  private static long count(Map<String, Long> counts, String name) {
    return counts.getOrDefault(name, 0L);
  }

  long input() {
    return textInput + cachedTextInput + imageInput + cachedImageInput;
  }

  long output() {
    return textOutput + imageOutput;
  }

  TokenUsage plus(TokenUsage more) {
    return new TokenUsage(
        textInput + more.textInput,
        cachedTextInput + more.cachedTextInput,
        imageInput + more.imageInput,
        cachedImageInput + more.cachedImageInput,
        textOutput + more.textOutput,
        imageOutput + more.imageOutput);
  }
}
