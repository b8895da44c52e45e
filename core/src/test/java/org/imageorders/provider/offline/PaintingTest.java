package org.imageorders.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaintingTest {
  private static final String LIGHTHOUSE = "a lighthouse at dusk, watercolour";

  @Test
  void samePromptSeedAndSizeGiveTheSameBytes() throws IOException {
    assertThat(png(LIGHTHOUSE, 7, 90, 60)).isEqualTo(png(LIGHTHOUSE, 7, 90, 60));
  }

  @Test
  @ResourceLock(Resources.LOCALE)
  void defaultLocaleDoesNotChangeThePicture() throws IOException {
    byte[] expected = png("WINTER LIGHTHOUSE IN MIST", 7, 48, 48);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(png("WINTER LIGHTHOUSE IN MIST", 7, 48, 48)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anotherSeedGivesAnotherPictureOfTheSameSubject() throws IOException {
    assertThat(difference(image(LIGHTHOUSE, 1, 64, 64), image(LIGHTHOUSE, 2, 64, 64)))
        .isGreaterThan(8);
  }

  @ParameterizedTest
  @CsvSource({
    "a lighthouse at dusk, a lighthouse at noon",
    "mountains in autumn, mountains in winter",
    "a city, a city in watercolour",
    "a red bicycle, a coffee mug",
    "?, !! unknown"
  })
  void anotherPromptGivesAVisiblyDifferentPicture(String one, String other) throws IOException {
    assertThat(difference(image(one, 1, 64, 64), image(other, 1, 64, 64))).isGreaterThan(8);
  }

  @Test
  void portugueseWithAccentsGivesThePictureOfItsEnglishWords() throws IOException {
    assertThat(png("montanhas, outono, noite, esboço", 3, 48, 48))
        .isEqualTo(png("mountains, autumn, night, sketch", 3, 48, 48));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "灯台",
        "a",
        "forest sketch",
        "city neon",
        "desert poster",
        "sea oil",
        "pixel cat house tree meadow",
        "boat snow rain fog",
        "balloons, sepia",
        "stars"
      })
  void everyPromptGivesAPictureOfTheSizeAskedFor(String prompt) throws IOException {
    BufferedImage image = image(prompt, 5, 40, 30);

    assertThat(image.getWidth()).isEqualTo(40);
    assertThat(image.getHeight()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "3, 1", "1, 200", "200, 1", "30, 90", "90, 30", "17, 16"})
  void everySizeGivesAPictureOfThatSize(int width, int height) throws IOException {
    BufferedImage image = image(LIGHTHOUSE, 1, width, height);

    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  @Test
  void theSameSceneInAnotherResolutionLooksTheSame() throws IOException {
    BufferedImage small = image("a lighthouse at dusk", 1, 96, 96);
    BufferedImage large = image("a lighthouse at dusk", 1, 384, 384);

    assertThat(difference(small, shrunk(large, 4))).isLessThan(4);
  }

  @Test
  void tenTimesTheHeightNeedsNoMoreMemory() throws Exception {
    png("sea", 1, 64, 640);
    long low = allocatedBy(Painting.of("sea", 1, 64, 400));
    long tall = allocatedBy(Painting.of("sea", 1, 64, 4000));

    assertThat(tall - low).isLessThan(64 * 400);
  }

  @Test
  void previewsComeCloserToThePictureStepByStep() throws IOException {
    Painting painting = Painting.of(LIGHTHOUSE, 1, 256, 256);
    BufferedImage finished = image(LIGHTHOUSE, 1, 256, 256);
    double first = difference(preview(painting, 1, 3), finished);
    double second = difference(preview(painting, 2, 3), finished);
    double third = difference(preview(painting, 3, 3), finished);

    assertThat(first).isGreaterThan(second);
    assertThat(second).isGreaterThan(third);
    assertThat(third).isPositive();
  }

  @Test
  void previewHasTheFullSize() throws IOException {
    BufferedImage preview = preview(Painting.of("?", 1, 33, 70), 1, 1);

    assertThat(preview.getWidth()).isEqualTo(33);
    assertThat(preview.getHeight()).isEqualTo(70);
  }

  @Test
  void interruptedThreadStopsDrawingAndStaysInterrupted() {
    Painting painting = Painting.of(LIGHTHOUSE, 1, 3840, 2160);
    CountingStream out = new CountingStream();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> painting.writePng(out)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(out.count).isLessThan(1000);
  }

  @Test
  void failingStreamStopsDrawingWithItsOwnException() {
    IOException full = new IOException("disk full");
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw full;
          }
        };

    assertThatThrownBy(() -> Painting.of("sea", 1, 8, 8).writePng(out)).isSameAs(full);
  }

  @Test
  void sideThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> Painting.of("sea", 1, 0, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x8");
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "4, 3"})
  void previewOutsideItsStepsIsRefused(int step, int steps) {
    Painting painting = Painting.of("sea", 1, 8, 8);

    assertThatThrownBy(() -> painting.writePreviewPng(new CountingStream(), step, steps))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] png(String prompt, long seed, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Painting.of(prompt, seed, width, height).writePng(out);
    return out.toByteArray();
  }

  private static BufferedImage image(String prompt, long seed, int width, int height)
      throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png(prompt, seed, width, height)));
  }

  private static BufferedImage preview(Painting painting, int step, int steps) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    painting.writePreviewPng(out, step, steps);
    return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static long allocatedBy(Painting painting) throws Exception {
    long before = allocated();
    painting.writePng(new CountingStream());
    return allocated() - before;
  }

  /**
   * What this thread has allocated; by reflection, since core does not read the module that knows.
   */
  private static long allocated() throws Exception {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads);
  }

  /** The mean difference of a channel, of 255. */
  private static double difference(BufferedImage one, BufferedImage other) {
    long sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int left = (one.getRGB(x, y) >> shift) & 0xff;
          int right = (other.getRGB(x, y) >> shift) & 0xff;
          sum += Math.abs(left - right);
        }
      }
    }
    return sum / (3.0 * one.getWidth() * one.getHeight());
  }

  private static BufferedImage shrunk(BufferedImage image, int factor) {
    int width = image.getWidth() / factor;
    int height = image.getHeight() / factor;
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        small.setRGB(x, y, mean(image, x * factor, y * factor, factor));
      }
    }
    return small;
  }

  private static int mean(BufferedImage image, int left, int top, int side) {
    int mean = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int sum = 0;
      for (int i = 0; i < side * side; i++) {
        sum += (image.getRGB(left + i % side, top + i / side) >> shift) & 0xff;
      }
      mean |= (sum / (side * side)) << shift;
    }
    return mean;
  }

  private static final class CountingStream extends OutputStream {
    private long count;

    @Override
    public void write(int value) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
