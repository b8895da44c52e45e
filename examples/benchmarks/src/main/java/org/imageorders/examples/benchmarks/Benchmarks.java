package org.imageorders.examples.benchmarks;

import java.io.PrintStream;
import java.util.List;
import org.imageorders.ImageOrderException;

/** Runs benchmarks by their names, each with a table for people and results for programs. */
public final class Benchmarks {

  /** All of them, the short ones first. */
  static final List<Benchmark> ALL =
      List.of(
          new DoublePay(),
          new WaitingThreads(),
          new Cancel(),
          new Largest(),
          new Overhead(),
          new RetryAfter(),
          new Pacing(),
          new Memory(),
          new Isolation(),
          new Wake(),
          new Store(),
          new Sharing(),
          new Crash(),
          new Flips());

  private Benchmarks() {}

  /** Ends the JVM with 1 if a benchmark could not be run, and with 2 if the command is wrong. */
  public static void main(String[] line) {
    System.exit(run(List.of(line), System.out, System.err));
  }

  static int run(List<String> line, PrintStream out, PrintStream err) {
    Options options;
    try {
      options = Options.parse(line);
    } catch (ImageOrderException e) {
      err.println("benchmarks: " + e.getMessage());
      return 2;
    }
    if (options.benchmarks().isEmpty()) {
      out.print(Options.HELP);
      out.println();
      out.print(Options.list());
      return 0;
    }
    int code = 0;
    for (Benchmark benchmark : options.benchmarks()) {
      Report report = new Report(benchmark, benchmark.systems(options));
      try (Bench bench = Bench.open(options, err::println)) {
        benchmark.run(bench, report);
      } catch (Exception e) {
        err.println("benchmarks: " + benchmark.name() + " was not finished: " + e);
        code = 1;
      }
      report.print(out);
    }
    return code;
  }
}
