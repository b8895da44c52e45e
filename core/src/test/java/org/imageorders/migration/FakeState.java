package org.imageorders.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;

/** A state store that can be silent, or fail once. */
final class FakeState implements StateStore {

  Instant now = FakeOrders.NOON;
  boolean silent;
  boolean servesNoInterruptedThread;

  /** The how-many-th write from now on fails; none if 0. */
  int failWriteIn;

  /** What happens right after the next write. */
  Runnable afterWrite = () -> {};

  private final MemoryStateStore kept = new MemoryStateStore(() -> now);

  @Override
  public Optional<StateDocument> read(String name) {
    requireVoice();
    return kept.read(name);
  }

  @Override
  public Optional<Long> write(String name, long seenVersion, String text) {
    requireVoice();
    if (failWriteIn > 0 && --failWriteIn == 0) {
      throw new IllegalStateException("the connection broke");
    }
    Optional<Long> written = kept.write(name, seenVersion, text);
    Runnable next = afterWrite;
    afterWrite = () -> {};
    next.run();
    return written;
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    requireVoice();
    return kept.delete(name, seenVersion);
  }

  @Override
  public List<StateDocument> list(String prefix) {
    requireVoice();
    return kept.list(prefix);
  }

  @Override
  public Instant now() {
    requireVoice();
    return kept.now();
  }

  private void requireVoice() {
    if (silent) {
      throw new IllegalStateException("the database is away");
    }
    if (servesNoInterruptedThread && Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("the call was aborted");
    }
  }
}
