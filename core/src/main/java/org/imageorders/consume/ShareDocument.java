package org.imageorders.consume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imageorders.OrderId;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where a share of the orders stands, as it is kept.
 *
 * @param owner the instance that has it; null for none
 * @param cursor everything before it was handled or set aside
 * @param done ids of events behind the cursor that were too
 * @param tries how often events behind the cursor were tried in vain, by their ids
 * @param aside orders whose events are set aside
 */
record ShareDocument(
    @Nullable String owner,
    String cursor,
    Set<String> done,
    Map<String, Integer> tries,
    Set<String> aside) {

  /** Copies the collections. */
  ShareDocument {
    done = new LinkedHashSet<>(done);
    tries = new LinkedHashMap<>(tries);
    aside = new TreeSet<>(aside);
  }

  static ShareDocument startingAt(String cursor) {
    return new ShareDocument(null, cursor, Set.of(), Map.of(), Set.of());
  }

  /** The document's name: two digits, so that names are in the order of numbers. */
  static String name(int share) {
    return "share/" + (char) ('0' + share / 10) + (char) ('0' + share % 10);
  }

  /** The share that an order belongs to: ids are hashes, so their last digit is as good as any. */
  static int shareOf(OrderId order) {
    return Character.digit(order.value().charAt(order.value().length() - 1), EventConsumer.SHARES);
  }

  ShareDocument ownedBy(String instance) {
    return new ShareDocument(instance, cursor, done, tries, aside);
  }

  /** The same share with the same owner, somewhere else in the feed. */
  ShareDocument movedTo(String newCursor) {
    return new ShareDocument(owner, newCursor, Set.of(), Map.of(), aside);
  }

  ObjectNode json() {
    ObjectNode node = Json.object();
    Json.put(node, "owner", owner);
    node.put("cursor", cursor);
    node.set("done", array(done));
    ObjectNode failed = Json.object();
    tries.forEach(failed::put);
    node.set("tries", failed);
    node.set("aside", array(aside));
    return node;
  }

  private static ArrayNode array(Collection<String> texts) {
    ArrayNode array = Json.array();
    texts.forEach(array::add);
    return array;
  }

  static ShareDocument parse(Fields fields) {
    Map<String, Integer> tries = new LinkedHashMap<>();
    fields
        .object("tries")
        .ifPresent(
            failed -> failed.scalars((id, count) -> tries.put(id, ((Number) count).intValue())));
    return new ShareDocument(
        fields.text("owner").orElse(null),
        fields.requiredText("cursor"),
        Set.copyOf(fields.texts("done")),
        tries,
        Set.copyOf(fields.texts("aside")));
  }
}
