package org.imageorders.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imageorders.migration.Documents.Document;

/**
 * The customers whose side an operator has said. Each has a document of its own, {@code
 * customer/HASH}, because a document is small and a list need not be. It also holds the customer's
 * last changes, so that each is written with its entry; one that is listed no more keeps it.
 */
final class CustomerLists {

  private static final String KIND = "customer/";
  private static final String CUSTOMER = "customer";
  private static final String SIDE = "side";
  private static final String HISTORY = "history";
  private static final int LONGEST_HISTORY = 20;
  private static final int LARGEST_HISTORY = 16_000; // characters: a document takes 64 KiB

  private final Documents documents;

  CustomerLists(Documents documents) {
    this.documents = documents;
  }

  Optional<Side> sideOf(String customer) {
    return documents.read(name(customer)).flatMap(CustomerLists::side);
  }

  void put(String customer, Side side, Reason reason) {
    change(customer, Optional.of(side), reason);
  }

  void remove(String customer, Reason reason) {
    change(customer, Optional.empty(), reason);
  }

  /** The customers that are listed. */
  SortedMap<String, Side> all() {
    SortedMap<String, Side> listed = new TreeMap<>();
    for (Document document : documents.list(KIND)) {
      side(document)
          .ifPresent(side -> listed.put(document.content().path(CUSTOMER).asText(), side));
    }
    return listed;
  }

  /** The last changes of each customer that is or was listed, each customer's oldest first. */
  List<AuditEntry> audit() {
    List<AuditEntry> entries = new ArrayList<>();
    documents
        .list(KIND)
        .forEach(
            document ->
                document
                    .content()
                    .path(HISTORY)
                    .forEach(entry -> entries.add(AuditLog.parse(entry))));
    return entries;
  }

  private void change(String customer, Optional<Side> to, Reason reason) {
    boolean changed = false;
    while (!changed) {
      Optional<Document> seen = documents.read(name(customer));
      Optional<Side> from = seen.flatMap(CustomerLists::side);
      changed =
          from.equals(to)
              || documents
                  .write(
                      name(customer),
                      seen.map(Document::version).orElse(0L),
                      changed(seen.map(Document::content), customer, to, reason))
                  .isPresent();
    }
  }

  private ObjectNode changed(
      Optional<ObjectNode> seen, String customer, Optional<Side> to, Reason reason) {
    ObjectNode content = seen.orElseGet(Documents::object);
    Optional<Side> from = side(content);
    content.put(CUSTOMER, customer).remove(SIDE);
    to.ifPresent(side -> content.put(SIDE, side.name()));
    ArrayNode history = content.withArray(HISTORY);
    JsonNode last = history.path(history.size() - 1);
    history.add(
        AuditLog.json(
            new AuditEntry(
                last.isMissingNode() ? 1 : AuditLog.parse(last).number() + 1,
                documents.now(),
                reason,
                text(customer, from),
                text(customer, to))));
    while (history.size() > LONGEST_HISTORY
        || (history.size() > 1 && history.toString().length() > LARGEST_HISTORY)) {
      history.remove(0);
    }
    return content;
  }

  private static String text(String customer, Optional<Side> side) {
    return "customer " + customer + ": " + side.map(Side::toString).orElse("not listed");
  }

  private static Optional<Side> side(Document document) {
    return side(document.content());
  }

  private static Optional<Side> side(ObjectNode content) {
    if (!content.has(SIDE)) {
      return Optional.empty();
    }
    // Whatever else may stand there one day, legacy is the side that does not surprise.
    boolean allowed = content.path(SIDE).asText().equals(Side.CANDIDATE.name());
    return Optional.of(allowed ? Side.CANDIDATE : Side.LEGACY);
  }

  private static String name(String customer) {
    return KIND + HexFormat.of().formatHex(Hash.of(customer));
  }
}
