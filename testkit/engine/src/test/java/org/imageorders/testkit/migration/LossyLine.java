package org.imageorders.testkit.migration;

import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.store.StateStore;

/** A line on which what is asked arrives and is done, and some of the answers are lost. */
final class LossyLine {

  private LossyLine() {}

  /** Loses every n-th answer to a placing; the rest is heard. */
  static ImageOrders to(ImageOrders far, int every) {
    return lossy(ImageOrders.class, far, "place", every);
  }

  /** Loses every n-th answer to a writing. */
  static StateStore to(StateStore far, int every) {
    return lossy(StateStore.class, far, "write", every);
  }

  /** Refuses every n-th placing before it arrives: the backlog is full. */
  static ImageOrders refusing(ImageOrders far, int every) {
    return refusing(
        far, every, new ImageOrderException(ErrorCode.OVERLOADED, "the backlog is full"));
  }

  /** Refuses every n-th placing before it arrives, with this. */
  static ImageOrders refusing(ImageOrders far, int every, ImageOrderException refusal) {
    AtomicLong placings = new AtomicLong();
    return Relay.to(
        ImageOrders.class,
        far,
        (method, call) -> {
          if (method.equals("place") && placings.incrementAndGet() % every == 0) {
            throw refusal;
          }
          return call.answer();
        });
  }

  private static <T> T lossy(Class<T> type, T far, String lossyMethod, int every) {
    AtomicLong answers = new AtomicLong();
    return Relay.to(
        type,
        far,
        (method, call) -> {
          Object answer = call.answer();
          if (method.equals(lossyMethod) && answers.incrementAndGet() % every == 0) {
            throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the answer was lost");
          }
          return answer;
        });
  }
}
