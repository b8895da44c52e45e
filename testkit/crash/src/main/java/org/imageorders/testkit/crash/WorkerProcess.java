package org.imageorders.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker in a JVM of its own, which can be killed as the machine would: without notice. */
final class WorkerProcess implements AutoCloseable {

  private final Class<?> program;
  private List<String> arguments;
  private final Path log;
  private Process process;

  /**
   * Starts it.
   *
   * @param program whose {@code main} it is
   */
  WorkerProcess(Class<?> program, List<String> arguments, Path log) {
    this.program = program;
    this.arguments = arguments;
    this.log = log;
    this.process = start(program, arguments, log);
  }

  private static Process start(Class<?> program, List<String> arguments, Path log) {
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
            program.getName()));
    command.addAll(arguments);
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
    process = start(program, arguments, log);
  }

  /** The same, and the other is told something else. */
  void replace(List<String> otherArguments) throws InterruptedException {
    arguments = otherArguments;
    replace();
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
