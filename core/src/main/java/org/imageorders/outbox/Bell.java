package org.imageorders.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.Pauses;

/** What one thread waits for and any other rings. Rings that nobody waited for count as one. */
final class Bell {

  private final Semaphore rings = new Semaphore(0);
  private final Pauses pauses;

  Bell(Pauses pauses) {
    this.pauses = pauses;
  }

  void ring() {
    rings.release();
  }

  /**
   * Waits for a ring, but not longer than this.
   *
   * @return whether it rang
   */
  boolean await(Duration longest) throws InterruptedException {
    AtomicBoolean late = new AtomicBoolean();
    Pauses.Pending end =
        pauses.after(
            longest,
            () -> {
              late.set(true);
              rings.release();
            });
    try {
      rings.acquire();
    } finally {
      end.cancel();
    }
    return rings.drainPermits() > 0 || !late.get();
  }
}
