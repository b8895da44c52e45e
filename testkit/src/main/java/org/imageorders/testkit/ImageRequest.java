package org.imageorders.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imageorders.ImageSize;
import org.jspecify.annotations.Nullable;

/** A call that is valid: what is to be drawn, and how it is to be answered. */
final class ImageRequest {

  private static final int LONGEST_PROMPT = 32_000;
  private static final long LARGEST_FILE = 50_000_000;
  private static final int MOST_FILES = 16;
  private static final Set<String> MEDIA_TYPES =
      Set.of("image/png", "image/jpeg", "image/jpg", "image/webp");
  private static final ImageSize AUTO = new ImageSize(1_024, 1_024);

  final boolean edit;
  final String model;
  final String prompt;
  final int images;
  final ImageSize size;
  final String quality;
  final String format;
  final String background;
  final boolean stream;
  final int previews;
  final int sources;

  /**
   * Checks what came, as OpenAI does.
   *
   * @param deployment the model that the path names; null if it names none
   * @throws ApiRefusal for the first thing that is wrong
   */
  ImageRequest(ImageParameters parameters, FakeImageApi.Builder rules, @Nullable String deployment)
      throws ApiRefusal {
    parameters.checkNames(rules.moreParameters);
    edit = parameters.isEdit();
    model = deployment != null ? deployment : model(parameters, rules.models);
    prompt = prompt(parameters);
    images = parameters.integer("n", 1, 1, 10);
    size = parameters.size(AUTO);
    quality = quality(parameters, model);
    format = parameters.word("output_format", List.of("png", "jpeg", "webp"));
    String ground = parameters.word("background", List.of("auto", "opaque", "transparent"));
    if (ground.equals("transparent") && format.equals("jpeg")) {
      throw ApiRefusal.invalid(
          "background", "invalid_value", "Transparent background is not supported for jpeg.");
    }
    background = ground.equals("auto") ? "opaque" : ground;
    parameters.word("moderation", List.of("auto", "low"));
    parameters.word("input_fidelity", List.of("low", "high"));
    parameters.text("user");
    parameters.text("safety_identifier");
    int compression = parameters.integer("output_compression", 100, 0, 100);
    if (compression < 100 && format.equals("png")) {
      throw ApiRefusal.invalid(
          "output_compression",
          "invalid_png_output_compression",
          "Compression less than 100 is not supported for PNG output format.");
    }
    stream = parameters.bool("stream");
    previews = parameters.integer("partial_images", 0, 0, 3);
    if (previews > 0 && !stream) {
      throw ApiRefusal.invalid(
          "partial_images", "invalid_value", "'partial_images' needs 'stream' to be true.");
    }
    sources = edit ? sources(parameters.files()) : 0;
  }

  private static String model(ImageParameters parameters, Set<String> models) throws ApiRefusal {
    String model = parameters.text("model");
    if (model != null && !models.contains(model)) {
      throw new ApiRefusal(
          ErrorBody.of(
              404,
              "invalid_request_error",
              null,
              "model_not_found",
              "The model '" + model + "' does not exist or you do not have access to it."),
          Map.of());
    }
    return model == null ? "gpt-image-2" : model;
  }

  private static String prompt(ImageParameters parameters) throws ApiRefusal {
    String prompt = parameters.text("prompt");
    if (prompt == null) {
      throw ApiRefusal.invalid(
          "prompt", "missing_required_parameter", "Missing required parameter: 'prompt'.");
    }
    if (prompt.isEmpty()) {
      throw ApiRefusal.invalid(
          "prompt", "empty_string", "Invalid 'prompt': empty string. Expected at least 1.");
    }
    if (prompt.length() > LONGEST_PROMPT) {
      throw ApiRefusal.invalid(
          "prompt",
          "string_above_max_length",
          "Invalid 'prompt': string too long. Expected a string with maximum length "
              + LONGEST_PROMPT
              + ", but got one with length "
              + prompt.length()
              + " instead.");
    }
    return prompt;
  }

  private static String quality(ImageParameters parameters, String model) throws ApiRefusal {
    List<String> steps = new ArrayList<>(List.of("auto", "low", "medium", "high"));
    if (model.startsWith("gpt-image-2.")) {
      steps.addAll(List.of("xhigh", "max"));
    }
    String quality = parameters.word("quality", steps);
    return quality.equals("auto") ? "medium" : quality;
  }

  private static int sources(List<ApiCall.Upload> files) throws ApiRefusal {
    int sources = 0;
    for (ApiCall.Upload file : files) {
      boolean mask = file.field().equals("mask");
      if (!mask && !file.field().equals("image") && !file.field().equals("image[]")) {
        throw ApiRefusal.invalid(
            file.field(), "unknown_parameter", "Unknown parameter: '" + file.field() + "'.");
      }
      if (!MEDIA_TYPES.contains(file.mediaType()) || file.fileName().isEmpty()) {
        String told = file.mediaType().isEmpty() ? "application/octet-stream" : file.mediaType();
        throw ApiRefusal.invalid(
            file.field(),
            "unsupported_file_mimetype",
            "Invalid file '"
                + file.field()
                + "': unsupported mimetype ('"
                + told
                + "'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.");
      }
      if (file.bytes() == 0 || file.bytes() > LARGEST_FILE) {
        throw ApiRefusal.invalid(
            file.field(), "invalid_image_file", "Image files have 1 byte to 50 MB.");
      }
      sources += mask ? 0 : 1;
    }
    if (sources == 0) {
      throw ApiRefusal.invalid(
          "image", "missing_required_parameter", "Missing required parameter: 'image'.");
    }
    if (sources > MOST_FILES) {
      throw ApiRefusal.invalid(
          "image", "array_above_max_length", "Too many images: use at most " + MOST_FILES + ".");
    }
    return sources;
  }
}
