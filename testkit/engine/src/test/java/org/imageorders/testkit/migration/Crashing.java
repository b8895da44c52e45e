package org.imageorders.testkit.migration;

import java.util.concurrent.atomic.AtomicInteger;

/** Ends a process at one of its calls: from then on, nothing that it asks is done. */
final class Crashing implements Relay {

  /** The end of the process, as its own code sees it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final AtomicInteger callsLeft;
  private final boolean afterwards;

  /**
   * Ends at a call.
   *
   * @param calls how many are answered before
   * @param afterwards whether the one at which it ends is done nevertheless
   */
  Crashing(int calls, boolean afterwards) {
    this.callsLeft = new AtomicInteger(calls);
    this.afterwards = afterwards;
  }

  @Override
  public Object pass(String method, Call call) throws Throwable {
    int left = callsLeft.getAndDecrement();
    if (left < 0 || (left == 0 && !afterwards)) {
      throw new Crash();
    }
    Object answer = call.answer();
    if (left == 0) {
      throw new Crash();
    }
    return answer;
  }
}
