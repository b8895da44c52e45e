package org.imageorders.examples.benchmarks;

import java.util.List;

/** Something that is measured. */
interface Benchmark {

  /** All of them, the short ones first. */
  List<Benchmark> ALL =
      List.of(
          new DoublePay(),
          new WaitingThreads(),
          new Cancel(),
          new Largest(),
          new Overhead(),
          new RetryAfter(),
          new Pacing(),
          new Memory());

  /** The name on the command line and in results. */
  String name();

  /** What it measures, in a line. */
  String summary();

  /** Measures, and tells what came out. */
  void run(Bench bench, Report report) throws Exception;
}
