package org.imageorders.testkit.crash;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;

/**
 * The way to an {@code ImageOrders}, on which every thirtieth placing is refused before it arrives
 * and of every twentieth the answer is lost.
 */
final class MoodyLine {

  private static final int REFUSES = 30;
  private static final int LOSES = 20;

  private MoodyLine() {}

  static ImageOrders to(ImageOrders far) {
    AtomicLong placings = new AtomicLong();
    Object line =
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (self, called, arguments) -> {
              long number = called.getName().equals("place") ? placings.incrementAndGet() : 1;
              if (number % REFUSES == 0) {
                throw new ImageOrderException(ErrorCode.OVERLOADED, "the backlog is full");
              }
              Object answer;
              try {
                answer = called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (number % LOSES == 0) {
                throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the answer was lost");
              }
              return answer;
            });
    return (ImageOrders) line;
  }
}
