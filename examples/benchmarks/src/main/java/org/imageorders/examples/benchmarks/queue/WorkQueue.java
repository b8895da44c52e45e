package org.imageorders.examples.benchmarks.queue;

/** Keeps pieces of work durably, and gets them done: what is compared. Thread-safe. */
public interface WorkQueue extends AutoCloseable {

  /** How many pieces are claimed ahead, at most: whenever half of them are done, more are. */
  int CLAIMED_AHEAD = 64;

  /** Keeps a piece of work, unless its key is known; returns once it is committed. */
  void place(String customer, String key) throws Exception;

  /**
   * Does so many pieces of work, each of which takes no time, and returns once that is committed.
   *
   * @param threads how many pieces are worked on at the same time
   */
  void drain(int pieces, int threads) throws Exception;

  @Override
  void close();
}
