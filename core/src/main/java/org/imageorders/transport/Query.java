package org.imageorders.transport;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/** The parameters behind a path: read from it, or collected for it. */
final class Query {

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  static Query of(String target) {
    Query query = new Query();
    int mark = target.indexOf('?');
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.with(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ImageOrderException.invalid(
          "query", text, "percent-encode it as UTF-8; " + e.getMessage());
    }
  }

  /** Adds a value, unless it is null. */
  Query with(String name, @Nullable Object value) {
    if (value != null) {
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value.toString());
    }
    return this;
  }

  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  String required(String name) {
    return first(name)
        .orElseThrow(() -> ImageOrderException.invalid(name, null, "set it in the query"));
  }

  /** Turns a value into something else; what has another form is refused. */
  <T> Optional<T> parsed(String name, Function<String, T> parse, String form) {
    return first(name)
        .map(
            text -> {
              try {
                return parse.apply(text);
              } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
                throw ImageOrderException.invalid(name, text, "use " + form);
              }
            });
  }

  /** The path with these parameters behind it. */
  String behind(String path) {
    StringBuilder target = new StringBuilder(path);
    values.forEach(
        (name, list) ->
            list.forEach(
                value ->
                    target
                        .append(target.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8))));
    return target.toString();
  }
}
