package org.imageorders.lambda.payload;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportHeaders;

/**
 * The fields {@code headers}, {@code body} and {@code isBase64Encoded}, which requests and
 * responses have in common. A body is read where it stands in the document, once somebody opens it.
 */
final class PayloadBody {

  static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  // A longer one goes as base64, which never needs more than a third more; a text can double.
  private static final int LONGEST_TEXT = 512 * 1024;

  private static final int BUFFER = 64 * 1024;

  private final byte[] json;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private int begin = -1;
  private boolean base64;

  PayloadBody(byte[] json) {
    this.json = json;
  }

  /** Takes the current field, whose value is the current token, if it is one of these. */
  boolean take(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "headers" -> takeHeaders(parser);
      case "body" -> takeBody(parser);
      case "isBase64Encoded" -> base64 = parser.currentToken() == JsonToken.VALUE_TRUE;
      default -> {
        return false;
      }
    }
    return true;
  }

  private void takeHeaders(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
        headers.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  private void takeBody(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      int quote = (int) parser.currentTokenLocation().getByteOffset();
      if (quote < 0 || json[quote] != '"') {
        throw new IOException("the document is not UTF-8");
      }
      begin = quote + 1;
    } else {
      parser.skipChildren();
    }
  }

  Map<String, String> headers() {
    return headers;
  }

  TransportBody body() throws IOException {
    if (begin < 0) {
      return TransportBody.empty();
    }
    return TransportBody.repeatable(this::open, length());
  }

  private InputStream open() {
    InputStream text = new JsonText(json, begin);
    return base64 ? new Base64Text(text) : text;
  }

  // Reads all of it, so that what is no base64 is found where a message is read.
  private long length() throws IOException {
    return open().transferTo(OutputStream.nullOutputStream());
  }

  static void writeHeaders(JsonGenerator json, TransportHeaders headers) throws IOException {
    json.writeObjectFieldStart("headers");
    for (String name : headers.asMap().keySet()) {
      json.writeStringField(name.toLowerCase(Locale.ROOT), String.join(", ", headers.all(name)));
    }
    json.writeEndObject();
  }

  /**
   * Writes a body: short JSON and text as they are, so that people can read them, all else as
   * base64, from the stream.
   */
  static void write(JsonGenerator json, TransportHeaders headers, TransportBody body)
      throws IOException {
    long length = body.length();
    boolean text = length >= 0 && length <= LONGEST_TEXT && (length == 0 || isText(headers));
    json.writeBooleanField("isBase64Encoded", !text);
    json.writeFieldName("body");
    InputStream stream = body.open();
    if (text) {
      byte[] bytes = stream.readNBytes((int) length);
      requireWhole(bytes.length, length);
      json.writeString(new String(bytes, StandardCharsets.UTF_8));
    } else {
      // The generator reads two thousand bytes at a time.
      int written =
          json.writeBinary(
              Base64Variants.MIME_NO_LINEFEEDS, new BufferedInputStream(stream, BUFFER), -1);
      if (length >= 0) {
        requireWhole(written, length);
      }
    }
  }

  private static boolean isText(TransportHeaders headers) {
    String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("application/json")
        || type.startsWith("application/problem+json")
        || type.startsWith("text/");
  }

  private static void requireWhole(long came, long length) throws IOException {
    if (came != length) {
      throw new EOFException("a body ended after " + came + " of " + length + " bytes");
    }
  }
}
