package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command in a JVM of its own, as a person starts it. */
record Command(int code, List<String> out, List<String> err) {

  static Command run(Path directory, List<String> jvmOptions, String... args)
      throws IOException, InterruptedException {
    return run(directory, jvmOptions, Map.of("LC_ALL", "C.UTF-8"), args);
  }

  static Command run(
      Path directory, List<String> jvmOptions, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    Process process = start(directory, jvmOptions, environment, out, err, args);
    int code = process.waitFor();
    return new Command(code, lines(out), lines(err));
  }

  static Process start(
      Path directory,
      List<String> jvmOptions,
      Map<String, String> environment,
      Path out,
      Path err,
      String... args)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // none runs for long
    line.addAll(jvmOptions);
    line.add("-cp");
    line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    line.add(Quickstart.class.getName());
    line.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Waits until so many pictures are in a directory, which must be there. */
  static void awaitPictures(Path images, int least) throws IOException, InterruptedException {
    try (WatchService watch = images.getFileSystem().newWatchService()) {
      images.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (pictures(images).size() < least) {
        watch.take().reset();
      }
    }
  }

  /** The names of the pictures in a directory. */
  static List<String> pictures(Path images) throws IOException {
    try (Stream<Path> files = Files.list(images)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".png"))
          .sorted()
          .toList();
    }
  }

  static List<String> lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
  }
}
