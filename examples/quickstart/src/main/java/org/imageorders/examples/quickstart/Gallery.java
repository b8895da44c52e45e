package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;

/**
 * The directory that receives the pictures. Everything is written below a working directory in it
 * and moved to a name that was free, so nothing half-written has a final name and nothing is
 * overwritten. Not thread-safe.
 */
final class Gallery implements AutoCloseable {

  /** Stands near the beginning of each document of ours, so that a later run knows it. */
  static final String MARK = "image-orders-quickstart";

  private static final int MARKED_WITHIN = 1_024;

  private final Path directory;
  private final boolean made;
  private final Path work;
  private final Map<Plan.Slot, Path> previews = new HashMap<>();

  private Gallery(Path directory, boolean made, Path work) {
    this.directory = directory;
    this.made = made;
    this.work = work;
  }

  /**
   * Opens a directory, and makes it if it is not there.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} if it cannot be written to
   */
  static Gallery open(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw ImageOrderException.invalid("--out", directory, "it is a file; name a directory");
    }
    boolean made = !Files.exists(directory);
    try {
      Files.createDirectories(directory);
      return new Gallery(directory, made, Files.createTempDirectory(directory, ".work-"));
    } catch (IOException e) {
      throw ImageOrderException.invalid(
          "--out", directory, "it cannot be written to (" + e + "); name another directory");
    }
  }

  Path directory() {
    return directory;
  }

  /** Where an image store can keep what is being made. */
  Path store() {
    return work.resolve("store");
  }

  /**
   * Gives a picture its final name.
   *
   * @return the name
   */
  String keep(ImageOrders orders, ImageId image, Plan.Slot slot) throws IOException {
    Path part = work.resolve("picture");
    String extension = copy(orders, image, part);
    dropPreview(slot);
    for (int number = slot.number(); ; number += slot.of()) {
      String name = name(slot, number) + "." + extension;
      Path file = directory.resolve(name);
      if (claim(file)) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return name;
      }
      if (Files.isRegularFile(file) && Files.mismatch(part, file) < 0) {
        Files.delete(part);
        return name;
      }
    }
  }

  /**
   * Shows a preview beside the picture's place, instead of an older one.
   *
   * @return its name; empty if it is gone already, or something else has its name
   */
  String show(ImageOrders orders, ImageId preview, Plan.Slot slot) throws IOException {
    Path part = work.resolve("preview");
    String extension;
    try {
      extension = copy(orders, preview, part);
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND)) {
        return "";
      }
      throw e;
    }
    String name = name(slot, slot.number()) + ".preview." + extension;
    Path file = directory.resolve(name);
    if (!file.equals(previews.get(slot)) && !claim(file)) {
      return "";
    }
    previews.put(slot, file);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  private void dropPreview(Plan.Slot slot) throws IOException {
    Path preview = previews.remove(slot);
    if (preview != null) {
      Files.deleteIfExists(preview);
    }
  }

  private static String copy(ImageOrders orders, ImageId image, Path to) throws IOException {
    try (ImageContent content = orders.open(image);
        OutputStream out = Files.newOutputStream(to)) {
      content.transferTo(out);
      return switch (content.mediaType()) {
        case "image/jpeg" -> "jpg";
        case "image/svg+xml" -> "svg";
        default -> content.mediaType().replaceFirst(".*/", "").replaceAll("[^a-z0-9]", "");
      };
    }
  }

  private static String name(Plan.Slot slot, int number) {
    return slot.slug() + (number < 10 ? "-0" : "-") + number;
  }

  /** Takes a name that is free; whoever else wants it at the same moment does not get it. */
  private static boolean claim(Path file) throws IOException {
    try {
      Files.createFile(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Where to write a document before it is {@linkplain #publish published}. */
  Path draft(String name) {
    return work.resolve(name);
  }

  /**
   * Says under which name a document will stand: the plain one, unless a file of someone else has
   * it.
   *
   * @param name such as {@code index.html}
   */
  String nameOf(String name) throws IOException {
    Path file = directory.resolve(name);
    return !Files.exists(file) || isOurs(file) ? name : free(name);
  }

  /** Moves a draft to its name; the document of an earlier run goes aside under a number. */
  void publish(String name) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      Files.move(file, directory.resolve(free(name)));
    }
    Files.move(draft(name), file);
  }

  private String free(String name) {
    int dot = name.lastIndexOf('.');
    for (int number = 1; ; number++) {
      String other = name.substring(0, dot) + "-" + number + name.substring(dot);
      if (!Files.exists(directory.resolve(other))) {
        return other;
      }
    }
  }

  private static boolean isOurs(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MARKED_WITHIN), StandardCharsets.UTF_8).contains(MARK);
    }
  }

  /**
   * Removes the working directory, previews, and the directory itself if it was made for nothing.
   */
  @Override
  public void close() throws IOException {
    for (Plan.Slot slot : List.copyOf(previews.keySet())) {
      dropPreview(slot);
    }
    try (Stream<Path> below = Files.walk(work)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (made) {
      try {
        Files.delete(directory);
      } catch (DirectoryNotEmptyException e) {
        return; // as it should be: there is something in it
      }
    }
  }
}
