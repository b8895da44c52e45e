package org.imageorders;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pixels of an image. Which sizes can be drawn is the provider's to say; the order is refused
 * when it is placed.
 *
 * @param width in pixels, 1 to 16,384
 * @param height in pixels, 1 to 16,384
 */
public record ImageSize(int width, int height) {

  /** The longest side, in pixels. */
  public static final int LARGEST_SIDE = 16_384;

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

  /**
   * Takes a size.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a side is below 1 or above
   *     16,384
   */
  public ImageSize {
    if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw ImageOrderException.invalid(
          "size", width + "x" + height, "use sides of 1 to 16384 pixels");
    }
  }

  /**
   * Reads a size such as {@code 1536x1024}.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it has another form
   */
  public static ImageSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw ImageOrderException.invalid(
          "size", text, "use WIDTHxHEIGHT in pixels, such as 1536x1024");
    }
    return new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** For example {@code 1536x1024}. */
  @Override
  public String toString() {
    return width + "x" + height;
  }
}
