package org.imageorders.examples.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.imageorders.examples.benchmarks.subject.Ask;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.examples.benchmarks.subject.Setup;
import org.imageorders.examples.benchmarks.subject.Subject;
import org.jspecify.annotations.Nullable;

/** A system under test in a JVM of its own. Not thread-safe. */
final class SubjectProcess implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final String GONE = "failed the process ended";

  private final Setup setup;
  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Path complaints;

  private SubjectProcess(Setup setup, Process process, Path complaints) {
    this.setup = setup;
    this.process = process;
    this.complaints = complaints;
    this.commands = process.outputWriter();
    Thread reader = new Thread(this::read, "subject-" + setup.system());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it.
   *
   * @param heap the most, in MiB
   */
  static SubjectProcess start(Setup setup, int heap) throws IOException {
    Path complaints = setup.directory().resolveSibling(setup.directory().getFileName() + ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            classPath(),
            Subject.class.getName()));
    command.addAll(setup.arguments());
    Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
    return new SubjectProcess(setup, process, complaints);
  }

  /** The class path of this program. Surefire hides that of tests in a jar. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  ImageSystem system() {
    return setup.system();
  }

  /** Waits until it is ready; the other commands do so by themselves, but their time runs. */
  Answer ready() throws IOException, InterruptedException {
    return next(LONGEST_START);
  }

  /** Makes drawings at the same time and waits for them; the answer is the number of bytes. */
  Answer draw(Ask ask, int times, Duration longest) throws IOException, InterruptedException {
    return command(words("draw", ask, times), longest);
  }

  /** Begins drawings. */
  void begin(Ask ask, int times) throws IOException, InterruptedException {
    count(words("begin", ask, times));
  }

  /** Keeps so many drawings going from now on. */
  void flow(Ask ask, int atATime) throws IOException, InterruptedException {
    count(words("flow", ask, atATime));
  }

  private static String words(String verb, Ask ask, int times) {
    return verb + " " + ask.model() + " " + ask.images() + " " + ask.previews() + " " + times;
  }

  /** Sends a command without waiting for its answer. */
  void send(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  /**
   * What a command counts.
   *
   * @throws IOException if it fails
   */
  long count(String command) throws IOException, InterruptedException {
    Answer answer = command(command, Duration.ofMinutes(1));
    if (answer.failure() != null) {
      throw new IOException(system() + ": " + command + ": " + answer.failure());
    }
    return answer.count();
  }

  private Answer command(String command, Duration longest)
      throws IOException, InterruptedException {
    try {
      send(command);
    } catch (IOException e) {
      return failure(GONE);
    }
    return next(longest);
  }

  private Answer next(Duration longest) throws IOException, InterruptedException {
    String line = answers.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      return failure("failed no answer within " + longest);
    }
    return line.startsWith("ok ")
        ? new Answer(Long.parseLong(line.substring(3)), null)
        : failure(line);
  }

  private Answer failure(String line) throws IOException {
    String said =
        line.equals(GONE)
            ? Files.readString(complaints).lines().findFirst().orElse("")
            : line.substring("failed ".length());
    return new Answer(0, said.isEmpty() ? GONE : said);
  }

  /**
   * What it answers.
   *
   * @param failure null if it did what it was told
   */
  record Answer(long count, @Nullable String failure) {}

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("ok ") || line.startsWith("failed ")) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      // It was ended in the middle of a line.
    }
    answers.add(GONE);
  }

  /** Ends it, whatever it is at. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
