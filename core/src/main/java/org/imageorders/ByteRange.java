package org.imageorders;

/**
 * A part of an image's bytes.
 *
 * @param offset the first byte, from 0; if negative, that many bytes before the end
 * @param length how many bytes at most, 1 or more
 */
public record ByteRange(long offset, long length) {

  /** The whole image. */
  public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

  /**
   * Takes a range.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the length is below 1
   */
  public ByteRange {
    if (length < 1) {
      throw ImageOrderException.invalid("range.length", length, "use 1 or more");
    }
  }

  /** From a byte to the end. */
  public static ByteRange from(long offset) {
    return new ByteRange(offset, Long.MAX_VALUE);
  }

  /**
   * The last bytes.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if they are fewer than 1
   */
  public static ByteRange last(long bytes) {
    if (bytes < 1) {
      throw ImageOrderException.invalid("range.last", bytes, "use 1 or more");
    }
    return new ByteRange(-bytes, Long.MAX_VALUE);
  }

  /**
   * What this range means for an image of so many bytes: an offset from 0, and a length that fits.
   *
   * @throws ImageOrderException {@link ErrorCode#RANGE_NOT_SATISFIABLE} if it begins behind the end
   */
  public ByteRange within(long total) {
    long start = offset < 0 ? Math.max(0, total + offset) : offset;
    if (start >= total) {
      throw new ImageOrderException(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          "range from byte "
              + start
              + " is refused: the image has "
              + total
              + " bytes; begin before its end");
    }
    return new ByteRange(start, Math.min(length, total - start));
  }
}
