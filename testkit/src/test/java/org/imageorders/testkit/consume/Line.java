package org.imageorders.testkit.consume;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;

/** One instance's way to the state store. Cut, it is as if the instance were dead to all others. */
final class Line implements StateStore {

  final AtomicInteger writes = new AtomicInteger();
  private final StateStore store;
  private volatile boolean cut;

  Line(StateStore store) {
    this.store = store;
  }

  void cut(boolean now) {
    cut = now;
  }

  private <T> T call(Supplier<T> call) {
    if (cut) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the line to the state store is cut");
    }
    return call.get();
  }

  @Override
  public Optional<StateDocument> read(String name) {
    return call(() -> store.read(name));
  }

  @Override
  public Optional<Long> write(String name, long seenVersion, String text) {
    return call(
        () -> {
          writes.incrementAndGet();
          return store.write(name, seenVersion, text);
        });
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    return call(() -> store.delete(name, seenVersion));
  }

  @Override
  public List<StateDocument> list(String prefix) {
    return call(() -> store.list(prefix));
  }

  @Override
  public Instant now() {
    return call(store::now);
  }
}
