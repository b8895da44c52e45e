package org.imageorders;

/**
 * The format in which an image is wanted.
 *
 * @param value the short name that providers use, such as {@code png}
 */
public record ImageFormat(String value) {

  /** Lossless; ISO/IEC 15948. */
  public static final ImageFormat PNG = new ImageFormat("png");

  /** Lossy, and with most providers the fastest; ISO/IEC 10918. */
  public static final ImageFormat JPEG = new ImageFormat("jpeg");

  /** Lossy or lossless; RFC 9649. */
  public static final ImageFormat WEBP = new ImageFormat("webp");

  /**
   * Takes a format.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1 to 32 lower-case
   *     letters, digits, hyphens or underscores
   */
  public ImageFormat {
    Check.word("format", value);
  }

  /** The media type, such as {@code image/png} (RFC 6838). */
  public String mediaType() {
    return "image/" + (value.equals("svg") ? "svg+xml" : value);
  }

  @Override
  public String toString() {
    return value;
  }
}
