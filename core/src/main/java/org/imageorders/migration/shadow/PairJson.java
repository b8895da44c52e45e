package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.OrderId;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.Names;
import org.imageorders.json.OrderJson;

/**
 * The JSON form of a {@link ComparedOrder}. It only grows: what is not known is not read, and a
 * rung of a newer version is one that did not hold.
 */
final class PairJson {

  /** A hundred images of this must fit into a document. */
  private static final int LONGEST_WHY = 100;

  private PairJson() {}

  static ObjectNode write(ComparedOrder pair) {
    ObjectNode node = Json.object();
    node.set("original", outcome(pair.original()));
    node.set("copy", outcome(pair.copy()));
    node.set("images", OrderJson.array(pair.images(), PairJson::resemblance));
    Json.put(node, "comparedAt", pair.comparedAt());
    return node;
  }

  static ComparedOrder read(Twin twin, Fields fields) {
    return new ComparedOrder(
        twin,
        readOutcome(fields.requiredObject("original")),
        readOutcome(fields.requiredObject("copy")),
        OrderJson.list(fields.objects("images"), PairJson::readResemblance),
        fields.requiredInstant("comparedAt"));
  }

  private static ObjectNode outcome(Outcome outcome) {
    ObjectNode node =
        Json.object().put("order", outcome.order().value()).put("status", outcome.status().name());
    Json.put(node, "time", outcome.time());
    node.set("cost", Json.money(outcome.cost()));
    return node;
  }

  private static Outcome readOutcome(Fields fields) {
    return new Outcome(
        fields.requiredParsed("order", OrderId::new),
        OrderJson.status(fields.requiredText("status")),
        fields.duration("time").orElse(Duration.ZERO),
        fields.requiredMoney("cost"));
  }

  private static ObjectNode resemblance(Resemblance image) {
    ObjectNode node = Json.object();
    image.failed().ifPresent(rung -> node.put("failed", rung.name()));
    if (!image.why().isEmpty()) {
      node.put("why", shortened(image.why()));
    }
    image.hashDistance().ifPresent(bits -> node.put("hashDistance", bits));
    image.similarity().stream()
        .filter(Double::isFinite) // JSON has no word for others
        .forEach(value -> node.put("similarity", value));
    return node;
  }

  private static String shortened(String why) {
    // A provider's words may hold half a character, and so may what is left of them.
    return Json.whole(
        why.length() <= LONGEST_WHY ? why : why.substring(0, LONGEST_WHY - 3) + "...");
  }

  private static Resemblance readResemblance(Fields fields) {
    Optional<Rung> failed =
        fields.text("failed").map(name -> Names.known(Rung.class, name).orElse(Rung.UNRECOGNIZED));
    Optional<Integer> bits = fields.integer("hashDistance");
    Optional<Double> similarity = fields.decimal("similarity");
    return new Resemblance(
        failed,
        fields.text("why").orElse(""),
        bits.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        similarity.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
  }
}
