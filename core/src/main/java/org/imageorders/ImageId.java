package org.imageorders;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an image: one that was made, a preview, or an upload. The id of a made image is derived
 * from its order, task, attempt and place, so that what a crash left behind can be found again.
 *
 * @param value 1 to 120 of the characters {@code a-z 0-9 . -}, beginning with a letter or digit
 */
public record ImageId(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,119}");
  private static final Pattern MADE = Pattern.compile("([0-9a-f]{40})\\..*");

  /**
   * Takes an id from its text.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it has another form
   */
  public ImageId {
    if (!FORM.matcher(value).matches() || value.contains("..")) {
      throw ImageOrderException.invalid(
          "imageId", value, "use an id that an order or an upload gave");
    }
  }

  /**
   * The id of the image that an attempt makes.
   *
   * @param task the task's number in its order, from 0
   * @param attempt the attempt's number in its task, from 1
   * @param index the image's place in its order, from 0
   */
  public static ImageId of(OrderId order, int task, int attempt, int index) {
    return new ImageId(order.value() + "." + task + "." + attempt + "." + index);
  }

  /** The id of the given preview (from 1) of the image with this id. */
  public ImageId preview(int number) {
    return new ImageId(value + ".p" + number);
  }

  /** The order that this image or preview was made for; empty for an upload. */
  public Optional<OrderId> order() {
    Matcher made = MADE.matcher(value);
    return made.matches() ? Optional.of(new OrderId(made.group(1))) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
