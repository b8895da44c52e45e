package org.imageorders.examples.benchmarks;

import java.util.Collection;
import java.util.Objects;
import org.imageorders.examples.benchmarks.jmh.CpuProfiler;
import org.imageorders.examples.benchmarks.jmh.OrderOverhead;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What an order costs that a call does not: there is nothing to compare it with. */
final class Overhead implements Benchmark {

  @Override
  public String name() {
    return "overhead";
  }

  @Override
  public String summary() {
    return "CPU per order of the engine itself, in microseconds, by JMH";
  }

  @Override
  public void run(Bench bench, Report report) throws RunnerException {
    bench.progress(name() + ": under JMH");
    boolean quick = bench.options().quick();
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(OrderOverhead.class.getName())
                    .addProfiler(CpuProfiler.class)
                    .forks(1)
                    .jvmArgs("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                    .warmupIterations(quick ? 1 : 10)
                    .warmupTime(TimeValue.milliseconds(quick ? 200 : 4_000))
                    .measurementIterations(quick ? 1 : 5)
                    .measurementTime(TimeValue.milliseconds(quick ? 200 : 2_000))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    for (RunResult result : results) {
      double cpu =
          Objects.requireNonNull(result.getSecondaryResults().get(CpuProfiler.LABEL)).getScore();
      report.figure("cpu", ImageSystem.IMAGE_ORDERS, cpu, "us/order");
      report.figure(
          "wall", ImageSystem.IMAGE_ORDERS, result.getPrimaryResult().getScore(), "us/order");
    }
  }
}
