package org.imageorders.testkit.consume;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.jspecify.annotations.Nullable;

/** One instance's way to the state store. Cut, it is as if the instance were dead to all others. */
final class Line implements StateStore {

  final AtomicInteger writes = new AtomicInteger();
  private final StateStore store;
  private final AtomicReference<@Nullable Hold> hold = new AtomicReference<>();
  private volatile boolean cut;

  Line(StateStore store) {
    this.store = store;
  }

  void cut(boolean now) {
    cut = now;
  }

  /** The next change of a document of such a name stops on its way until it is released. */
  Hold hold(String prefix) {
    Hold next = new Hold(prefix, new CountDownLatch(1), new CountDownLatch(1));
    hold.set(next);
    return next;
  }

  /** A change that stops on its way. */
  record Hold(String prefix, CountDownLatch arrived, CountDownLatch released) {}

  private void passHold(String name) {
    Hold held = hold.get();
    if (held != null && name.startsWith(held.prefix()) && hold.compareAndSet(held, null)) {
      held.arrived().countDown();
      try {
        held.released().await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
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
          passHold(name);
          return store.write(name, seenVersion, text);
        });
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    return call(
        () -> {
          passHold(name);
          return store.delete(name, seenVersion);
        });
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
