package org.imageorders.migration.shadow;

/**
 * A rung of the ladder on which two pictures are compared, cheapest first. Each is tried only if
 * all before it were held.
 */
public enum Rung {
  /** Both sides delivered a picture. */
  ARRIVED,

  /** Both can be decoded to their last pixel. */
  DECODABLE,

  /** Both are of one format, such as PNG. */
  FORMAT,

  /**
   * This JVM has a reader for that format. Where it has none, such as for WebP, their pixels were
   * not seen: that speaks neither for nor against the copy.
   */
  READABLE,

  /** Both have the same width and height. */
  PIXELS,

  /** Both are opaque, or both are not. */
  ALPHA,

  /** Their difference hashes are near each other: roughly the same picture. */
  HASH,

  /** Their structure is similar (SSIM). */
  STRUCTURE,

  /** Whoever was asked last does not object. */
  JUDGE,

  /** A rung of a newer version, which did not hold. */
  UNRECOGNIZED
}
