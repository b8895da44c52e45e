package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Documents.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When something was last asked about an order or a picture of legacy's, in the document {@code
 * legacy}, written by each JVM at most once a minute. Thread-safe.
 */
final class LegacyUse {

  private static final Logger log = LoggerFactory.getLogger(LegacyUse.class);
  private static final String NAME = "legacy";
  private static final String LAST_CALL = "lastCall";
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

  private final Documents documents;
  private final InstantSource clock;
  private final AtomicLong nextWrite = new AtomicLong(); // milliseconds since 1970

  LegacyUse(Documents documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /** Never fails: what the store does not take now, it takes in a minute. */
  void called() {
    long due = nextWrite.get();
    long now = clock.millis();
    if (now > due && nextWrite.compareAndSet(due, now + BETWEEN_WRITES.toMillis())) {
      try {
        write();
      } catch (ImageOrderException e) {
        log.atDebug().log("legacy's last call not written: {}", e.getMessage());
      }
    }
  }

  private void write() {
    Optional<Document> seen = documents.read(NAME);
    Instant now = documents.now();
    if (seen.flatMap(LegacyUse::instant).filter(last -> !last.isBefore(now)).isEmpty()) {
      // If somebody else was first, that call is as recent.
      documents.write(
          NAME,
          seen.map(Document::version).orElse(0L),
          Documents.object().put(LAST_CALL, now.toString()));
    }
  }

  /** By the store's clock; it may have been up to a minute later. */
  Optional<Instant> lastCall() {
    return documents.read(NAME).flatMap(LegacyUse::instant);
  }

  private static Optional<Instant> instant(Document document) {
    return Optional.of(Instant.parse(document.content().path(LAST_CALL).asText()));
  }
}
