package org.imageorders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An open image, or a part of one, to be read once and closed by who opened it. Not thread-safe.
 */
public final class ImageContent implements AutoCloseable {

  private final String mediaType;
  private final @Nullable String sha256;
  private final ByteRange range;
  private final long totalBytes;
  private final InputStream stream;

  /**
   * Takes what a store or a transport has opened.
   *
   * @param sha256 of the whole image, or null where it is not known (previews)
   * @param range what the stream holds, as {@link ByteRange#within} gives it
   * @param totalBytes the length of the whole image
   */
  public ImageContent(
      String mediaType,
      @Nullable String sha256,
      ByteRange range,
      long totalBytes,
      InputStream stream) {
    this.mediaType = mediaType;
    this.sha256 = sha256;
    this.range = range;
    this.totalBytes = totalBytes;
    this.stream = stream;
  }

  /** The media type, such as {@code image/png}. */
  public String mediaType() {
    return mediaType;
  }

  /** SHA-256 of the whole image in lower-case hexadecimal digits; null where it is not known. */
  public @Nullable String sha256() {
    return sha256;
  }

  /** Which bytes the stream holds. */
  public ByteRange range() {
    return range;
  }

  /** The length of the whole image in bytes. */
  public long totalBytes() {
    return totalBytes;
  }

  /** The bytes. Closing this content closes it. */
  public InputStream stream() {
    return stream;
  }

  /**
   * Copies what is left of the bytes, holding only a few kilobytes at a time.
   *
   * @return how many were copied
   * @throws IOException if reading or writing fails, or the bytes end early
   */
  public long transferTo(OutputStream out) throws IOException {
    return stream.transferTo(out);
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "the image could not be closed: " + e, e);
    }
  }
}
