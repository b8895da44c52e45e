package org.imageorders.lambda.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an event says of who sent it: what the authorizer in front of the function found out. Only
 * scalar values are kept, as text.
 *
 * <p>Whoever may invoke a function directly can write all of it. Immutable.
 */
public final class EventCaller {

  private final Map<String, Map<String, String>> authorizers;
  private final boolean direct;

  private EventCaller(Map<String, Map<String, String>> authorizers, boolean direct) {
    this.authorizers = authorizers;
    this.direct = direct;
  }

  /** Who invokes a function directly, and acts for a tenant. */
  public static EventCaller direct(String tenant) {
    return new EventCaller(Map.of("lambda", Map.of("tenant", tenant)), true);
  }

  /** Who comes across HTTP, and whom a Lambda authorizer knows by these values. */
  public static EventCaller known(Map<String, String> context) {
    return new EventCaller(Map.of("lambda", Map.copyOf(context)), false);
  }

  /** A claim of the token that a JWT authorizer has checked, such as {@code sub}. */
  public Optional<String> jwtClaim(String name) {
    return value("jwt", name);
  }

  /** A value that a Lambda authorizer gave. */
  public Optional<String> lambda(String name) {
    return value("lambda", name);
  }

  /** What is known of an IAM identity: {@code accountId}, {@code userArn} and others. */
  public Optional<String> iam(String name) {
    return value("iam", name);
  }

  /** Whether the event came neither by an API nor by a function URL. */
  public boolean isDirect() {
    return direct;
  }

  private Optional<String> value(String authorizer, String name) {
    return Optional.ofNullable(authorizers.getOrDefault(authorizer, Map.of()).get(name));
  }

  /** Reads the object {@code authorizer}, whose beginning is the current token, if it is one. */
  static Map<String, Map<String, String>> readAuthorizers(JsonParser json) throws IOException {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return all;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      all.put(name, name.equals("jwt") ? readClaims(json) : readScalars(json));
    }
    return all;
  }

  // The claims of a token stand one level deeper than what other authorizers give.
  private static Map<String, String> readClaims(JsonParser json) throws IOException {
    Map<String, String> claims = Map.of();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return claims;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("claims")) {
        claims = readScalars(json);
      } else {
        json.skipChildren();
      }
    }
    return claims;
  }

  private static Map<String, String> readScalars(JsonParser json) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return values;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        values.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return values;
  }

  static EventCaller of(Map<String, Map<String, String>> authorizers, boolean direct) {
    return new EventCaller(authorizers, direct);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("authorizer");
    for (Map.Entry<String, Map<String, String>> authorizer : authorizers.entrySet()) {
      json.writeObjectFieldStart(authorizer.getKey());
      if (authorizer.getKey().equals("jwt")) {
        json.writeObjectFieldStart("claims");
      }
      for (Map.Entry<String, String> value : authorizer.getValue().entrySet()) {
        json.writeStringField(value.getKey(), value.getValue());
      }
      if (authorizer.getKey().equals("jwt")) {
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The names of what is known; not the values, which may be secret. */
  @Override
  public String toString() {
    return "EventCaller" + authorizers.keySet() + (direct ? " direct" : "");
  }
}
