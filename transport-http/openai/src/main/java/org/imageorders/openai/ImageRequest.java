package org.imageorders.openai;

import com.openai.core.JsonValue;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.services.blocking.ImageService;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ProviderCall;

/**
 * A call in the API's words. Nothing stands in it that was not set, but for the model and the
 * number of images.
 *
 * @see <a
 *     href="https://developers.openai.com/api/reference/resources/images/methods/generate">Create
 *     image, in the API reference</a>
 * @see <a href="https://developers.openai.com/api/reference/resources/images/methods/edit">Create
 *     image edit, in the API reference</a>
 */
final class ImageRequest {

  /** What a server's log can be asked for: it maps each of its calls to an attempt. */
  private static final String ATTEMPT = "X-Client-Request-Id";

  private static final Set<String> OF_THE_SPEC =
      Set.of(
          "prompt",
          "model",
          "n",
          "size",
          "quality",
          "output_format",
          "output_compression",
          "background",
          "partial_images",
          "stream",
          "image",
          "image[]",
          "mask");

  private final String attempt;
  private final String prompt;
  private final String model;
  private final boolean edit;
  private final String accepts;
  private final Map<String, Object> more = new LinkedHashMap<>();

  /**
   * Puts a call into the API's words.
   *
   * @param defaultModel for a spec that names none
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a provider option is about
   *     something that the spec has a field for
   */
  ImageRequest(ProviderCall call, String defaultModel) {
    ImageSpec spec = call.spec();
    attempt = call.attempt();
    prompt = spec.prompt();
    model = spec.model().orElse(defaultModel);
    edit = !spec.sourceImages().isEmpty();
    accepts = spec.previews() > 0 ? "text/event-stream" : "application/json";
    more.put("n", call.count());
    spec.size().ifPresent(size -> more.put("size", size.toString()));
    spec.quality().ifPresent(quality -> more.put("quality", quality.value()));
    spec.format().ifPresent(format -> more.put("output_format", format.value()));
    spec.compression().ifPresent(percent -> more.put("output_compression", percent));
    spec.background().ifPresent(background -> more.put("background", background.value()));
    if (spec.previews() > 0) {
      more.put("partial_images", spec.previews());
      more.put("stream", true);
    }
    spec.providerOptions().forEach(this::option);
  }

  private void option(String name, Object value) {
    if (OF_THE_SPEC.contains(name)) {
      throw ImageOrderException.invalid(
          "providerOptions." + name, value, "set it on the spec, which has a field for it");
    }
    more.put(name, value);
  }

  String model() {
    return model;
  }

  boolean isEdit() {
    return edit;
  }

  /** The fields of an edit's form, all but its images. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("prompt", prompt);
    fields.put("model", model);
    more.forEach((name, value) -> fields.put(name, value.toString()));
    return fields;
  }

  /** Has the SDK write the request and send it. What it gets to see of the answer is nothing. */
  @SuppressWarnings("MustBeClosedChecker") // Nothing is open in it.
  void send(ImageService.WithRawResponse images) {
    if (edit) {
      images.edit(edit()).close();
    } else {
      images.generate(generation()).close();
    }
  }

  private ImageGenerateParams generation() {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    more.forEach((name, value) -> fields.put(name, JsonValue.from(value)));
    return ImageGenerateParams.builder()
        .prompt(prompt)
        .model(model)
        .additionalBodyProperties(fields)
        .putAdditionalHeader(ATTEMPT, attempt)
        .putAdditionalHeader("Accept", accepts)
        .build();
  }

  /** For the path and the header. The SDK wants an image too, but its body is not sent. */
  private ImageEditParams edit() {
    return ImageEditParams.builder()
        .prompt(prompt)
        .model(model)
        .image(InputStream.nullInputStream())
        .putAdditionalHeader(ATTEMPT, attempt)
        .putAdditionalHeader("Accept", accepts)
        .build();
  }
}
