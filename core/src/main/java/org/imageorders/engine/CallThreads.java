package org.imageorders.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.imageorders.threads.Daemons;

/**
 * Threads on which providers are called: virtual where the running JVM has them (21 or later), else
 * of the platform.
 */
final class CallThreads {

  private static final String NAME = "image-orders-call-";

  private CallThreads() {}

  /** An executor with a thread for each task; whoever uses it bounds the number of tasks. */
  static ExecutorService create() {
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      builder = builderType.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
      Object factory = builderType.getMethod("factory").invoke(builder);
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool(Daemons.named(NAME));
    }
  }
}
