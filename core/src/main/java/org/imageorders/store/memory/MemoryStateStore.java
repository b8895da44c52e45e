package org.imageorders.store.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.shared.DocumentLimits;

/** Keeps documents in this process's memory. Thread-safe. */
public final class MemoryStateStore implements StateStore {

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<String, StateDocument> documents = new TreeMap<>();
  private long lastVersion; // of all documents, so that a name's versions grow across its removal

  /** An empty store that goes by the system's clock. */
  public MemoryStateStore() {
    this(InstantSource.system());
  }

  /** An empty store that goes by the given clock. */
  public MemoryStateStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Optional<StateDocument> read(String name) {
    return locked(() -> Optional.ofNullable(documents.get(name)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is empty or too long,
   *     {@link ErrorCode#TOO_LARGE} if the text is more than 64 KiB of UTF-8
   */
  @Override
  public Optional<Long> write(String name, long seenVersion, String text) {
    DocumentLimits.check(name, text);
    return locked(
        () -> {
          if (version(name) != seenVersion) {
            return Optional.empty();
          }
          documents.put(name, new StateDocument(name, ++lastVersion, text));
          return Optional.of(lastVersion);
        });
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    return locked(
        () -> {
          if (!documents.containsKey(name) || version(name) != seenVersion) {
            return false;
          }
          documents.remove(name);
          return true;
        });
  }

  @Override
  public List<StateDocument> list(String prefix) {
    return locked(
        () ->
            documents.tailMap(prefix, true).values().stream()
                .takeWhile(document -> document.name().startsWith(prefix))
                .toList());
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  private long version(String name) {
    StateDocument document = documents.get(name);
    return document == null ? 0 : document.version();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
