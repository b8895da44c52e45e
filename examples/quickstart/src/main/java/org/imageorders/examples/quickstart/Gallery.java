package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;

/**
 * The directory that receives the pictures. Everything is written below a working directory in it
 * and moved to a name that was free, so nothing half-written has a final name and nothing is
 * overwritten. The working directory of a run that did not finish stays, and can be opened again.
 * Not thread-safe.
 */
final class Gallery implements AutoCloseable {

  /** Stands near the beginning of each document of ours, so that a later run knows it. */
  static final String MARK = "image-orders-quickstart";

  private static final int MARKED_WITHIN = 1_024;
  private static final String WORK = ".work-";
  private static final String RUN = "run.json";
  private static final String PREVIEWS = "previews"; // the names of those that are shown
  private static final String TAKEN = "taken"; // names that wait for what they were taken for

  private final Path directory;
  private final boolean made;
  private final Path work;
  private final FileChannel lock;
  private final Map<Plan.Slot, Path> previews = new HashMap<>();
  private boolean finished;

  private Gallery(Path directory, boolean made, Path work, FileChannel lock) {
    this.directory = directory;
    this.made = made;
    this.work = work;
    this.lock = lock;
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
      Path work = Files.createTempDirectory(directory, WORK);
      Files.createDirectory(work.resolve(PREVIEWS));
      Files.createDirectory(work.resolve(TAKEN));
      return new Gallery(directory, made, work, lock(work).orElseThrow());
    } catch (IOException e) {
      throw ImageOrderException.invalid(
          "--out", directory, "it cannot be written to (" + e + "); name another directory");
    }
  }

  /**
   * Opens a directory for the run that was left unfinished there, the newest if there are several.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} if there is none
   */
  static Gallery reopen(Path directory) throws IOException {
    List<Path> unfinished = unfinished(directory);
    for (Path work : unfinished) {
      Optional<FileChannel> lock = lock(work);
      if (lock.isPresent()) {
        Gallery gallery = new Gallery(directory, false, work, lock.get());
        gallery.dropOldPreviews();
        gallery.freeNames();
        return gallery;
      }
    }
    throw ImageOrderException.invalid(
        "--resume",
        directory,
        unfinished.isEmpty()
            ? "no run was left unfinished there; name its directory by --out"
            : "the run is still at work there");
  }

  private static List<Path> unfinished(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(work -> work.getFileName().toString().startsWith(WORK))
          .filter(work -> Files.exists(work.resolve(RUN)))
          .sorted(
              Comparator.comparing((Path work) -> work.resolve(RUN).toFile().lastModified())
                  .reversed())
          .toList();
    }
  }

  /** Keeps others away from a working directory while this process lives; empty if one is there. */
  private static Optional<FileChannel> lock(Path work) throws IOException {
    FileChannel channel =
        FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // a run in this very process
    }
    channel.close();
    return Optional.empty();
  }

  private void dropOldPreviews() throws IOException {
    try (Stream<Path> names = Files.list(work.resolve(PREVIEWS))) {
      for (Path name : names.toList()) {
        Files.deleteIfExists(directory.resolve(name.getFileName()));
        Files.delete(name);
      }
    }
  }

  /** Gives back the names that the run took before it was killed and did not come to use. */
  private void freeNames() throws IOException {
    try (Stream<Path> names = Files.list(work.resolve(TAKEN))) {
      for (Path name : names.toList()) {
        Path file = directory.resolve(name.getFileName());
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
          Files.delete(file);
        }
        Files.delete(name);
      }
    }
  }

  Path directory() {
    return directory;
  }

  /** Where an image store can keep what is being made. */
  Path store() {
    return work.resolve("store");
  }

  /** Where the orders are kept. */
  Path database() {
    return work.resolve("orders.db");
  }

  /** What the run must know to be resumed; once it is there, the run can be. */
  Path run() {
    return work.resolve(RUN);
  }

  /** Nothing is left to be done, so that nothing is kept but the pictures. */
  void finish() {
    finished = true;
  }

  /** Whether the run can be resumed once this is closed. */
  boolean isUnfinished() {
    return !finished && Files.exists(run());
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
        fill(file, part);
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
    if (!file.equals(previews.get(slot))) {
      if (!claim(file)) {
        return "";
      }
      Files.createFile(work.resolve(PREVIEWS).resolve(name));
      previews.put(slot, file);
    }
    fill(file, part);
    return name;
  }

  private void dropPreview(Plan.Slot slot) throws IOException {
    Path preview = previews.remove(slot);
    if (preview != null) {
      Files.deleteIfExists(preview);
      Files.deleteIfExists(work.resolve(PREVIEWS).resolve(preview.getFileName()));
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

  /**
   * Takes a name that is free; whoever else wants it at the same moment does not get it. It is
   * noted before: so a run that is resumed can tell a file that it left empty from another's.
   */
  private boolean claim(Path file) throws IOException {
    Files.write(note(file), new byte[0]);
    try {
      Files.createFile(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      Files.delete(note(file));
      return false;
    }
  }

  private void fill(Path claimed, Path part) throws IOException {
    Files.move(part, claimed, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(note(claimed));
  }

  private Path note(Path file) {
    return work.resolve(TAKEN).resolve(file.getFileName());
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
   * Removes previews, the working directory unless the run is unfinished, and the directory itself
   * if it was made for nothing.
   */
  @Override
  public void close() throws IOException {
    for (Plan.Slot slot : List.copyOf(previews.keySet())) {
      dropPreview(slot);
    }
    lock.close();
    if (isUnfinished()) {
      return;
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
