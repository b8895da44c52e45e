package org.imageorders.store.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes and moves files so that they survive a loss of power, where the platform lets a directory
 * be synchronised.
 */
final class DurableFiles {

  private final boolean directoriesSync;

  /**
   * Finds out, on this directory, whether the platform synchronises directories. Windows does not.
   */
  DurableFiles(Path directory) {
    boolean works;
    try {
      force(directory);
      works = true;
    } catch (IOException e) {
      works = false;
    }
    directoriesSync = works;
  }

  /** Makes a directory unless it is there. Its parent is. */
  void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      sync(directory.toAbsolutePath().getParent());
    }
  }

  /** Puts a file in the place of whatever is there, at once and for good. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(to.getParent());
  }

  private void sync(@Nullable Path directory) throws IOException {
    if (directoriesSync && directory != null) {
      force(directory);
    }
  }

  /**
   * An interrupt closes a file channel; the thread that is to stop still keeps what it has
   * finished.
   */
  private static void force(Path directory) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
