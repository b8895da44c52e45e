package org.imageorders.store.shared;

import java.nio.charset.StandardCharsets;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/** How large a small document may be. */
public final class DocumentLimits {

  private static final int LONGEST_NAME = 200;
  private static final int LARGEST_TEXT = 64 * 1024;

  private DocumentLimits() {}

  /**
   * Refuses what is too large.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is empty or too long,
   *     {@link ErrorCode#TOO_LARGE} if the text is more than 64 KiB of UTF-8
   */
  public static void check(String name, String text) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw ImageOrderException.invalid("name", name, "use 1 to 200 characters");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LARGEST_TEXT) {
      throw new ImageOrderException(
          ErrorCode.TOO_LARGE,
          "document '" + name + "' of " + bytes + " bytes is refused: use 65536 at most");
    }
  }
}
