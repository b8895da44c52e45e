package org.imageorders.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as a tree, within bounds. The mapping is by hand, field by field: what is absent
 * is not written, and what is not known is not read.
 */
public final class Json {

  public static final String MEDIA_TYPE = "application/json";

  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_NAME = 1_024;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Text without half characters, which no UTF-8 and no database can hold. */
  public static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Sets a field to its value's text, unless there is no value. */
  public static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value != null) {
      node.put(name, value.toString());
    }
  }

  public static ObjectNode money(Money money) {
    return object()
        .put("amount", money.amount().toPlainString())
        .put("currency", money.currency().getCurrencyCode());
  }

  /**
   * The document as bytes.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a text holds half a character,
   *     which UTF-8 cannot say
   */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new ImageOrderException(
          ErrorCode.INVALID_REQUEST,
          "the document cannot be written: "
              + e.getOriginalMessage()
              + "; use texts of whole Unicode characters",
          e);
    }
  }

  /** The document as text, which may hold half a character. */
  public static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  /** Reads back what {@link #text} gave. */
  public static Fields parse(String text) {
    try {
      return new Fields((ObjectNode) MAPPER.readTree(text), "");
    } catch (JsonProcessingException | ClassCastException e) {
      throw new ImageOrderException(
          ErrorCode.INTERNAL, "what is kept is no JSON object, and was changed by someone else", e);
    }
  }

  /**
   * Reads a document that is an object. Does not close the stream.
   *
   * @param largest how many bytes at most
   * @throws ImageOrderException {@link ErrorCode#TOO_LARGE}; {@link ErrorCode#INVALID_REQUEST} if
   *     it is something else
   * @throws IOException if the stream cannot be read
   */
  public static Fields read(InputStream stream, long largest) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(new BoundedStream(stream, largest, "the document"));
    } catch (JsonProcessingException e) {
      throw new ImageOrderException(
          ErrorCode.INVALID_REQUEST,
          String.format(
              Locale.ROOT,
              "the document is refused at line %d, column %d: %s; send one JSON object",
              e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
              e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
              e.getOriginalMessage()),
          e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw ImageOrderException.invalid("document", node.getNodeType(), "send one JSON object");
    }
    return new Fields(object, "");
  }
}
