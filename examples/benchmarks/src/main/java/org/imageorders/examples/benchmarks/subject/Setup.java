package org.imageorders.examples.benchmarks.subject;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a system is set up; all else is its default.
 *
 * @param concurrency the most calls at the same time
 * @param timeout of a call; the system's default if empty
 * @param directory where images go
 */
public record Setup(
    ImageSystem system, URI baseUrl, int concurrency, Optional<Duration> timeout, Path directory) {

  /** Any will do: the fake API lets every key in. */
  static final String KEY = "sk-benchmark";

  /** A new system, ready for use. */
  ImageClient open() {
    return system.open(this);
  }

  /** The command line that {@link #parse} reads. */
  public List<String> arguments() {
    return List.of(
        system.name(),
        baseUrl.toString(),
        Integer.toString(concurrency),
        timeout.map(Duration::toString).orElse(""),
        directory.toString());
  }

  static Setup parse(String[] arguments) {
    return new Setup(
        ImageSystem.valueOf(arguments[0]),
        URI.create(arguments[1]),
        Integer.parseInt(arguments[2]),
        Optional.of(arguments[3]).filter(text -> !text.isEmpty()).map(Duration::parse),
        Path.of(arguments[4]));
  }
}
