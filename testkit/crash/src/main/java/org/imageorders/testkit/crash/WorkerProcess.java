package org.imageorders.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker in a JVM of its own, which can be killed as the machine would: without notice. */
final class WorkerProcess implements AutoCloseable {

  private final WorkerSetup setup;
  private final Path log;
  private Process process;

  WorkerProcess(WorkerSetup setup, Path log) {
    this.setup = setup;
    this.log = log;
    this.process = start(setup, log);
  }

  private static Process start(WorkerSetup setup, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            CrashWorker.class.getName()));
    command.addAll(setup.arguments());
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("no worker could be started", e);
    }
  }

  /** Kills it with SIGKILL, waits until it is gone, and starts another in its place. */
  void replace() throws InterruptedException {
    process.destroyForcibly().waitFor();
    process = start(setup, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
