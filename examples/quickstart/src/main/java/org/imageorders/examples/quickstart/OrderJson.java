package org.imageorders.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.Money;

/**
 * Writes order.json: the orders of a run with what was asked for, what came, and every call with
 * its cost. UTF-8.
 */
final class OrderJson {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private OrderJson(JsonGenerator json) {
    this.json = json;
  }

  static void write(Report report, String provider, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file);
        JsonGenerator json = JSON.createGenerator(out)) {
      new OrderJson(json.useDefaultPrettyPrinter()).report(report, provider);
    }
  }

  private void report(Report report, String provider) throws IOException {
    json.writeStartObject();
    json.writeStringField("writtenBy", Gallery.MARK);
    json.writeStringField("provider", provider);
    text("beganAt", report.times().began());
    text("endedAt", report.times().ended());
    json.writeBooleanField("cancelled", report.cancelled());
    json.writeNumberField("imagesWanted", report.plan().images());
    json.writeNumberField("imagesReady", report.ready().size());
    json.writeArrayFieldStart("orders");
    for (int i = 0; i < report.orders().size(); i++) {
      order(report.orders().get(i), report.pictures().get(i));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void order(ImageOrder order, Map<Integer, Picture> pictures) throws IOException {
    json.writeStartObject();
    text("id", order.id());
    text("status", order.status());
    text("acceptedAt", order.acceptedAt());
    text("startedAt", order.startedAt());
    text("endedAt", order.endedAt());
    failure(order.failure());
    json.writeObjectFieldStart("cost");
    money("spent", order.cost().spent());
    money("reserved", order.cost().reserved());
    money("atRisk", order.cost().atRisk());
    json.writeEndObject();
    json.writeStringField("idempotencyKey", order.request().idempotencyKey());
    json.writeArrayFieldStart("specs");
    for (ImageSpec spec : order.request().specs()) {
      spec(spec);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("images");
    for (ImageResult result : order.images()) {
      image(result, Optional.ofNullable(pictures.get(result.index())));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("attempts");
    for (Attempt attempt : order.attempts()) {
      attempt(attempt);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void spec(ImageSpec spec) throws IOException {
    json.writeStartObject();
    json.writeStringField("prompt", spec.prompt());
    json.writeNumberField("count", spec.count());
    text("size", spec.size());
    text("quality", spec.quality());
    json.writeNumberField("previews", spec.previews());
    for (Map.Entry<String, Object> option : spec.providerOptions().entrySet()) {
      json.writeObjectField(option.getKey(), option.getValue());
    }
    json.writeEndObject();
  }

  private void image(ImageResult result, Optional<Picture> picture) throws IOException {
    json.writeStartObject();
    json.writeNumberField("spec", result.spec());
    if (picture.isPresent()) {
      picture(picture.orElseThrow());
    }
    failure(result.failure());
    json.writeEndObject();
  }

  private void picture(Picture picture) throws IOException {
    GeneratedImage image = picture.image();
    json.writeStringField("file", picture.file());
    text("id", image.id());
    json.writeStringField("mediaType", image.mediaType());
    json.writeNumberField("width", image.size().width());
    json.writeNumberField("height", image.size().height());
    json.writeNumberField("bytes", image.bytes());
    json.writeStringField("sha256", image.sha256());
    json.writeStringField("provider", image.provider());
    text("model", image.model());
    text("revisedPrompt", image.revisedPrompt());
    json.writeBooleanField("contentCredentials", image.contentCredentials());
    text("createdAt", image.createdAt());
    json.writeNumberField("milliseconds", picture.time().toMillis());
    money("cost", picture.cost());
  }

  private void attempt(Attempt attempt) throws IOException {
    json.writeStartObject();
    json.writeNumberField("task", attempt.task());
    json.writeNumberField("number", attempt.number());
    json.writeStringField("provider", attempt.provider());
    text("model", attempt.model());
    text("outcome", attempt.outcome());
    json.writeNumberField("images", attempt.images());
    money("cost", attempt.cost());
    failure(attempt.failure());
    text("startedAt", attempt.startedAt());
    text("endedAt", attempt.endedAt());
    json.writeEndObject();
  }

  private void failure(Optional<Failure> failure) throws IOException {
    if (failure.isPresent()) {
      json.writeObjectFieldStart("failure");
      json.writeStringField("code", failure.orElseThrow().code().name());
      json.writeStringField("message", failure.orElseThrow().message());
      json.writeEndObject();
    }
  }

  private void money(String name, Money money) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("amount", money.amount());
    json.writeStringField("currency", money.currency().getCurrencyCode());
    json.writeEndObject();
  }

  private void text(String name, Object value) throws IOException {
    json.writeStringField(name, value.toString());
  }

  private void text(String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      text(name, value.orElseThrow());
    }
  }
}
