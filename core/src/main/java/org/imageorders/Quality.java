package org.imageorders;

/**
 * How much effort the provider spends on an image. Providers name their own steps beside the common
 * ones; which are accepted is the provider's to say.
 *
 * @param value the provider's word for it, such as {@code high}
 */
public record Quality(String value) {

  /** Quick and cheap. */
  public static final Quality LOW = new Quality("low");

  /** Between low and high. */
  public static final Quality MEDIUM = new Quality("medium");

  /** Slow and dear. */
  public static final Quality HIGH = new Quality("high");

  /**
   * Takes a quality.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1 to 32 lower-case
   *     letters, digits, hyphens or underscores
   */
  public Quality {
    Check.word("quality", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
