package org.imageorders.testkit.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Stands between a caller and what it calls. */
interface Relay {

  /** A call as it came. */
  interface Call {
    /** What the far end answers, or throws. */
    Object answer() throws Throwable;
  }

  /**
   * Lets a call pass, or not.
   *
   * @param method its name
   * @return what the caller gets
   */
  Object pass(String method, Call call) throws Throwable;

  /** This relay, and behind it another one. */
  default Relay then(Relay next) {
    return (method, call) -> pass(method, () -> next.pass(method, call));
  }

  /** The far end behind a relay. */
  static <T> T to(Class<T> type, T far, Relay relay) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) ->
                relay.pass(
                    called.getName(),
                    () -> {
                      try {
                        return called.invoke(far, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}
