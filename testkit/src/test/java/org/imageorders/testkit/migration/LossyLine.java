package org.imageorders.testkit.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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

  /** Refuses every n-th placing before it arrives. */
  static ImageOrders refusing(ImageOrders far, int every) {
    AtomicLong placings = new AtomicLong();
    Object line =
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (self, called, arguments) -> {
              if (called.getName().equals("place") && placings.incrementAndGet() % every == 0) {
                throw new ImageOrderException(ErrorCode.OVERLOADED, "the backlog is full");
              }
              try {
                return called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return (ImageOrders) line;
  }

  private static <T> T lossy(Class<T> type, T far, String method, int every) {
    AtomicLong answers = new AtomicLong();
    Object line =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              Object answer;
              try {
                answer = called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (called.getName().equals(method) && answers.incrementAndGet() % every == 0) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the answer was lost");
              }
              return answer;
            });
    return type.cast(line);
  }
}
