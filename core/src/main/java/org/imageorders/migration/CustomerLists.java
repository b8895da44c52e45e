package org.imageorders.migration;

import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imageorders.migration.Documents.Document;

/**
 * The customers whose side an operator has said. Each has a document of its own, {@code
 * customer/HASH}, because a document is small and a list need not be.
 */
final class CustomerLists {

  private static final String KIND = "customer/";
  private static final String CUSTOMER = "customer";
  private static final String SIDE = "side";

  private final Documents documents;

  CustomerLists(Documents documents) {
    this.documents = documents;
  }

  Optional<Side> sideOf(String customer) {
    return documents.read(name(customer)).map(CustomerLists::side);
  }

  void put(String customer, Side side) {
    Optional<Long> written = Optional.empty();
    while (written.isEmpty()) {
      long seen = documents.read(name(customer)).map(Document::version).orElse(0L);
      written =
          documents.write(
              name(customer),
              seen,
              Documents.object().put(CUSTOMER, customer).put(SIDE, side.name()));
    }
  }

  void remove(String customer) {
    for (Optional<Document> listed = documents.read(name(customer));
        listed.isPresent();
        listed = documents.read(name(customer))) {
      if (documents.delete(name(customer), listed.get().version())) {
        return;
      }
    }
  }

  SortedMap<String, Side> all() {
    SortedMap<String, Side> listed = new TreeMap<>();
    documents
        .list(KIND)
        .forEach(
            document -> listed.put(document.content().path(CUSTOMER).asText(), side(document)));
    return listed;
  }

  private static Side side(Document document) {
    // Whatever else may stand there one day, legacy is the side that does not surprise.
    boolean allowed = document.content().path(SIDE).asText().equals(Side.CANDIDATE.name());
    return allowed ? Side.CANDIDATE : Side.LEGACY;
  }

  private static String name(String customer) {
    return KIND + HexFormat.of().formatHex(Hash.of(customer));
  }
}
