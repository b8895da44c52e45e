package org.imageorders.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.imageorders.examples.benchmarks.subject.Setup;
import org.imageorders.testkit.FakeImageApi;

/** What every benchmark works with: the options, a directory, and systems in JVMs of their own. */
final class Bench implements AutoCloseable {

  private static final int USUAL_HEAP = 512;
  private static final long LOOK_MILLIS = 2;

  private final Options options;
  private final Consumer<String> progress;
  private final Path directory;

  private Bench(Options options, Consumer<String> progress, Path directory) {
    this.options = options;
    this.progress = progress;
    this.directory = directory;
  }

  static Bench open(Options options, Consumer<String> progress) throws IOException {
    return new Bench(options, progress, Files.createTempDirectory("image-orders-benchmark-"));
  }

  Options options() {
    return options;
  }

  /** A directory of its own, which is deleted when all is over. */
  Path directory(String prefix) throws IOException {
    return Files.createTempDirectory(directory, prefix + "-");
  }

  /** Tells who watches what is going on. */
  void progress(String line) {
    progress.accept(line);
  }

  /** An API that also takes what the peers send and OpenAI's own reference does not have. */
  static FakeImageApi.Builder api() {
    return FakeImageApi.builder().alsoAccept("response_format", "style", "user");
  }

  /** A system with a heap in which nothing of this is narrow. */
  SubjectProcess start(ImageSystem system, FakeImageApi api, int concurrency) throws IOException {
    return start(system, api, concurrency, Optional.empty(), USUAL_HEAP);
  }

  /**
   * A system in a JVM of its own.
   *
   * @param timeout of its calls; its default if empty
   * @param heap the most, in MiB
   */
  SubjectProcess start(
      ImageSystem system, FakeImageApi api, int concurrency, Optional<Duration> timeout, int heap)
      throws IOException {
    Path images = directory(system.toString());
    return SubjectProcess.start(
        new Setup(system, api.baseUrl(), concurrency, timeout, images), heap);
  }

  /** Does the same with every system, at the same time. */
  void together(SystemTask task) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Callable<Void>> tasks =
          options.systems().stream()
              .<Callable<Void>>map(system -> () -> run(task, system))
              .toList();
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void run(SystemTask task, ImageSystem system) throws Exception {
    task.run(system);
    return null;
  }

  /** What is done with a system. */
  @FunctionalInterface
  interface SystemTask {
    void run(ImageSystem system) throws Exception;
  }

  /**
   * Waits until something is so.
   *
   * @return whether it is, within the time
   */
  static boolean await(Duration longest, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }

  /** Deletes the directory. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
