package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.imageorders.Money;
import org.imageorders.OrderId;

/** The copies' documents, {@code copy/TWIN/CUSTOMER/COPY}. Thread-safe. */
final class Copies {

  private static final String KIND = "copy/";

  private final RunDocuments documents;

  Copies(RunDocuments documents) {
    this.documents = documents;
  }

  Optional<Copy> find(CopyKey key) {
    return documents.read(KIND + key).map(document -> Copy.read(key, document));
  }

  /** Begins a copy; whoever comes second gets the first one's. */
  Optional<Copy> begin(CopyKey key, OrderId original, Money amount) {
    return write(key, 0, Copy.begun(original, amount, documents.now()));
  }

  /**
   * Writes the copy's next content, unless someone else has written another.
   *
   * @return the copy as it stands now; empty if it was removed
   */
  Optional<Copy> move(Copy seen, ObjectNode content) {
    return write(seen.key(), seen.version(), content);
  }

  private Optional<Copy> write(CopyKey key, long seenVersion, ObjectNode content) {
    return documents
        .write(KIND + key, seenVersion, content)
        .map(document -> Copy.read(key, document))
        .or(() -> find(key));
  }

  /** Removes the copy, unless someone else has changed it. */
  void remove(Copy seen) {
    documents.delete(KIND + seen.key(), seen.version());
  }

  /** The copies by this twin of the customers whose hash begins like this. */
  List<Copy> list(Twin twin, String customer) {
    return documents.list(KIND + CopyKey.prefix(twin, customer)).stream()
        .map(
            document ->
                Copy.read(CopyKey.parse(document.name().substring(KIND.length())), document))
        .toList();
  }
}
