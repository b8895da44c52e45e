package org.imageorders.lambda.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.TransportHeaders;
import org.imageorders.transport.TransportResponse;

/** A response as a function gives it: payload format 2.0. */
public final class FunctionAnswer {

  private FunctionAnswer() {}

  /**
   * Writes a response, with the body from its stream. Closes neither.
   *
   * @throws IOException if the body cannot be read to its end; then what was written is no answer
   */
  public static void write(TransportResponse response, OutputStream target) throws IOException {
    JsonGenerator json = PayloadBody.JSON.createGenerator(target);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    json.writeStartObject();
    json.writeNumberField("statusCode", response.status());
    PayloadBody.writeHeaders(json, response.headers());
    PayloadBody.write(json, response.headers(), response.body());
    json.writeEndObject();
    json.close();
  }

  /**
   * Reads a response.
   *
   * @param json the answer; must not be changed as long as the response is used
   * @throws IOException if it is no answer of payload format 2.0
   */
  public static TransportResponse read(byte[] json) throws IOException {
    try (JsonParser parser = PayloadBody.JSON.createParser(json)) {
      PayloadBody body = new PayloadBody(json);
      int status = 0;
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the function's answer is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("statusCode")) {
          status = parser.getValueAsInt();
        } else if (!body.take(name, parser)) {
          parser.skipChildren();
        }
      }
      if (status < 200 || status > 599) {
        throw new IOException("the function's answer has status '" + status + "'");
      }
      return new TransportResponse(status, headers(body.headers()), body.body());
    } catch (ImageOrderException e) {
      throw new IOException("the function's answer cannot be one: " + e.getMessage(), e);
    }
  }

  private static TransportHeaders headers(Map<String, String> all) {
    TransportHeaders headers = TransportHeaders.NONE;
    for (Map.Entry<String, String> header : all.entrySet()) {
      headers = headers.with(header.getKey(), header.getValue());
    }
    return headers;
  }
}
