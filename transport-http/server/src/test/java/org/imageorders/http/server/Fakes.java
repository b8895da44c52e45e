package org.imageorders.http.server;

import java.lang.reflect.Proxy;
import org.imageorders.ImageOrders;

/** Orders that can one thing. */
final class Fakes {

  private Fakes() {}

  /** What is done, whichever operation is asked for. */
  interface Operation {
    Object run(Object[] arguments) throws Exception;
  }

  static ImageOrders orders(Operation operation) {
    return (ImageOrders)
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (proxy, method, arguments) -> operation.run(arguments));
  }
}
