package org.imageorders.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Exchange;
import org.jspecify.annotations.Nullable;

/** What a call asks for, as it came; each value is checked when it is taken. */
final class ImageParameters {

  private static final int LARGEST_JSON = 1 << 20;
  private static final Set<String> COMMON =
      Set.of(
          "background",
          "model",
          "moderation",
          "n",
          "output_compression",
          "output_format",
          "partial_images",
          "prompt",
          "quality",
          "safety_identifier",
          "size",
          "stream",
          "user");

  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final List<ApiCall.Upload> files;
  private final boolean edit;

  private ImageParameters(List<ApiCall.Upload> files, boolean edit) {
    this.files = files;
    this.edit = edit;
  }

  /**
   * Reads what came.
   *
   * @param edit whether the call edits images, and so comes as a form
   * @throws ApiRefusal if it cannot be read
   */
  static ImageParameters read(Exchange exchange, boolean edit) throws IOException, ApiRefusal {
    String type = exchange.header("Content-Type").orElse("");
    if (edit && type.startsWith("multipart/form-data")) {
      MultipartForm form = MultipartForm.read(type, exchange.body());
      ImageParameters parameters = new ImageParameters(form.files(), true);
      form.fields().forEach((name, text) -> parameters.values.put(name, TextNode.valueOf(text)));
      return parameters;
    }
    if (edit || !type.startsWith("application/json")) {
      throw refused(
          415, "Unsupported content type: '" + type + "'. Use " + (edit ? "a form." : "JSON."));
    }
    byte[] json = exchange.body().readNBytes(LARGEST_JSON + 1);
    if (json.length > LARGEST_JSON) {
      throw new ApiRefusal(ErrorBody.ofStatus(413), Map.of());
    }
    ImageParameters parameters = new ImageParameters(List.of(), false);
    try {
      JsonNode root = Json.MAPPER.readTree(json);
      if (root == null || !root.isObject()) {
        throw refused(400, "We expected a JSON object.");
      }
      root.properties().stream()
          .filter(field -> !field.getValue().isNull())
          .forEach(field -> parameters.values.put(field.getKey(), field.getValue()));
    } catch (JsonProcessingException e) {
      throw refused(400, "We could not parse the JSON body of your request.");
    }
    return parameters;
  }

  /** Text of every value, as it came. */
  Map<String, String> asText() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, value.asText()));
    return texts;
  }

  List<ApiCall.Upload> files() {
    return files;
  }

  boolean isEdit() {
    return edit;
  }

  /** Refuses parameters that the API does not have. */
  void checkNames(Set<String> more) throws ApiRefusal {
    for (String name : values.keySet()) {
      boolean known =
          COMMON.contains(name) || more.contains(name) || (edit && name.equals("input_fidelity"));
      if (!known) {
        throw ApiRefusal.invalid(name, "unknown_parameter", "Unknown parameter: '" + name + "'.");
      }
    }
  }

  @Nullable String text(String name) throws ApiRefusal {
    JsonNode value = values.get(name);
    if (value != null && !value.isTextual()) {
      throw wrongType(name, "a string", value);
    }
    return value == null ? null : value.textValue();
  }

  /** One of several words; the first if there is none. */
  String word(String name, List<String> allowed) throws ApiRefusal {
    String value = text(name);
    if (value != null && !allowed.contains(value)) {
      throw ApiRefusal.invalid(
          name,
          "invalid_value",
          "Invalid value: '"
              + value
              + "'. Supported values are: '"
              + String.join("', '", allowed)
              + "'.");
    }
    return value == null ? allowed.get(0) : value;
  }

  int integer(String name, int otherwise, int least, int most) throws ApiRefusal {
    JsonNode value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    boolean number =
        edit ? value.asText().matches("-?[0-9]{1,9}") : value.canConvertToInt() && value.isInt();
    if (!number) {
      throw wrongType(name, "an integer", value);
    }
    int integer = edit ? Integer.parseInt(value.asText()) : value.intValue();
    if (integer < least) {
      throw ApiRefusal.invalid(
          name,
          "integer_below_min_value",
          "Invalid '" + name + "': expected a value >= " + least + ", but got " + integer + ".");
    }
    if (integer > most) {
      throw ApiRefusal.invalid(
          name,
          "integer_above_max_value",
          "Invalid '" + name + "': expected a value <= " + most + ", but got " + integer + ".");
    }
    return integer;
  }

  boolean bool(String name) throws ApiRefusal {
    JsonNode value = values.get(name);
    if (value == null) {
      return false;
    }
    if (edit ? !value.asText().matches("true|false") : !value.isBoolean()) {
      throw wrongType(name, "a boolean", value);
    }
    return value.asBoolean();
  }

  /** The size, or one if it is left to the API. */
  ImageSize size(ImageSize otherwise) throws ApiRefusal {
    String value = text("size");
    if (value == null || value.equals("auto")) {
      return otherwise;
    }
    ImageSize size;
    try {
      size = ImageSize.parse(value);
    } catch (ImageOrderException e) {
      throw ApiRefusal.invalid(
          "size", "invalid_value", "Invalid size: '" + value + "'. Use WIDTHxHEIGHT.");
    }
    long longer = Math.max(size.width(), size.height());
    long shorter = Math.min(size.width(), size.height());
    if (shorter % 16 != 0 || longer % 16 != 0) {
      throw wrongSize(value, "Width and height must be divisible by 16.");
    }
    if (longer > 3 * shorter) {
      throw wrongSize(value, "The aspect ratio must be between 1:3 and 3:1.");
    }
    if (longer > 3_840 || longer * shorter > 3_840L * 2_160) {
      throw wrongSize(value, "The largest size is 3840x2160.");
    }
    return size;
  }

  private static ApiRefusal wrongSize(String value, String why) {
    return ApiRefusal.invalid("size", "invalid_value", "Invalid size: '" + value + "'. " + why);
  }

  private static ApiRefusal wrongType(String name, String wanted, JsonNode value) {
    return ApiRefusal.invalid(
        name,
        "invalid_type",
        "Invalid type for '" + name + "': expected " + wanted + ", but got " + value + ".");
  }

  private static ApiRefusal refused(int status, String message) {
    return new ApiRefusal(
        ErrorBody.of(status, "invalid_request_error", null, null, message), Map.of());
  }
}
