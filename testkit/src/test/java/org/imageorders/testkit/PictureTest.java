package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import javax.imageio.ImageIO;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {

  private static final ImageSize SIZE = new ImageSize(1_001, 333);

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "webp"})
  void aPictureOf64MebibytesIsWrittenInLessThanOneOfHeap(String format) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Content picture = Picture.of(format, SIZE, 7, 64L << 20);
    long before = threads.getCurrentThreadAllocatedBytes();

    Picture.base64(picture, OutputStream.nullOutputStream(), Halfway.NOTHING);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1L << 20);
    assertThat(picture.length()).isBetween(64L << 20, (64L << 20) + 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void theJdkDecodesAPicture(String format) throws IOException {
    for (long bytes : new long[] {0, 5_000, 200_000}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Picture.of(format, SIZE, 0x123456, bytes).writeTo(out);

      var image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));

      assertThat(image.getWidth()).isEqualTo(SIZE.width());
      assertThat(image.getHeight()).isEqualTo(SIZE.height());
    }
  }

  @Test
  void picturesOfOtherColoursHaveOtherBytes() throws IOException {
    for (String format : new String[] {"png", "jpeg", "webp"}) {
      assertThat(bytes(Picture.of(format, SIZE, 1, 0)))
          .isEqualTo(bytes(Picture.of(format, SIZE, 1, 0)))
          .isNotEqualTo(bytes(Picture.of(format, SIZE, 2, 0)));
    }
  }

  private static byte[] bytes(Content picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    picture.writeTo(out);
    return out.toByteArray();
  }
}
