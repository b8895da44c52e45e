package org.imageorders.examples.benchmarks.subject;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;

/** The threads of this JVM, and those of them that are there for the system under test. */
final class Threads {

  private static final int LOOKS = 30;
  private static final long MILLIS_BETWEEN = 10;

  /** The code that a thread of a call is in, from the outside of each system. */
  private static final List<String> CALLS =
      List.of(
          "org.imageorders.openai.OpenAiImageProvider.generate",
          "org.imageorders.examples.benchmarks.subject.PooledClient.drawNow");

  private final ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final int before = bean.getThreadCount();

  /** How many bytes the threads that live have allocated since they began. */
  long allocated() {
    return Arrays.stream(bean.getThreadAllocatedBytes(bean.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  /** How many more there are than before the system was opened. */
  int added() {
    return bean.getThreadCount() - before;
  }

  /** How many are inside a call whenever one looks: the fewest within 0.3 s. */
  long held() throws InterruptedException {
    long held = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS; look++) {
      held = Math.min(held, insideCalls());
      Thread.sleep(MILLIS_BETWEEN);
    }
    return held;
  }

  private long insideCalls() {
    return Arrays.stream(bean.dumpAllThreads(false, false)).filter(Threads::isInsideCall).count();
  }

  private static boolean isInsideCall(ThreadInfo thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .anyMatch(CALLS::contains);
  }
}
