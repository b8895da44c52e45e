package org.imageorders.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngWriterTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "1, 2", "7, 5", "300, 200"})
  void anotherReaderFindsThePixelsThatWereWritten(int width, int height) throws IOException {
    byte[] pixels = new byte[width * height * PngWriter.BYTES_PER_PIXEL];
    new Random(1).nextBytes(pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] row = new byte[width * PngWriter.BYTES_PER_PIXEL];
    try (PngWriter png = new PngWriter(out, width, height)) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(pixels, y * row.length, row, 0, row.length);
        png.writeRow(row);
      }
      png.finish();
    }

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));

    for (int i = 0; i < width * height; i++) {
      int offset = i * PngWriter.BYTES_PER_PIXEL;
      int expected =
          ((pixels[offset] & 0xff) << 16)
              | ((pixels[offset + 1] & 0xff) << 8)
              | (pixels[offset + 2] & 0xff);
      assertThat(image.getRGB(i % width, i / width) & 0xffffff).isEqualTo(expected);
    }
  }
}
