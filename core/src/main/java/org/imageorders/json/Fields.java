package org.imageorders.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;

/**
 * The fields of a JSON object, read one by one. A field that is absent or null is empty; one of the
 * wrong kind is refused with its path, such as {@code specs[2].size}. What nobody asks for is
 * ignored.
 */
public final class Fields {

  // Bounded before BigDecimal sees it: 1e999999999 has ten characters and a gigabyte of digits.
  private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
  private static final int LONGEST_TIME = 40;

  private final ObjectNode node;
  private final String path;

  public Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  private <T> Optional<T> value(
      String name, Predicate<JsonNode> kind, Function<JsonNode, T> read, String mend) {
    JsonNode found = node.get(name);
    if (found == null || found.isNull()) {
      return Optional.empty();
    }
    return Optional.of(checked(name, found, kind, read, mend));
  }

  private <T> T checked(
      String name,
      JsonNode found,
      Predicate<JsonNode> kind,
      Function<JsonNode, T> read,
      String mend) {
    if (kind.test(found)) {
      return read.apply(found);
    }
    Object shown = found.isContainerNode() ? found.getNodeType() : found;
    throw ImageOrderException.invalid(path + name, shown, mend);
  }

  public Optional<String> text(String name) {
    return value(name, JsonNode::isTextual, JsonNode::textValue, "use a string");
  }

  public String requiredText(String name) {
    return text(name).orElseThrow(() -> absent(name));
  }

  /** Turns a text into a value; what the function refuses is refused under this field's path. */
  public <T> Optional<T> parsed(String name, Function<String, T> parse) {
    return text(name).map(text -> at(name, () -> parse.apply(text)));
  }

  public <T> T requiredParsed(String name, Function<String, T> parse) {
    return parsed(name, parse).orElseThrow(() -> absent(name));
  }

  public Optional<Integer> integer(String name) {
    return value(
        name,
        found -> found.isIntegralNumber() && found.canConvertToInt(),
        JsonNode::intValue,
        "use a whole number");
  }

  public Optional<Long> number(String name) {
    return value(
        name,
        found -> found.isIntegralNumber() && found.canConvertToLong(),
        JsonNode::longValue,
        "use a whole number");
  }

  public int requiredInteger(String name) {
    return integer(name).orElseThrow(() -> absent(name));
  }

  public long requiredNumber(String name) {
    return number(name).orElseThrow(() -> absent(name));
  }

  public Optional<Double> decimal(String name) {
    return value(name, JsonNode::isNumber, JsonNode::doubleValue, "use a number");
  }

  public Optional<Boolean> bool(String name) {
    return value(name, JsonNode::isBoolean, JsonNode::booleanValue, "use true or false");
  }

  public Optional<Instant> instant(String name) {
    return parsed(
        name, text -> time(name, text, Instant::parse, "an instant such as 2027-01-31T12:00:00Z"));
  }

  public Instant requiredInstant(String name) {
    return instant(name).orElseThrow(() -> absent(name));
  }

  public Optional<Duration> duration(String name) {
    return parsed(
        name, text -> time(name, text, Duration::parse, "a length of time such as PT90S"));
  }

  private static <T> T time(String name, String text, Function<String, T> parse, String form) {
    if (text.length() <= LONGEST_TIME) {
      try {
        return parse.apply(text);
      } catch (DateTimeException | ArithmeticException e) {
        throw ImageOrderException.invalid(name, text, "use " + form + "; " + e.getMessage());
      }
    }
    throw ImageOrderException.invalid(name, text, "use " + form);
  }

  public Optional<Money> money(String name) {
    return object(name).map(fields -> fields.within(() -> amount(fields)));
  }

  private static Money amount(Fields fields) {
    String amount = fields.requiredText("amount");
    if (!AMOUNT.matcher(amount).matches()) {
      throw ImageOrderException.invalid("amount", amount, "use a number such as 0.25");
    }
    return Money.of(amount, fields.requiredText("currency"));
  }

  public Money requiredMoney(String name) {
    return money(name).orElseThrow(() -> absent(name));
  }

  public Optional<Failure> failure(String name) {
    return object(name)
        .map(
            fields ->
                new Failure(
                    ErrorCode.of(fields.requiredText("code")), fields.text("message").orElse("")));
  }

  public Optional<Fields> object(String name) {
    return value(name, JsonNode::isObject, found -> inner(found, name), "use an object");
  }

  private Fields inner(JsonNode object, String name) {
    return new Fields((ObjectNode) object, path + name + ".");
  }

  public Fields requiredObject(String name) {
    return object(name).orElseThrow(() -> absent(name));
  }

  /** The objects of an array; none if it is absent. */
  public List<Fields> objects(String name) {
    List<Fields> list = new ArrayList<>();
    elements(name)
        .forEach(
            element -> {
              String place = name + "[" + list.size() + "]";
              list.add(
                  checked(
                      place, element, JsonNode::isObject, o -> inner(o, place), "use an object"));
            });
    return list;
  }

  /** The texts of an array; none if it is absent. */
  public List<String> texts(String name) {
    List<String> list = new ArrayList<>();
    elements(name)
        .forEach(
            element ->
                list.add(
                    checked(
                        name + "[" + list.size() + "]",
                        element,
                        JsonNode::isTextual,
                        JsonNode::textValue,
                        "use a string")));
    return list;
  }

  private Iterable<JsonNode> elements(String name) {
    Optional<Iterable<JsonNode>> array =
        value(name, JsonNode::isArray, found -> found, "use an array");
    return array.orElse(List.of());
  }

  /** The object as it is, for whoever changes some fields and keeps those it does not know. */
  public ObjectNode copy() {
    return node.deepCopy();
  }

  /** Calls the action for each field with its string, boolean, whole number or double. */
  public void scalars(BiConsumer<String, Object> action) {
    node.properties()
        .forEach(
            field ->
                action.accept(
                    field.getKey(),
                    checked(
                        field.getKey(),
                        field.getValue(),
                        Fields::isScalar,
                        Fields::scalar,
                        "use a string, a boolean, a whole number or a double")));
  }

  private static boolean isScalar(JsonNode value) {
    return value.isTextual()
        || value.isBoolean()
        || value.isFloatingPointNumber()
        || (value.isIntegralNumber() && value.canConvertToLong());
  }

  private static Object scalar(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    } else if (value.isBoolean()) {
      return value.booleanValue();
    } else if (value.isFloatingPointNumber()) {
      return value.doubleValue();
    }
    return value.longValue();
  }

  /** Runs what may refuse a value, and names the field that it was read from. */
  private <T> T at(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (ImageOrderException e) {
      throw e.field().orElse("").startsWith(path + name) ? e : e.withField(path + name);
    }
  }

  /**
   * Runs what may refuse some of this object's values, and puts this object's path in front of the
   * field.
   */
  public <T> T within(Supplier<T> build) {
    try {
      return build.get();
    } catch (ImageOrderException e) {
      String field = e.field().orElse("");
      throw field.startsWith(path) ? e : e.withField(path + field);
    }
  }

  private ImageOrderException absent(String name) {
    return ImageOrderException.invalid(path + name, null, "set it");
  }
}
