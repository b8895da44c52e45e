package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a stream of events. They do not say which image they are about: images count in the
 * order in which they come, one that is the same as an earlier one is that event again, and a
 * preview is of the first image that is still to come.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/images">Image streaming
 *     events, in the API reference</a>
 */
final class EventAnswer extends ImageAnswer {

  private final int previews;
  private final Set<Arrival.Fingerprint> images = new HashSet<>();
  private int spoiled;
  private int shown;
  private int latestPreview = -1;
  private boolean usageComplete = true;

  EventAnswer(ImageSink sink, int count, int previews) {
    super(sink, count);
    this.previews = previews;
  }

  /**
   * Null if an event broke off before it was told: a part of the usage would pass for the whole
   * cost.
   */
  @Override
  @Nullable TokenUsage usage() {
    return usageComplete ? super.usage() : null;
  }

  @Override
  void read(InputStream body) throws IOException {
    EventStream events = new EventStream(body);
    while (completed() + spoiled < count && error() == null) {
      if (!events.next()) {
        throw new IOException("the stream of events ended before the last image");
      }
      read(events);
    }
  }

  private void read(EventStream events) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(events.data());
        Event event = new Event(kind(events.name()))) {
      if (event.kind != Kind.OTHER && json.nextToken() == JsonToken.START_OBJECT) {
        try {
          Json.fields(json, name -> event.field(json, name));
          event.spoilIfWrong();
        } finally {
          // Even if the answer breaks off behind the image: it was paid for.
          event.end();
        }
      }
    } catch (JsonProcessingException e) {
      // Whatever this event was to tell, it did not. If it was the last, the stream lacks an image.
    }
  }

  private enum Kind {
    PREVIEW,
    IMAGE,
    ERROR,
    UNNAMED,
    OTHER
  }

  private static Kind kind(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return Kind.UNNAMED;
    }
    if (name.endsWith(".partial_image")) {
      return Kind.PREVIEW;
    }
    if (name.endsWith(".completed")) {
      return Kind.IMAGE;
    }
    return name.equals("error") ? Kind.ERROR : Kind.OTHER;
  }

  /** One event, whose fields come in any order. */
  private final class Event implements AutoCloseable {
    private final int index = completed() + spoiled;
    private final Arrival arrival = new Arrival(this::open);
    private Kind kind;
    private boolean openedAsPreview;
    private boolean opened;
    private int preview = latestPreview + 1;
    private @Nullable TokenUsage usage;
    private String code = "";
    private String message = "";

    Event(Kind kind) {
      this.kind = kind;
    }

    void field(JsonParser json, String name) throws IOException {
      switch (name) {
        case "type" -> kind = kind(Json.text(json));
        case "b64_json" -> arrival.decode(json);
        case "partial_image_index" -> preview = json.getValueAsInt(preview);
        case "usage" -> usage = TokenUsage.read(json);
        case "error" -> failed(ApiError.read(json));
        case "code" -> code = Json.text(json);
        case "message" -> message = Json.text(json);
        default -> {}
      }
    }

    /** Before its kind is known it is taken for an image, and dropped if it was not one. */
    private ImageOutput open() {
      opened = true;
      openedAsPreview = kind == Kind.PREVIEW;
      return openedAsPreview ? sink.preview(index) : sink.image(index);
    }

    /** An image that is said to be complete was paid for, whatever its base64 is. */
    void spoilIfWrong() {
      if (kind == Kind.IMAGE && arrival.isSpoiled()) {
        spoil(index);
        spoiled++;
        answered();
      }
    }

    private void answered() {
      shown = 0;
      latestPreview = -1;
      usageComplete &= usage != null;
      used(usage);
    }

    void end() throws IOException {
      boolean whole = arrival.isWhole() && !(opened && openedAsPreview != (kind == Kind.PREVIEW));
      if (kind == Kind.IMAGE && whole && images.add(arrival.fingerprint())) {
        complete(index, arrival);
        answered();
      } else if (kind == Kind.PREVIEW && whole && shown < previews && preview > latestPreview) {
        arrival.complete();
        shown++;
        latestPreview = preview;
      } else if (kind == Kind.ERROR && error() == null) {
        failed(new ApiError(code, "error", message, true));
      }
    }

    @Override
    public void close() {
      arrival.close();
    }
  }
}
