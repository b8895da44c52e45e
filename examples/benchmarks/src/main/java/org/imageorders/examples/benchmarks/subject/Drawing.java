package org.imageorders.examples.benchmarks.subject;

/** Images on their way. */
interface Drawing {

  /**
   * Waits until they are in files.
   *
   * @return how many bytes they have
   * @throws Exception if they are not all there
   */
  long await() throws Exception;

  /** Gives them up, in the way that the system offers. */
  void cancel();
}
