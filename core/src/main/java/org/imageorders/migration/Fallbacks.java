package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Documents.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many orders the candidate has not taken at the first try since the stage was entered, in the
 * document {@code fallbacks}. When many do so at once, one of them counts for the others.
 * Thread-safe.
 */
final class Fallbacks {

  private static final Logger log = LoggerFactory.getLogger(Fallbacks.class);
  private static final String NAME = "fallbacks";
  private static final String STAGE = "stage";
  private static final String COUNT = "count";

  private final Documents documents;
  private final Settings settings;
  private final AtomicLong uncounted = new AtomicLong();
  private final ReentrantLock counting = new ReentrantLock();

  Fallbacks(Documents documents, Settings settings) {
    this.documents = documents;
    this.settings = settings;
  }

  /** Counts one more. What the store does not take now is counted with the next one. */
  void count() {
    uncounted.incrementAndGet();
    try {
      save();
    } catch (ImageOrderException e) {
      log.atWarn().log("fallbacks not counted yet: {}", e.getMessage());
    }
  }

  long sinceStageWasEntered() {
    save();
    return documents.read(NAME).map(document -> countOf(document.content())).orElse(0L);
  }

  private void save() {
    while (uncounted.get() > 0 && counting.tryLock()) {
      long more = uncounted.getAndSet(0);
      try {
        add(more);
      } catch (ImageOrderException e) {
        uncounted.addAndGet(more);
        throw e;
      } finally {
        counting.unlock();
      }
    }
  }

  private void add(long more) {
    Optional<Long> written = Optional.empty();
    while (more > 0 && written.isEmpty()) {
      Optional<Document> seen = documents.read(NAME);
      if (seen.filter(this::isOfALaterStage).isPresent()) {
        return; // this JVM has not heard of that stage yet, and these were before it
      }
      long before = seen.map(document -> countOf(document.content())).orElse(0L);
      written =
          documents.write(
              NAME,
              seen.map(Document::version).orElse(0L),
              Documents.object().put(STAGE, stage()).put(COUNT, before + more));
    }
  }

  private boolean isOfALaterStage(Document document) {
    return document.content().path(STAGE).asLong() > stage();
  }

  /** None if those that were counted belong to an earlier stage. */
  private long countOf(ObjectNode content) {
    return content.path(STAGE).asLong() == stage() ? content.path(COUNT).asLong() : 0;
  }

  private long stage() {
    return settings.standing().entered().by();
  }
}
