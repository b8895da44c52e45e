package org.imageorders.lambda.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.TransportHeaders;
import org.imageorders.transport.TransportRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as a function receives it: an event of payload format 2.0.
 *
 * @param request what is asked; its body stays in the event and is decoded as it is read
 * @param caller who asks
 */
public record FunctionEvent(TransportRequest request, EventCaller caller) {

  // They belong to the way itself, or are none of the orders' business.
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "authorization", "connection", "content-length", "cookie", "host", "transfer-encoding");

  /**
   * Reads an event.
   *
   * @param json the event; must not be changed as long as the request is used
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is no event of payload
   *     format 2.0, or has headers or a path that no request can have
   */
  public static FunctionEvent read(byte[] json) {
    try (JsonParser parser = PayloadBody.JSON.createParser(json)) {
      return new Reader(json).read(parser);
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.INVALID_REQUEST,
          "the event is refused: " + e.getMessage() + "; send payload format 2.0",
          e);
    }
  }

  /** Writes an event, with the body from its stream. Closes neither. */
  public void write(OutputStream target) throws IOException {
    int mark = request.target().indexOf('?');
    String path = mark < 0 ? request.target() : request.target().substring(0, mark);
    try (JsonGenerator json = PayloadBody.JSON.createGenerator(target)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("version", "2.0");
      json.writeStringField("routeKey", "$default");
      json.writeStringField("rawPath", path);
      json.writeStringField("rawQueryString", mark < 0 ? "" : request.target().substring(mark + 1));
      PayloadBody.writeHeaders(json, request.headers());
      json.writeObjectFieldStart("requestContext");
      if (!caller.isDirect()) {
        json.writeStringField("domainName", "localhost");
      }
      json.writeStringField("stage", "$default");
      caller.write(json);
      json.writeObjectFieldStart("http");
      json.writeStringField("method", request.method());
      json.writeStringField("path", path);
      json.writeEndObject();
      json.writeEndObject();
      PayloadBody.write(json, request.headers(), request.body());
      json.writeEndObject();
    }
  }

  /** Collects the fields of an event, in whatever order they come. */
  private static final class Reader {
    private final PayloadBody body;
    private @Nullable String path;
    private @Nullable String method;
    private String query = "";
    private String stage = "$default";
    private Map<String, Map<String, String>> authorizers = new LinkedHashMap<>();
    private boolean direct = true;

    Reader(byte[] json) {
      body = new PayloadBody(json);
    }

    FunctionEvent read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (body.take(name, json)) {
          continue;
        }
        switch (name) {
          case "rawPath" -> path = json.getValueAsString();
          case "rawQueryString" -> query = json.getValueAsString("");
          case "requestContext" -> readContext(json);
          default -> json.skipChildren();
        }
      }
      if (path == null || method == null) {
        throw new IOException("it has no rawPath or no requestContext.http.method");
      }
      return new FunctionEvent(
          new TransportRequest(method, target(path), headers(), body.body()),
          EventCaller.of(authorizers, direct));
    }

    private void readContext(JsonParser json) throws IOException {
      requireObject(json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "stage" -> stage = json.getValueAsString("$default");
          case "authorizer" -> authorizers = EventCaller.readAuthorizers(json);
          case "http" -> readHttp(json);
          case "apiId", "domainName" -> direct = false;
          default -> json.skipChildren();
        }
      }
    }

    private static void requireObject(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new IOException("requestContext or its http is no object");
      }
    }

    private void readHttp(JsonParser json) throws IOException {
      requireObject(json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("method")) {
          method = json.getValueAsString();
        } else {
          json.skipChildren();
        }
      }
    }

    private TransportHeaders headers() {
      TransportHeaders headers = TransportHeaders.NONE;
      for (Map.Entry<String, String> header : body.headers().entrySet()) {
        if (!NOT_PASSED_ON.contains(header.getKey().toLowerCase(Locale.ROOT))) {
          headers = headers.with(header.getKey(), header.getValue());
        }
      }
      return headers;
    }

    // An API puts its stage in front of the path, and hands the path on decoded.
    private String target(String rawPath) {
      String prefix = "/" + stage + "/";
      String plain = rawPath.startsWith(prefix) ? rawPath.substring(stage.length() + 1) : rawPath;
      StringBuilder target = new StringBuilder();
      for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
        if (b > 0x20 && b < 0x7f && b != '#' && b != '?') {
          target.append((char) b);
        } else {
          target.append(String.format(Locale.ROOT, "%%%02X", b));
        }
      }
      return query.isEmpty() ? target.toString() : target.append('?').append(query).toString();
    }
  }
}
