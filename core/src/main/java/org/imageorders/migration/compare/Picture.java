package org.imageorders.migration.compare;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.imageorders.ImageContent;

/** A picture in memory, for a {@link Judge}. Immutable. */
public final class Picture {

  private final String mediaType;
  private final byte[] bytes;

  private Picture(String mediaType, byte[] bytes) {
    this.mediaType = mediaType;
    this.bytes = bytes;
  }

  /**
   * Reads a picture.
   *
   * @return empty if it has more bytes than that; none of them are read then
   * @throws IOException if it ends before its length
   */
  static Optional<Picture> read(ImageContent content, int mostBytes) throws IOException {
    if (content.totalBytes() > mostBytes) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) content.totalBytes()];
    int read = content.stream().readNBytes(bytes, 0, bytes.length);
    if (read < bytes.length) {
      throw new EOFException("the picture ended after " + read + " of " + bytes.length + " bytes");
    }
    return Optional.of(new Picture(content.mediaType(), bytes));
  }

  /** The media type that its store told, such as {@code image/png}. */
  public String mediaType() {
    return mediaType;
  }

  /** The length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** The bytes. The stream needs no closing. */
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  /** The bytes themselves, to be left as they are. */
  byte[] bytes() {
    return bytes;
  }
}
