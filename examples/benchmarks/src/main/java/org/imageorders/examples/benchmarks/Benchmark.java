package org.imageorders.examples.benchmarks;

import java.util.List;
import org.imageorders.examples.benchmarks.subject.ImageSystem;

/** Something that is measured. */
interface Benchmark {

  /** The name on the command line and in results. */
  String name();

  /** What it measures, in a line. */
  String summary();

  /** The systems that are compared: the columns of its table. */
  default List<String> systems(Options options) {
    return options.systems().stream().map(ImageSystem::toString).toList();
  }

  /** Measures, and tells what came out. */
  void run(Bench bench, Report report) throws Exception;
}
