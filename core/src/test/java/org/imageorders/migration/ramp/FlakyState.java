package org.imageorders.migration.ramp;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;

/** A state store that refuses to write documents whose names begin with a text, or to read any. */
final class FlakyState implements StateStore {

  /** Which writes fail; none if it is the beginning of no name. */
  String failing = "none";

  /** How many of them still succeed. */
  int spared;

  volatile boolean unreadable;

  private final MemoryStateStore kept;

  FlakyState(InstantSource clock) {
    kept = new MemoryStateStore(clock);
  }

  @Override
  public Optional<StateDocument> read(String name) {
    if (unreadable) {
      throw new IllegalStateException("the database is away");
    }
    return kept.read(name);
  }

  @Override
  public Optional<Long> write(String name, long seenVersion, String text) {
    if (name.startsWith(failing) && spared-- <= 0) {
      throw new IllegalStateException("the database is away");
    }
    return kept.write(name, seenVersion, text);
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    return kept.delete(name, seenVersion);
  }

  @Override
  public List<StateDocument> list(String prefix) {
    return kept.list(prefix);
  }

  @Override
  public Instant now() {
    return kept.now();
  }
}
