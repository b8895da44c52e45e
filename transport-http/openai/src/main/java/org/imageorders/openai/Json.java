package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/**
 * JSON that is read as it comes. Field by field, in whatever order; what is not known is passed
 * over.
 */
final class Json {

  /** Of text that is held, and images are not. */
  private static final int LONGEST_TEXT = 128 * 1024;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // as Python writes them
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
          .build();

  private Json() {}

  /** Takes one field, whose value the parser stands at. What it leaves of the value is skipped. */
  @FunctionalInterface
  interface Field {
    void read(String name) throws IOException;
  }

  /** Reads the object that the parser stands at; nothing if that is no object. */
  static void fields(JsonParser json, Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      field.read(name);
      json.skipChildren();
    }
  }

  /** The text or number that the parser stands at; empty if it is something else. */
  static String text(JsonParser json) throws IOException {
    return json.getValueAsString("");
  }
}
