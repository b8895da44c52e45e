package org.imageorders.migration.compare;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.imageorders.ByteRange;
import org.imageorders.ImageContent;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.offline.OfflineProvider;

/** Paintings, what can happen to them, and their files. The same each time. */
final class TestPictures {

  private static final long SEED = 20_261_127;

  private TestPictures() {}

  /** A painting of the offline provider. */
  static BufferedImage painting(String prompt, int width, int height) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageSpec spec = ImageSpec.builder(prompt).size(width, height).build();
    try {
      OfflineProvider.create().generate(ProviderCall.builder("a", spec).build(), into(bytes));
      return decoded(bytes.toByteArray());
    } catch (ProviderException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static BufferedImage brighter(BufferedImage image, int by) {
    return mapped(image, value -> value + by);
  }

  /** Normally distributed noise, of its own in each channel. */
  static BufferedImage noisy(BufferedImage image, double deviation) {
    Random random = new Random(SEED);
    return mapped(image, value -> value + (int) Math.round(random.nextGaussian() * deviation));
  }

  /** The average of a square of so many pixels a side around each. */
  static BufferedImage blurred(BufferedImage image, int side) {
    float[] weights = new float[side * side];
    Arrays.fill(weights, 1f / weights.length);
    return new ConvolveOp(new Kernel(side, side, weights), ConvolveOp.EDGE_NO_OP, null)
        .filter(image, null);
  }

  /** Moved to the right, what is lost there painted again at the left. */
  static BufferedImage shifted(BufferedImage image, int pixels) {
    BufferedImage moved = empty(image.getWidth(), image.getHeight());
    Graphics2D drawing = moved.createGraphics();
    drawing.drawImage(image, 0, 0, null);
    drawing.drawImage(image, pixels, 0, null);
    drawing.dispose();
    return moved;
  }

  /** So many pixels cut off on each side, and enlarged to the old size. */
  static BufferedImage cropped(BufferedImage image, int pixels) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage inner =
        image.getSubimage(pixels, pixels, width - 2 * pixels, height - 2 * pixels);
    BufferedImage enlarged = empty(width, height);
    Graphics2D drawing = enlarged.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    drawing.drawImage(inner, 0, 0, width, height, null);
    drawing.dispose();
    return enlarged;
  }

  static BufferedImage mirrored(BufferedImage image) {
    BufferedImage turned = empty(image.getWidth(), image.getHeight());
    Graphics2D drawing = turned.createGraphics();
    drawing.drawImage(image, image.getWidth(), 0, -image.getWidth(), image.getHeight(), null);
    drawing.dispose();
    return turned;
  }

  private static BufferedImage mapped(BufferedImage image, IntUnaryOperator change) {
    BufferedImage mapped = empty(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        int changed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
          int value = change.applyAsInt(rgb >> shift & 0xFF);
          changed |= Math.max(0, Math.min(255, value)) << shift;
        }
        mapped.setRGB(x, y, changed);
      }
    }
    return mapped;
  }

  private static BufferedImage empty(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  static byte[] png(BufferedImage image) {
    return written(image, "png", 1); // which for PNG means fast, not small
  }

  static byte[] jpeg(BufferedImage image, double quality) {
    return written(image, "jpeg", quality);
  }

  static byte[] gif(BufferedImage image) {
    return written(image, "gif", -1);
  }

  /** A PNG of 256 colours. */
  static byte[] gifColours(BufferedImage image) {
    return png(decoded(gif(image)));
  }

  private static byte[] written(BufferedImage image, String format, double quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (quality >= 0) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality((float) quality);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  static BufferedImage decoded(byte[] bytes) {
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file as a store opens it. */
  static ImageContent content(byte[] bytes) {
    return new ImageContent(
        "image/any",
        null,
        new ByteRange(0, Math.max(1, bytes.length)),
        bytes.length,
        new ByteArrayInputStream(bytes));
  }

  private static ImageSink into(ByteArrayOutputStream bytes) {
    return new ImageSink() {
      @Override
      public ImageOutput image(int index) {
        return new ImageOutput() {
          @Override
          public void write(int b) {
            bytes.write(b);
          }

          @Override
          public void write(byte[] some, int offset, int length) {
            bytes.write(some, offset, length);
          }

          @Override
          public void complete() {}

          @Override
          public void close() {}
        };
      }

      @Override
      public ImageOutput preview(int index) {
        throw new AssertionError("no previews were asked for");
      }
    };
  }
}
