package org.imageorders.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.imageorders.Background;
import org.imageorders.ImageFormat;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.Quality;
import org.imageorders.UnknownOutcome;

/**
 * The JSON form of what is ordered. What was unset is not written and stays unset when read, so
 * that both sides compute the same {@link OrderRequest#fingerprint()}.
 */
public final class RequestJson {

  private RequestJson() {}

  public static ObjectNode write(OrderRequest request) {
    ObjectNode node =
        Json.object()
            .put("customer", request.customer())
            .put("idempotencyKey", request.idempotencyKey());
    ArrayNode specs = node.putArray("specs");
    request.specs().forEach(spec -> specs.add(write(spec)));
    request.priority().ifPresent(value -> node.put("priority", value));
    request.deadline().ifPresent(value -> Json.put(node, "deadline", value));
    request.ceiling().ifPresent(value -> node.set("ceiling", Json.money(value)));
    request.unknownOutcome().ifPresent(value -> Json.put(node, "unknownOutcome", value.name()));
    if (!request.metadata().isEmpty()) {
      ObjectNode metadata = node.putObject("metadata");
      request.metadata().forEach(metadata::put);
    }
    return node;
  }

  public static ObjectNode write(ImageSpec spec) {
    ObjectNode node = Json.object().put("prompt", spec.prompt()).put("count", spec.count());
    spec.size().ifPresent(value -> Json.put(node, "size", value));
    spec.quality().ifPresent(value -> Json.put(node, "quality", value));
    spec.format().ifPresent(value -> Json.put(node, "format", value));
    spec.compression().ifPresent(value -> node.put("compression", value));
    spec.background().ifPresent(value -> Json.put(node, "background", value));
    spec.model().ifPresent(value -> Json.put(node, "model", value));
    if (!spec.sourceImages().isEmpty()) {
      ArrayNode sources = node.putArray("sourceImages");
      spec.sourceImages().forEach(image -> sources.add(image.value()));
    }
    spec.mask().ifPresent(value -> Json.put(node, "mask", value));
    if (spec.previews() > 0) {
      node.put("previews", spec.previews());
    }
    if (!spec.providerOptions().isEmpty()) {
      ObjectNode options = node.putObject("providerOptions");
      spec.providerOptions().forEach((name, value) -> option(options, name, value));
    }
    return node;
  }

  private static void option(ObjectNode options, String name, Object value) {
    if (value instanceof Boolean bool) {
      options.put(name, bool);
    } else if (value instanceof Long number) {
      options.put(name, number);
    } else if (value instanceof Double number) {
      options.put(name, number);
    } else {
      options.put(name, value.toString());
    }
  }

  /**
   * Reads what somebody orders. A rule of a newer version that this one cannot keep is refused.
   *
   * @param headerKey the key from the message's header, for a document without one
   */
  public static OrderRequest readOrdered(Fields fields, Optional<String> headerKey) {
    OrderRequest.Builder builder = begin(fields);
    fields.text("idempotencyKey").or(() -> headerKey).ifPresent(builder::idempotencyKey);
    fields.parsed("unknownOutcome", RequestJson::rule).ifPresent(builder::unknownOutcome);
    return fields.within(builder::build);
  }

  /**
   * Reads what was ordered. A rule of a newer version, kept by whoever accepted it, is left out.
   */
  public static OrderRequest readKept(Fields fields) {
    OrderRequest.Builder builder =
        begin(fields).idempotencyKey(fields.requiredText("idempotencyKey"));
    fields
        .text("unknownOutcome")
        .flatMap(name -> Names.known(UnknownOutcome.class, name))
        .ifPresent(builder::unknownOutcome);
    return fields.within(builder::build);
  }

  private static UnknownOutcome rule(String name) {
    return Names.known(UnknownOutcome.class, name)
        .orElseThrow(
            () -> ImageOrderException.invalid("unknownOutcome", name, "use REPEAT_ONCE or FAIL"));
  }

  private static OrderRequest.Builder begin(Fields fields) {
    OrderRequest.Builder builder = OrderRequest.builder(fields.requiredText("customer"));
    fields.objects("specs").forEach(spec -> builder.spec(readSpec(spec)));
    fields.integer("priority").ifPresent(builder::priority);
    fields.duration("deadline").ifPresent(builder::deadline);
    fields.money("ceiling").ifPresent(builder::ceiling);
    fields
        .object("metadata")
        .ifPresent(
            notes -> notes.scalars((name, value) -> builder.metadata(name, note(name, value))));
    return builder;
  }

  private static String note(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw ImageOrderException.invalid("metadata." + name, value, "use a string");
  }

  public static ImageSpec readSpec(Fields fields) {
    ImageSpec.Builder builder = ImageSpec.builder(fields.requiredText("prompt"));
    fields.integer("count").ifPresent(builder::count);
    fields.parsed("size", ImageSize::parse).ifPresent(builder::size);
    fields.parsed("quality", Quality::new).ifPresent(builder::quality);
    fields.parsed("format", ImageFormat::new).ifPresent(builder::format);
    fields.integer("compression").ifPresent(builder::compression);
    fields.parsed("background", Background::new).ifPresent(builder::background);
    fields.text("model").ifPresent(builder::model);
    fields.texts("sourceImages").forEach(id -> builder.sourceImage(new ImageId(id)));
    fields.parsed("mask", ImageId::new).ifPresent(builder::mask);
    fields.integer("previews").ifPresent(builder::previews);
    fields.object("providerOptions").ifPresent(options -> options.scalars(builder::providerOption));
    return fields.within(builder::build);
  }
}
