package org.imageorders.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps small named documents, each changed by compare-and-set, so that everyone who shares the
 * store agrees on them. Thread-safe.
 */
public interface StateStore extends AutoCloseable {

  /** The document of this name. */
  Optional<StateDocument> read(String name);

  /**
   * Writes a document, if it is still at the version that the writer has seen.
   *
   * @param name 1 to 200 characters
   * @param seenVersion the version read, or 0 if there was none
   * @param text the new content, 64 KiB at most
   * @return the version written, greater than the one seen; empty if someone else was first, and
   *     nothing was written
   */
  Optional<Long> write(String name, long seenVersion, String text);

  /**
   * Removes a document, if it is still at the version that was seen.
   *
   * @return false if it is not, and nothing was removed
   */
  boolean delete(String name, long seenVersion);

  /** The documents whose names begin with a text, by name. */
  List<StateDocument> list(String prefix);

  /** What time it is by the store's clock, the same for everyone who shares the store. */
  Instant now();

  @Override
  default void close() {}
}
