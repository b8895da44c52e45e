package org.imageorders.store.file;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps images as files of a directory, which several processes may share. An image is written to a
 * file of its own under {@code partial}, synchronised, and moved at once to its place under {@code
 * images}: a crash leaves no half image there, and what it leaves under {@code partial} is deleted
 * when a store is opened after it has grown old.
 *
 * <p>The files lie in up to 4,096 directories, those of one order in one. Their names suit file
 * systems that ignore case or reserve names.
 *
 * <p>Thread-safe. Holds one open file for each image that is being written or read, and a few
 * kilobytes of memory.
 */
public final class FileImageStore implements ImageStore {

  /** How old something half-written must be to be swept, unless told otherwise: a day. */
  public static final Duration DEFAULT_LEFTOVER_AGE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(FileImageStore.class);
  private static final String NAME_START = "image-"; // "nul" and "con" are no file names on Windows
  private static final String NAME_END = ".bin"; // nor is one that ends with a dot
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Path images;
  private final Path partial;
  private final DurableFiles files;

  private FileImageStore(Path directory) throws IOException {
    images = directory.resolve("images");
    partial = directory.resolve("partial");
    Files.createDirectories(directory);
    files = new DurableFiles(directory);
    files.createDirectory(images);
    files.createDirectory(partial);
  }

  /**
   * Opens the store of a directory, which is made if need be, and sweeps what is older than {@link
   * #DEFAULT_LEFTOVER_AGE}.
   *
   * @throws ImageOrderException {@link ErrorCode#STORAGE_FAILED} if the directory cannot be made or
   *     read. One that is there and full, or read-only, is opened: {@link #objection} tells of it
   */
  public static FileImageStore in(Path directory) {
    return in(directory, InstantSource.system(), DEFAULT_LEFTOVER_AGE);
  }

  /**
   * Opens the store of a directory, which is made if need be.
   *
   * @param clock tells how old leftovers are
   * @param leftoverAge how long nothing may have been written to something half-written for it to
   *     be swept; longer than any call
   * @throws ImageOrderException {@link ErrorCode#STORAGE_FAILED} if the directory cannot be made or
   *     read. One that is there and full, or read-only, is opened: {@link #objection} tells of it
   */
  public static FileImageStore in(Path directory, InstantSource clock, Duration leftoverAge) {
    try {
      FileImageStore store = new FileImageStore(directory);
      store
          .objection(1)
          .ifPresent(why -> LOG.atWarn().log("Images can be read, and none be kept: {}", why));
      store.sweep(clock.instant().minus(leftoverAge));
      return store;
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.STORAGE_FAILED,
          "images cannot be kept in directory '"
              + directory
              + "': make it writable, see that it has room, or name another ("
              + e
              + ")",
          e);
    }
  }

  private void probe() throws IOException {
    Path probe = newPartial();
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private void sweep(Instant before) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(partial)) {
      for (Path leftover : leftovers) {
        sweep(leftover, before);
      }
    }
  }

  private static void sweep(Path leftover, Instant before) {
    try {
      if (Files.getLastModifiedTime(leftover).toInstant().isBefore(before)
          && Files.deleteIfExists(leftover)) {
        LOG.atInfo().addKeyValue("file", leftover.getFileName()).log("Swept a half-written image");
      }
    } catch (NoSuchFileException e) {
      LOG.atDebug().addKeyValue("file", leftover.getFileName()).log("Finished or swept elsewhere");
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", leftover).setCause(e).log("Could not sweep a leftover");
    }
  }

  @Override
  public PendingImage begin(ImageId id) {
    Path file = newPartial();
    try {
      return new Pending(id, file, new FileOutputStream(file.toFile()));
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.STORAGE_FAILED, "image " + id + " could not be begun: " + e, e);
    }
  }

  /**
   * {@inheritDoc} Looks at the right to write and at the free space, and makes a small file, since
   * a quota, or having as many files as can be, shows in nothing else.
   */
  @Override
  public Optional<String> objection(long bytes) {
    for (Path directory : List.of(images, partial)) {
      if (!Files.isWritable(directory)) {
        return Optional.of("directory '" + directory + "' cannot be written to");
      }
    }
    if (partial.getFileSystem() == FileSystems.getDefault()) {
      File directory = partial.toFile();
      long free = directory.getUsableSpace();
      // Some file systems know nothing of their size.
      if (free < bytes && directory.getTotalSpace() > 0) {
        return Optional.of(
            "directory '"
                + partial
                + "' has "
                + free
                + " bytes left, and what is drawn may need "
                + bytes);
      }
    }
    try {
      probe();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("directory '" + partial + "' takes no file: " + e);
    }
  }

  @Override
  public Optional<StoredImage> stat(ImageId id) {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file(id)), digest)) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      return Optional.of(new StoredImage(id, bytes, HexFormat.of().formatHex(digest.digest())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreachable("image " + id + " could not be read", e);
    }
  }

  @Override
  public InputStream open(ImageId id, ByteRange range) {
    InputStream in = null;
    try {
      Path file = file(id);
      in = Files.newInputStream(file);
      ByteRange part = range.within(Files.size(file));
      in.skipNBytes(part.offset());
      InputStream opened = new LimitedInputStream(in, part.length());
      in = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no image " + id, e);
    } catch (IOException e) {
      throw unreachable("image " + id + " could not be opened", e);
    } finally {
      close(in);
    }
  }

  private static void close(@Nullable InputStream in) {
    if (in == null) {
      return;
    }
    try {
      in.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("A file that could not be read could not be closed either");
    }
  }

  @Override
  public List<ImageId> list(String prefix) {
    List<ImageId> found = new ArrayList<>();
    try {
      if (prefix.indexOf('.') >= 0) {
        list(directory(prefix), prefix, found);
      } else {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(images)) {
          for (Path directory : directories) {
            list(directory, prefix, found);
          }
        }
      }
    } catch (IOException e) {
      throw unreachable("images could not be listed", e);
    }
    found.sort(Comparator.comparing(ImageId::value));
    return List.copyOf(found);
  }

  private static void list(Path directory, String prefix, List<ImageId> found) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(NAME_START + prefix) && name.endsWith(NAME_END)) {
          found.add(
              new ImageId(name.substring(NAME_START.length(), name.length() - NAME_END.length())));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      LOG.atTrace().addKeyValue("directory", directory.getFileName()).log("Holds no images");
    }
  }

  @Override
  public boolean delete(ImageId id) {
    try {
      return Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.STORAGE_FAILED, "image " + id + " could not be deleted: " + e, e);
    }
  }

  private Path newPartial() {
    return partial.resolve(UUID.randomUUID() + ".part");
  }

  private Path file(ImageId id) {
    return directory(id.value()).resolve(NAME_START + id + NAME_END);
  }

  /** By what stands before the first dot: in the id of a made image that is its order. */
  private Path directory(String id) {
    int dot = id.indexOf('.');
    CRC32 crc = new CRC32();
    crc.update((dot < 0 ? id : id.substring(0, dot)).getBytes(StandardCharsets.UTF_8));
    return images.resolve(String.format(Locale.ROOT, "%03x", crc.getValue() & 0xfff));
  }

  private static ImageOrderException unreachable(String what, IOException e) {
    return new ImageOrderException(ErrorCode.UNAVAILABLE, what + ": " + e, e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Written by way of streams: an interrupt, which closes a channel, leaves them alone. */
  private final class Pending extends PendingImage {
    private final Path target;
    private final Path file;
    private final FileOutputStream raw;
    private final OutputStream buffered;

    Pending(ImageId id, Path file, FileOutputStream raw) {
      super(id);
      this.target = file(id);
      this.file = file;
      this.raw = raw;
      this.buffered = new BufferedOutputStream(raw, BUFFER_BYTES);
    }

    @Override
    protected void append(byte[] source, int offset, int length) throws IOException {
      buffered.write(source, offset, length);
    }

    @Override
    protected void publish() throws IOException {
      buffered.flush();
      raw.getFD().sync();
      raw.close();
      files.createDirectory(Objects.requireNonNull(target.getParent()));
      files.move(file, target);
    }

    @Override
    protected void discard() throws IOException {
      try {
        raw.close();
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
