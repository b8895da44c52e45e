package org.imageorders.store;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;

/**
 * Keeps the bytes of images. Nothing half-written is ever visible. Thread-safe.
 *
 * <p>Every method may throw {@link ImageOrderException}: {@link ErrorCode#STORAGE_FAILED} where
 * bytes could not be kept, {@link ErrorCode#UNAVAILABLE} where they could not be reached.
 */
public interface ImageStore extends AutoCloseable {

  /**
   * Starts an image. It becomes visible, whole, when it is committed; then it replaces what had the
   * same id.
   */
  PendingImage begin(ImageId id);

  /**
   * Why so many bytes of images could not be kept at the moment; empty if nothing speaks against
   * it. Asked before each call that is to be paid, for that call and those that run, so it must be
   * quick; no promise.
   */
  default Optional<String> objection(long bytes) {
    return Optional.empty();
  }

  /** What is kept under an id. May read the whole image. */
  Optional<StoredImage> stat(ImageId id);

  /**
   * Opens an image for reading. The caller closes it.
   *
   * @param range within the image, as {@link ByteRange#within} gives it
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}
   */
  InputStream open(ImageId id, ByteRange range);

  /** The ids that begin with a text, in their natural order. */
  List<ImageId> list(String prefix);

  /** A link under which anyone can read the image for so long, where the store can make one. */
  default Optional<URI> link(ImageId id, Duration validFor) {
    return Optional.empty();
  }

  /**
   * Removes an image.
   *
   * @return false if there was none
   */
  boolean delete(ImageId id);

  @Override
  default void close() {}
}
