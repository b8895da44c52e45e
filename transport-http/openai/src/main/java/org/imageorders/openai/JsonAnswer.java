package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import org.imageorders.provider.ImageSink;

/**
 * An answer in one piece.
 *
 * @see <a href="https://developers.openai.com/api/reference/resources/images">Images, in the API
 *     reference</a>
 */
final class JsonAnswer extends ImageAnswer {

  JsonAnswer(ImageSink sink, int count) {
    super(sink, count);
  }

  @Override
  void read(InputStream body) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is no JSON object");
      }
      Json.fields(
          json,
          name -> {
            switch (name) {
              case "data" -> images(json);
              case "usage" -> used(TokenUsage.read(json));
              case "error" -> failed(ApiError.read(json));
              default -> {}
            }
          });
    } catch (StreamConstraintsException e) {
      // A text without end, such as an image in place of its link. Asked for again, it would come
      // again, and be paid for again.
      spoilRest("the answer cannot be read: " + e.getOriginalMessage());
    }
  }

  private void images(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
      if (index < count) {
        image(json, index);
      }
      json.skipChildren();
    }
  }

  private void image(JsonParser json, int index) throws IOException {
    try (Arrival image = new Arrival(() -> sink.image(index))) {
      try {
        Json.fields(json, name -> field(json, name, index, image));
        if (image.isSpoiled()) {
          spoil(index);
        }
      } finally {
        // Even if the answer breaks off behind it: it was paid for, and nothing of it is missing.
        if (image.isWhole()) {
          complete(index, image);
        }
      }
    }
  }

  private void field(JsonParser json, String name, int index, Arrival image) throws IOException {
    switch (name) {
      case "b64_json" -> image.decode(json);
      case "url" -> link(index, Json.text(json));
      case "revised_prompt" -> tellRevised(index, Json.text(json));
      default -> {}
    }
  }

  private void tellRevised(int index, String prompt) {
    if (!prompt.isEmpty()) {
      sink.revisedPrompt(index, prompt);
    }
  }
}
