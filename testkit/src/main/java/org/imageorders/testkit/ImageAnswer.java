package org.imageorders.testkit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.testkit.http.Content;

/**
 * What a call is answered: one object of JSON, or a stream of events. Images are drawn as they are
 * written, so that none is ever held whole.
 */
final class ImageAnswer {

  /** Makes the link to an image of the call. */
  @FunctionalInterface
  interface Links {
    String to(int index, Content picture);
  }

  private static final Halfway.Action WRONG = out -> text(out, "*~*~");

  private final ImageRequest request;
  private final FakeImageApi.Builder settings;
  private final Fault fault;
  private final Instant created;
  private final int images;

  ImageAnswer(ImageRequest request, FakeImageApi.Builder settings, Fault fault, Instant created) {
    this.request = request;
    this.settings = settings;
    this.fault = fault;
    this.created = created;
    this.images = request.images - (fault.kind == Fault.Kind.FEWER_IMAGES ? 1 : 0);
  }

  int images() {
    return images;
  }

  TokenUse tokens() {
    return TokenUse.of(request, images);
  }

  /**
   * The answer in one piece.
   *
   * @param halfway done in the middle of the last image
   */
  Content object(Links links, Halfway.Action halfway) {
    return out -> {
      JsonGenerator json = generator(out);
      json.writeStartObject();
      json.writeNumberField("created", created.getEpochSecond());
      look(json);
      unknownField(json);
      if (fault.kind != Fault.Kind.WITHOUT_DATA) {
        json.writeArrayFieldStart("data");
        int shown = fault.kind == Fault.Kind.EMPTY_DATA ? 0 : images;
        for (int index = 0; index < shown; index++) {
          json.writeStartObject();
          image(json, out, index, links, halfway);
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      usage(json, tokens());
      json.writeEndObject();
      json.close();
    };
  }

  private void image(
      JsonGenerator json, OutputStream out, int index, Links links, Halfway.Action halfway)
      throws IOException {
    if (fault.link != null) {
      json.writeStringField("url", fault.link.toString());
    } else if (settings.answerLinks) {
      json.writeStringField("url", links.to(index, picture(index)));
    } else {
      base64(json, out, picture(index), index == images - 1 ? inLast(halfway) : Halfway.NOTHING);
    }
    if (settings.revisedPrompt != null) {
      json.writeStringField("revised_prompt", settings.revisedPrompt);
    }
    unknownField(json);
  }

  /**
   * The answer as events (the HTML standard, section 9.2).
   *
   * @param before done before each event
   * @param halfway done in the middle of the last image
   */
  Content events(Halfway.Action before, Halfway.Action halfway) {
    return out -> {
      if (fault.kind == Fault.Kind.WITHOUT_DATA || fault.kind == Fault.Kind.EMPTY_DATA) {
        return;
      }
      for (Event event : order()) {
        before.run(out);
        if (fault.kind == Fault.Kind.ERROR_EVENT && event.isLast(images)) {
          errorEvent(out);
          return;
        }
        if (fault.kind == Fault.Kind.UNKNOWN_EVENTS) {
          text(out, ": still drawing\n\nevent: image_generation.progress\nid: 7\nretry: 5000\n");
          text(out, "data: {\"type\":\"image_generation.progress\",\"percent\":50}\n\n");
        }
        int times = fault.kind == Fault.Kind.DUPLICATED_EVENTS ? 2 : 1;
        for (int time = 0; time < times; time++) {
          event(out, event, event.isLast(images) ? inLast(halfway) : Halfway.NOTHING);
        }
      }
    };
  }

  int eventCount() {
    return order().size();
  }

  /** A preview of an image, or, with a number below 0, the image. */
  private record Event(int index, int preview) {
    boolean isPreview() {
      return preview >= 0;
    }

    boolean isLast(int images) {
      return !isPreview() && index == images - 1;
    }
  }

  private List<Event> order() {
    List<Event> events = new ArrayList<>();
    if (fault.kind == Fault.Kind.INTERLEAVED_EVENTS) {
      for (int preview = request.previews - 1; preview > 0; preview--) {
        addOfAll(events, preview);
      }
      addOfAll(events, -1);
      if (request.previews > 0) {
        addOfAll(events, 0);
      }
      return events;
    }
    for (int index = 0; index < images; index++) {
      for (int preview = 0; preview < request.previews; preview++) {
        events.add(new Event(index, preview));
      }
      events.add(new Event(index, -1));
    }
    return events;
  }

  private void addOfAll(List<Event> events, int preview) {
    for (int index = 0; index < images; index++) {
      events.add(new Event(index, preview));
    }
  }

  private void event(OutputStream out, Event event, Halfway.Action halfway) throws IOException {
    String type =
        (request.edit ? "image_edit." : "image_generation.")
            + (event.isPreview() ? "partial_image" : "completed");
    text(out, "event: " + type + "\ndata: ");
    JsonGenerator json = generator(out);
    json.writeStartObject();
    json.writeStringField("type", type);
    Content picture =
        event.isPreview()
            ? Picture.of(
                request.format, request.size, colour(event.index) ^ (event.preview + 1), least())
            : picture(event.index);
    base64(json, out, picture, halfway);
    json.writeNumberField("created_at", created.getEpochSecond());
    look(json);
    if (event.isPreview()) {
      json.writeNumberField("partial_image_index", event.preview);
    } else {
      usage(json, shareOf(event.index));
    }
    unknownField(json);
    json.writeEndObject();
    json.close();
    text(out, "\n\n");
    out.flush();
  }

  private static void errorEvent(OutputStream out) throws IOException {
    String error = ErrorBody.ofStatus(500).json();
    text(out, "event: error\ndata: {\"type\":\"error\"," + error.substring(1) + "\n\n");
    out.flush();
  }

  /** What one of several images took; the first takes the input. */
  private TokenUse shareOf(int index) {
    TokenUse one = TokenUse.of(request, 1);
    return index == 0 ? one : new TokenUse(0, 0, one.output());
  }

  private Halfway.Action inLast(Halfway.Action halfway) {
    return fault.kind == Fault.Kind.WRONG_BASE64 ? WRONG : halfway;
  }

  private Content picture(int index) {
    return index == images - 1
        ? Picture.flawed(request, colour(index), least(), fault)
        : Picture.of(request.format, request.size, colour(index), least());
  }

  private long least() {
    return settings.imageBytes;
  }

  private int colour(int index) {
    return ((request.prompt.hashCode() * 31 + index) * 0x9E3779B1) >>> 8;
  }

  private void base64(JsonGenerator json, OutputStream out, Content picture, Halfway.Action halfway)
      throws IOException {
    json.writeFieldName("b64_json");
    json.writeRawValue("\"");
    json.flush();
    Picture.base64(picture, out, halfway);
    json.writeRaw('"');
  }

  private void look(JsonGenerator json) throws IOException {
    boolean strange = fault.kind == Fault.Kind.UNKNOWN_VALUES;
    json.writeStringField("background", strange ? "holographic" : request.background);
    json.writeStringField("output_format", request.format);
    json.writeStringField("quality", strange ? "sublime" : request.quality);
    json.writeStringField("size", request.size.toString());
  }

  private void usage(JsonGenerator json, TokenUse use) throws IOException {
    if (fault.kind == Fault.Kind.WITHOUT_USAGE) {
      return;
    }
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", use.input());
    json.writeObjectFieldStart("input_tokens_details");
    json.writeNumberField("image_tokens", use.sources());
    json.writeNumberField("text_tokens", use.text());
    json.writeEndObject();
    json.writeNumberField("output_tokens", use.output());
    json.writeObjectFieldStart("output_tokens_details");
    json.writeNumberField("image_tokens", use.output());
    json.writeNumberField("text_tokens", 0);
    json.writeEndObject();
    json.writeNumberField("total_tokens", use.total());
    unknownField(json);
    json.writeEndObject();
  }

  private void unknownField(JsonGenerator json) throws IOException {
    if (fault.kind == Fault.Kind.UNKNOWN_FIELDS) {
      json.writeFieldName("x_unknown");
      json.writeRawValue("{\"b64_json\":[\"AAAA\",{\"data\":null}],\"url\":7}");
    }
  }

  private static JsonGenerator generator(OutputStream out) throws IOException {
    return Json.MAPPER
        .getFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
