package org.imageorders.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Which fault is next: of those in the queue, and then of those that a share of calls has. */
final class FaultQueue {

  /**
   * A share of the calls.
   *
   * @param probability from 0 to 1
   */
  record Share(double probability, Fault fault) {}

  private final Deque<Fault> queue = new ArrayDeque<>();
  private final List<Share> shares;
  private final long seed;

  FaultQueue(List<Share> shares, long seed) {
    this.shares = List.copyOf(shares);
    this.seed = seed;
  }

  synchronized void add(List<Fault> faults) {
    queue.addAll(faults);
  }

  /** The fault of a call, which by its name has its share. */
  synchronized Fault next(String call) {
    Fault next = queue.poll();
    if (next != null) {
      return next;
    }
    double dice = new SplittableRandom(seed ^ ScriptedProvider.Script.mixed(call)).nextDouble();
    for (Share share : shares) {
      dice -= share.probability;
      if (dice < 0) {
        return share.fault;
      }
    }
    return Fault.none();
  }
}
