package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.migration.shadow.RunDocuments.Document;

/**
 * The copies' documents, {@code copy/TWIN/CUSTOMER/COPY}, and those of what was seen, {@code
 * pair/TWIN/DAY/CUSTOMER/COPY}, the day being that on which they were compared (UTC): so whoever
 * asks for the pairs of some days reads no others. Thread-safe.
 */
final class Copies {

  private static final String KIND = "copy/";
  private static final String PAIRS = "pair/";

  /** The pairs of more days are read all at once: seldom are more kept. */
  private static final int MOST_DAYS = 31;

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

  /** Keeps what was seen of a copy where it is found by its day. */
  void file(Copy compared) {
    String name = pairName(compared).orElseThrow();
    Optional<Document> unused = documents.write(name, 0, compared.pair().orElseThrow());
    if (move(compared, compared.filed()).isEmpty()) { // its customer was forgotten meanwhile
      removePair(compared);
    }
  }

  /** Removes the copy, unless someone else has changed it, and what was seen of it. */
  void remove(Copy seen) {
    removePair(seen);
    documents.delete(KIND + seen.key(), seen.version());
  }

  private void removePair(Copy copy) {
    pairName(copy)
        .flatMap(documents::read)
        .ifPresent(pair -> documents.delete(pair.name(), pair.version()));
  }

  private static Optional<String> pairName(Copy copy) {
    CopyKey key = copy.key();
    return copy.comparedAt()
        .map(at -> pairs(key.twin(), day(at) + "/") + key.customer() + "/" + key.copy());
  }

  /** The copies by this twin of the customers whose hash begins like this. */
  List<Copy> list(Twin twin, String customer) {
    return documents.list(KIND + CopyKey.prefix(twin, customer)).stream()
        .map(
            document ->
                Copy.read(CopyKey.parse(document.name().substring(KIND.length())), document))
        .toList();
  }

  /** The pairs of a twin that were compared at this instant or later. */
  List<ComparedOrder> pairs(Twin twin, Instant from) {
    return days(from)
        .flatMap(day -> documents.list(pairs(twin, day)).stream())
        .map(document -> PairJson.read(twin, document.fields()))
        .filter(pair -> !pair.comparedAt().isBefore(from))
        .toList();
  }

  private static String pairs(Twin twin, String day) {
    return PAIRS + CopyKey.prefix(twin, day);
  }

  /** The days since then, each as it is written; the empty text for all. */
  private Stream<String> days(Instant from) {
    Instant now = documents.now();
    if (from.isBefore(now.minus(Duration.ofDays(MOST_DAYS)))) {
      return Stream.of("");
    }
    LocalDate first = day(from.isBefore(now) ? from : now);
    return first.datesUntil(day(now).plusDays(1)).map(LocalDate::toString);
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
