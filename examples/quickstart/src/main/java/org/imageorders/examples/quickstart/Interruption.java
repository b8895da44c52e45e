package org.imageorders.examples.quickstart;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, or whatever else asks the JVM to end: it cancels the run, and then holds the JVM until
 * the run has put in order what is there.
 */
final class Interruption implements AutoCloseable {

  private static final long MOST_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "quickstart-interruption");
  private volatile @Nullable Run run;

  private Interruption() {}

  static Interruption expected() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  void cancels(Run started) {
    run = started;
  }

  private void stop() {
    Run started = run;
    if (started != null) {
      started.cancel();
    }
    try {
      if (!over.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("quickstart: ended before the last call did");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From here on the JVM may end at once. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the JVM is ending, and the hook with it
    }
  }
}
