package org.imageorders.examples.quickstart;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * Hands orders from the engine's threads to the one that writes files; of each order the newest
 * version alone.
 */
final class Mailbox {

  /** How long a reader waits for news, so that a clock on the screen goes on. */
  private static final long TICK_MILLIS = 250;

  private final Map<OrderId, ImageOrder> newest = new LinkedHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private @Nullable Throwable failure;

  synchronized void put(ImageOrder order) {
    newest.put(order.id(), order);
    news.release();
  }

  synchronized void fail(Throwable why) {
    failure = why;
    news.release();
  }

  /**
   * The orders that have changed since the last call; none if a moment passes without a change.
   *
   * @throws ImageOrderException if an order cannot be watched any more
   */
  List<ImageOrder> take() throws InterruptedException {
    if (news.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
    return takeNewest();
  }

  private synchronized List<ImageOrder> takeNewest() {
    if (newest.isEmpty() && failure != null) {
      throw failure instanceof ImageOrderException known
          ? known
          : new ImageOrderException(
              ErrorCode.INTERNAL, "the order cannot be watched: " + failure, failure);
    }
    List<ImageOrder> changed = List.copyOf(newest.values());
    newest.clear();
    return changed;
  }
}
