package org.imageorders.transport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * The headers of a message: names in any case, each with one value or more, in the order in which
 * they were added (RFC 9110, section 5).
 *
 * <p>Immutable; {@link #with} and {@link #and} give another.
 */
public final class TransportHeaders {

  /** No headers. */
  public static final TransportHeaders NONE =
      new TransportHeaders(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]{0,8192}");

  private final SortedMap<String, List<String>> values;

  private TransportHeaders(SortedMap<String, List<String>> values) {
    this.values = values;
  }

  /**
   * The same headers with this one in place of any of its name.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is no token, or the
   *     value has other characters than visible ones of ISO 8859-1, spaces and tabs, or more than
   *     8,192
   */
  public TransportHeaders with(String name, String value) {
    return changed(name, value, new ArrayList<>());
  }

  /**
   * The same headers and one more.
   *
   * @throws ImageOrderException as {@link #with}
   */
  public TransportHeaders and(String name, String value) {
    return changed(name, value, new ArrayList<>(all(name)));
  }

  private TransportHeaders changed(String name, String value, List<String> list) {
    if (!NAME.matcher(name).matches()) {
      throw ImageOrderException.invalid(
          "header", name, "use a name of letters, digits and hyphens");
    }
    if (!VALUE.matcher(value).matches()) {
      throw ImageOrderException.invalid(
          "header " + name,
          value.length() + " characters",
          "use 8,192 visible characters of ISO 8859-1 at most");
    }
    list.add(value);
    SortedMap<String, List<String>> copy = new TreeMap<>(values);
    copy.remove(name);
    copy.put(name, Collections.unmodifiableList(list));
    return new TransportHeaders(copy);
  }

  /** The first value of this name. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All values of this name; empty if there are none. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Every header, by name; the lists and the map cannot be changed. */
  public Map<String, List<String>> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** Calls the action for each value of each name. */
  public void forEach(BiConsumer<String, String> action) {
    values.forEach((name, list) -> list.forEach(value -> action.accept(name, value)));
  }

  /** The names; not the values, which may be secret. */
  @Override
  public String toString() {
    return "TransportHeaders" + values.keySet();
  }
}
