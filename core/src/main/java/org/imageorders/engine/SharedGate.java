package org.imageorders.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.imageorders.engine.GateState.Origin;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;

/**
 * A gate's document in the state store, {@code gate/PROVIDER/MODEL}, changed by compare-and-set.
 * Nothing is written before there is something to agree on. Thread-safe.
 */
final class SharedGate {

  private final StateStore store;
  private final String name;
  private final ProviderTraits traits;
  private volatile Version parsed = new Version(0, GateDocument.EMPTY);

  SharedGate(StateStore store, String name, ProviderTraits traits) {
    this.store = store;
    this.name = name;
    this.traits = traits;
  }

  /** A document as it was read. */
  record Version(long number, GateDocument document) {}

  /** What time it is for all who share the gate. */
  Instant now() {
    return store.now();
  }

  GateDocument document() {
    return read().document();
  }

  /** The document, with the limits that the traits give. */
  Version read() {
    Optional<StateDocument> found = store.read(name);
    long number = found.map(StateDocument::version).orElse(0L);
    Version known = parsed;
    if (number != known.number()) {
      known =
          new Version(
              number,
              found.map(kept -> GateDocument.parse(kept.text())).orElse(GateDocument.EMPTY));
      parsed = known;
    }
    GateDocument document = withGiven(known.document(), "images", traits.imagesPerMinute());
    return new Version(number, withGiven(document, "tokens", traits.tokensPerMinute()));
  }

  /** Writes a document in place of the version that was read; false if someone else was first. */
  boolean write(Version read, GateDocument next) {
    Optional<Long> number = store.write(name, read.number(), next.text());
    number.ifPresent(written -> parsed = new Version(written, next));
    return number.isPresent();
  }

  /** Changes the document, and returns whether there was anything to change. */
  boolean change(BiFunction<GateDocument, Instant, GateDocument> change) {
    while (true) {
      Version read = read();
      GateDocument next = change.apply(read.document(), store.now());
      if (next.equals(read.document())) {
        return false;
      }
      if (write(read, next)) {
        return true;
      }
    }
  }

  /** A limit that is given counts unless the provider told a lower one, and while it is given. */
  private static GateDocument withGiven(GateDocument document, String unit, OptionalLong limit) {
    Pace known = document.paces().get(unit);
    if (limit.isEmpty()) {
      return known != null && known.origin() == Origin.GIVEN ? document.without(unit) : document;
    }
    long given = limit.getAsLong();
    if (known == null) {
      return document.with(unit, Pace.known(given, Origin.GIVEN));
    }
    boolean counts =
        switch (known.origin()) {
          case GIVEN -> known.perMinute() == given;
          case TOLD -> known.perMinute() < given;
          case LEARNED -> false;
        };
    return counts ? document : document.with(unit, known.limitedTo(given, Origin.GIVEN));
  }

  @Override
  public String toString() {
    return name;
  }
}
