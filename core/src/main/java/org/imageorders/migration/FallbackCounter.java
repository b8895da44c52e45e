package org.imageorders.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Documents.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the orders that the candidate has not taken at the first try since the stage was entered,
 * in the document {@code fallbacks}. When many do so at once, one of them counts for the others, a
 * few times. Thread-safe.
 */
final class FallbackCounter {

  private static final Logger log = LoggerFactory.getLogger(FallbackCounter.class);
  private static final String NAME = "fallbacks";
  private static final String STAGE = "stage";
  private static final String REFUSED = "refused";
  private static final String UNANSWERED = "unanswered";
  private static final String COUNT = "count";
  private static final String CUSTOMERS = "customers";

  /** So often one counts: while more come all the time, one of those does the next time. */
  private static final int MOST_ROUNDS = 5;

  private final Documents documents;
  private final Settings settings;
  private final AtomicReference<Fallbacks> uncounted = new AtomicReference<>(Fallbacks.NONE);
  private final ReentrantLock counting = new ReentrantLock();

  FallbackCounter(Documents documents, Settings settings) {
    this.documents = documents;
    this.settings = settings;
  }

  /** Counts one that legacy took. */
  void refused(String customer) {
    count(new Fallbacks(CustomerCount.NONE.plus(customer, 1), CustomerCount.NONE));
  }

  /** Counts one that may still arrive at the candidate. */
  void unanswered(String customer) {
    count(new Fallbacks(CustomerCount.NONE, CustomerCount.NONE.plus(customer, 1)));
  }

  /** What the store does not take now is counted with the next one. */
  private void count(Fallbacks one) {
    uncounted.updateAndGet(one::plus);
    try {
      save();
    } catch (ImageOrderException e) {
      log.atWarn().log("fallbacks not counted yet: {}", e.getMessage());
    }
  }

  Fallbacks sinceStageWasEntered() {
    save();
    return documents.read(NAME).map(document -> counted(document.content())).orElse(Fallbacks.NONE);
  }

  private void save() {
    int rounds = 0;
    while (!Fallbacks.NONE.equals(uncounted.get())
        && rounds++ < MOST_ROUNDS
        && counting.tryLock()) {
      Fallbacks more = uncounted.getAndSet(Fallbacks.NONE);
      try {
        add(more);
      } catch (ImageOrderException e) {
        uncounted.updateAndGet(more::plus);
        throw e;
      } finally {
        counting.unlock();
      }
    }
  }

  private void add(Fallbacks more) {
    Optional<Long> written = Optional.empty();
    while (more.orders() > 0 && written.isEmpty()) {
      Optional<Document> seen = documents.read(NAME);
      if (seen.filter(this::isOfALaterStage).isPresent()) {
        return; // this JVM has not heard of that stage yet, and these were before it
      }
      Fallbacks before = seen.map(document -> counted(document.content())).orElse(Fallbacks.NONE);
      written =
          documents.write(NAME, seen.map(Document::version).orElse(0L), content(before.plus(more)));
    }
  }

  private boolean isOfALaterStage(Document document) {
    return document.content().path(STAGE).asLong() > stage();
  }

  private long stage() {
    return settings.standing().entered().by();
  }

  private ObjectNode content(Fallbacks fallbacks) {
    ObjectNode content = Documents.object().put(STAGE, stage());
    put(content.putObject(REFUSED), fallbacks.refused());
    put(content.putObject(UNANSWERED), fallbacks.unanswered());
    return content;
  }

  private static void put(ObjectNode node, CustomerCount count) {
    node.put(COUNT, count.orders());
    count.byHash().forEach(node.putObject(CUSTOMERS)::put);
  }

  /** None if those that were counted belong to an earlier stage. */
  private Fallbacks counted(ObjectNode content) {
    return content.path(STAGE).asLong() == stage()
        ? new Fallbacks(counted(content.path(REFUSED)), counted(content.path(UNANSWERED)))
        : Fallbacks.NONE;
  }

  private static CustomerCount counted(JsonNode node) {
    Map<String, Integer> byHash = new HashMap<>();
    node.path(CUSTOMERS)
        .properties()
        .forEach(customer -> byHash.put(customer.getKey(), customer.getValue().asInt()));
    return new CustomerCount(node.path(COUNT).asInt(), byHash);
  }
}
