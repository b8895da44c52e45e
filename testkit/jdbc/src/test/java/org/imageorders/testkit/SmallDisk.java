package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The disk of a process that {@link OnASmallDisk} started, which can be filled and emptied. Where
 * no file system may be mounted, a process that may write nothing to its files stands in for a full
 * disk, and directories without the right to write for one that is read-only.
 */
final class SmallDisk {

  static final String SIZE = "size=48m,nr_inodes=200";

  private static final Set<PosixFilePermission> READING =
      PosixFilePermissions.fromString("r-xr-xr-x");

  private final Path directory;
  private final boolean mounted;
  private final Path ballast;

  /**
   * The disk of this process.
   *
   * @param mounted whether it is a file system of its own
   */
  SmallDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
    this.ballast = directory.resolve("ballast");
  }

  Path directory() {
    return directory;
  }

  /** Leaves no byte. */
  void fill() throws Exception {
    if (!mounted) {
      limitFiles("0");
      return;
    }
    Files.createDirectories(ballast);
    byte[] bytes = new byte[64 * 1024]; // of which the last page is written in part
    try (OutputStream out =
        Files.newOutputStream(
            ballast.resolve("bytes"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      // It is full.
    }
  }

  /** Leaves room, but not for another file. */
  void takeEveryFile() throws Exception {
    if (!mounted) {
      limitFiles("0");
      return;
    }
    Files.createDirectories(ballast);
    try {
      for (int file = 0; ; file++) {
        Files.createFile(ballast.resolve("file-" + file));
      }
    } catch (IOException e) {
      // There can be no more.
    }
  }

  void makeReadOnly() throws Exception {
    if (mounted) {
      run("mount", "-o", "remount,bind,ro", directory.toString());
    } else {
      permit(directory, READING);
    }
  }

  /** Gives back everything that was taken. */
  void restore() throws Exception {
    if (!mounted) {
      limitFiles("unlimited");
      permitAll(directory);
      return;
    }
    run("mount", "-o", "remount,bind,rw", directory.toString());
    if (Files.exists(ballast)) {
      for (Path file : files(ballast)) {
        Files.delete(file);
      }
    }
  }

  /** Lets everybody write to a directory and those below it. */
  static void permitAll(Path directory) throws IOException {
    permit(directory, EnumSet.allOf(PosixFilePermission.class));
  }

  private static void permit(Path directory, Set<PosixFilePermission> rights) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(each, rights);
      }
    }
  }

  private static void limitFiles(String bytes) throws Exception {
    run("prlimit", "--pid", Long.toString(ProcessHandle.current().pid()), "--fsize=" + bytes + ":");
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output);
    }
  }

  /** The files in a directory and below it. */
  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
