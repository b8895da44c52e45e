package org.imageorders;

/**
 * What stands behind the picture's subject.
 *
 * @param value the provider's word for it, such as {@code transparent}
 */
public record Background(String value) {

  /** None: the image has an alpha channel. */
  public static final Background TRANSPARENT = new Background("transparent");

  /** Something, without an alpha channel. */
  public static final Background OPAQUE = new Background("opaque");

  /**
   * Takes a background.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1 to 32 lower-case
   *     letters, digits, hyphens or underscores
   */
  public Background {
    Check.word("background", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
