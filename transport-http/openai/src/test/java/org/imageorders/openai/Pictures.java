package org.imageorders.openai;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.imageorders.ByteRange;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.OrderId;

/** Source images. */
final class Pictures {

  static final ImageId FIRST = ImageId.of(OrderId.of("shop", "ada", "cart-1"), 0, 1, 0);
  static final ImageId SECOND = ImageId.of(OrderId.of("shop", "ada", "cart-1"), 0, 1, 1);

  private Pictures() {}

  static byte[] png() {
    return drawn("png");
  }

  static byte[] jpeg() {
    return drawn("jpeg");
  }

  private static byte[] drawn(String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static ImageContent content(String mediaType, byte[] bytes) {
    return new ImageContent(
        mediaType,
        null,
        ByteRange.ALL.within(bytes.length),
        bytes.length,
        new ByteArrayInputStream(bytes));
  }

  /** The first a PNG, the second a JPEG. */
  static Function<ImageId, ImageContent> sources() {
    return id -> id.equals(FIRST) ? content("image/png", png()) : content("image/jpeg", jpeg());
  }
}
