package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the API says went wrong: {@code {"error": {"code", "type", "message"}}}.
 *
 * @param code such as {@code moderation_blocked}; empty where there is none
 * @param type such as {@code invalid_request_error}; empty where there is none
 * @param message for people; empty where there is none
 * @param isTheApis whether it stands under {@code error}, as the API's own do; gateways say {@code
 *     {"message": "Service Unavailable"}} as well
 * @see <a href="https://developers.openai.com/api/docs/guides/error-codes">Error codes</a>
 */
record ApiError(String code, String type, String message, boolean isTheApis) {

  /** Reads the error that a parser stands at, an object or a mere text; null if it is neither. */
  static @Nullable ApiError read(JsonParser json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    readInto(fields, json);
    return of(fields, true);
  }

  private static void readInto(Map<String, String> fields, JsonParser json) throws IOException {
    if (json.currentToken().isScalarValue()) {
      fields.put("message", Json.text(json));
    }
    Json.fields(json, name -> read(json, name, fields));
  }

  /** Reads the body of a refusal, or what there is of it; null if it is none of the API's. */
  static @Nullable ApiError of(byte[] body) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> others = new HashMap<>();
    try (JsonParser json = Json.FACTORY.createParser(body)) {
      json.nextToken();
      Json.fields(
          json,
          name -> {
            if (name.equals("error")) {
              readInto(own, json);
            } else {
              read(json, name, others);
            }
          });
    } catch (IOException e) {
      // Not JSON, or cut off: what was understood until then is told.
    }
    ApiError error = of(own, true);
    return error != null ? error : of(others, false);
  }

  private static void read(JsonParser json, String name, Map<String, String> fields)
      throws IOException {
    switch (name) {
      case "code", "type", "message" -> fields.putIfAbsent(name, Json.text(json));
      case "detail" -> fields.putIfAbsent("message", Json.text(json));
      default -> {}
    }
  }

  private static @Nullable ApiError of(Map<String, String> fields, boolean isTheApis) {
    ApiError error =
        new ApiError(
            fields.getOrDefault("code", ""),
            fields.getOrDefault("type", ""),
            fields.getOrDefault("message", ""),
            isTheApis);
    boolean saysNothing = error.code.isEmpty() && error.type.isEmpty() && error.message.isEmpty();
    return saysNothing ? null : error;
  }

  /** Whether it is about what the prompt asks for. */
  boolean isAboutContent() {
    String words = message.toLowerCase(Locale.ROOT);
    return names("moderation", "contentpolicy", "contentfilter", "safety", "responsibleai")
        || words.contains("safety system")
        || words.contains("content policy");
  }

  /** Whether it is about the account's money, which no waiting mends. */
  boolean isAboutMoney() {
    return names("insufficientquota", "quotaexceeded", "billing", "payment");
  }

  private boolean names(String... subjects) {
    String names = (code + " " + type).toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
    return Stream.of(subjects).anyMatch(names::contains);
  }
}
