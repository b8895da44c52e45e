package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.Names;
import org.imageorders.migration.shadow.RunDocuments.Document;

/**
 * How far a copy is, as its document has it. A later state keeps the fields of those before it, and
 * what a newer version wrote.
 *
 * <pre>
 * RESERVING ──► RESERVED ──► ENDED ──► COMPARED ──► FILED
 *     └───────► PASSED
 * </pre>
 */
record Copy(CopyKey key, long version, State state, Fields fields) {

  private static final String STATE = "state";
  private static final String ORIGINAL = "original";
  private static final String AMOUNT = "amount";
  private static final String SINCE = "since";
  private static final String SOURCES = "sources";
  private static final String COST = "cost";
  private static final String WHY = "why";
  private static final String PAIR = "pair";
  private static final String COMPARED_AT = "comparedAt";

  /** What a twin says may be as long as a document, and there is more in it. */
  private static final int LONGEST_WHY = 500;

  enum State {
    /** Money is being put aside for it. Nobody has placed it. */
    RESERVING,
    /** There was no money after all; what was put aside is being given back. */
    PASSED,
    /** It may be placed, or have been placed. */
    RESERVED,
    /** What it cost is known, and is being counted. */
    ENDED,
    /** What was seen is known, and is being filed. */
    COMPARED,
    /** All is done. */
    FILED
  }

  static Copy read(CopyKey key, Document document) {
    String state = document.fields().requiredText(STATE);
    return new Copy(
        key,
        document.version(),
        Names.known(State.class, state).orElseThrow(() -> unknown(key, state)),
        document.fields());
  }

  private static ImageOrderException unknown(CopyKey key, String state) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE,
        "the copy " + key + " is in state '" + state + "', which this version does not know");
  }

  static ObjectNode begun(OrderId original, Money amount, Instant since) {
    ObjectNode content = Json.object().put(STATE, State.RESERVING.name());
    Json.put(content, ORIGINAL, original);
    content.set(AMOUNT, Json.money(amount));
    Json.put(content, SINCE, since);
    return content;
  }

  ObjectNode moved(State to) {
    return fields.copy().put(STATE, to.name());
  }

  ObjectNode withSources(Map<ImageId, ImageId> copies) {
    ObjectNode content = fields.copy();
    ObjectNode names = content.putObject(SOURCES);
    copies.forEach((original, copy) -> names.put(original.value(), copy.value()));
    return content;
  }

  /**
   * Ended.
   *
   * @param why there is no order to be compared; empty if there is one
   */
  ObjectNode ended(Money cost, Optional<String> why) {
    ObjectNode content = moved(State.ENDED);
    content.remove(SOURCES);
    content.set(COST, Json.money(cost));
    why.map(text -> text.substring(0, Math.min(text.length(), LONGEST_WHY)))
        .ifPresent(text -> content.put(WHY, Json.whole(text)));
    return content;
  }

  ObjectNode compared(ComparedOrder pair) {
    ObjectNode content = moved(State.COMPARED);
    content.set(PAIR, PairJson.write(pair));
    Json.put(content, COMPARED_AT, pair.comparedAt());
    return content;
  }

  /** Filed: the pair is in a document of its own. */
  ObjectNode filed() {
    ObjectNode content = moved(State.FILED);
    content.remove(PAIR);
    return content;
  }

  OrderId original() {
    return fields.requiredParsed(ORIGINAL, OrderId::new);
  }

  /** What is reserved for it, and its ceiling. */
  Money amount() {
    return fields.requiredMoney(AMOUNT);
  }

  Instant since() {
    return fields.requiredInstant(SINCE);
  }

  /** What the original's source images are called at the twin; empty before they were brought. */
  Optional<Map<ImageId, ImageId>> sources() {
    return fields.object(SOURCES).map(Copy::names);
  }

  private static Map<ImageId, ImageId> names(Fields sources) {
    Map<ImageId, ImageId> names = new HashMap<>();
    sources.scalars(
        (original, copy) -> names.put(new ImageId(original), new ImageId(copy.toString())));
    return names;
  }

  /** What it cost; known once it has ended. */
  Money cost() {
    return fields.requiredMoney(COST);
  }

  Optional<String> why() {
    return fields.text(WHY);
  }

  /** What was seen; there from being compared to being filed. */
  Optional<ObjectNode> pair() {
    return fields.object(PAIR).map(Fields::copy);
  }

  /** Empty if it is not compared yet. */
  Optional<Instant> comparedAt() {
    return fields.instant(COMPARED_AT);
  }
}
