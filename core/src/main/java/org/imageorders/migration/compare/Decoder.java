package org.imageorders.migration.compare;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes images with the readers that ImageIO knows, from the first pixel to the last. How many
 * pixels there are is read from the header, before memory is taken for them. Thread-safe.
 */
final class Decoder {

  /**
   * More than 3840x2160. Of an image of more pixels only every second, third, ... is held, so that
   * it takes 64 MiB at most; all are decoded nevertheless.
   */
  private static final long MOST_HELD_PIXELS = 1L << 23;

  private final long mostPixels;

  Decoder(long mostPixels) {
    this.mostPixels = mostPixels;
  }

  /**
   * Decodes an image of a kind.
   *
   * @throws CannotDecode if it is broken, has too many pixels, or no reader knows it
   */
  DecodedImage decode(byte[] bytes, ImageKind kind) throws CannotDecode {
    byte[] picture =
        switch (kind) {
          case PNG -> PngChunks.picture(bytes);
          case JPEG -> JpegSegments.picture(bytes);
          default -> bytes;
        };
    ImageReader reader = readerOf(kind);
    try (ImageInputStream input = new BytesInput(picture)) {
      reader.setInput(input, true, true);
      return read(reader);
    } catch (IOException e) {
      throw meaning(e);
    } catch (RuntimeException e) {
      // The JDK's readers answer damaged headers with whatever happens next.
      throw CannotDecode.broken("it is damaged (" + e + ")");
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader readerOf(ImageKind kind) throws CannotDecode {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.word());
    if (kind == ImageKind.SVG || !readers.hasNext()) { // an SVG could read files and call others
      throw CannotDecode.noReader("no reader of " + kind);
    }
    return readers.next();
  }

  private DecodedImage read(ImageReader reader) throws IOException, CannotDecode {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    long pixels = (long) width * height;
    if (pixels > mostPixels) {
      throw CannotDecode.broken(
          "its header promises " + width + "x" + height + " pixels, more than " + mostPixels);
    }
    AtomicReference<@Nullable String> damage = new AtomicReference<>();
    reader.addIIOReadWarningListener((source, warning) -> note(warning, damage));
    ImageReadParam how = reader.getDefaultReadParam();
    int step = 1;
    while (pixels / step / step > MOST_HELD_PIXELS) {
      step++;
    }
    how.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = reader.read(0, how);
    String seen = damage.get();
    if (seen != null) {
      throw CannotDecode.broken("it is damaged (" + seen + ")");
    }
    return new DecodedImage(width, height, image);
  }

  /** The JPEG reader fills what is missing with grey, and warns. It also warns of trifles. */
  private static void note(String warning, AtomicReference<@Nullable String> damage) {
    boolean trifle = warning.contains("extraneous");
    if (!trifle && (warning.startsWith("Corrupt") || warning.startsWith("Premature"))) {
      damage.compareAndSet(null, warning.strip());
    }
  }

  private static CannotDecode meaning(IOException e) {
    String message = String.valueOf(e.getMessage());
    boolean unknownToReader =
        e instanceof IIOException
            && (message.startsWith("Unsupported Image Type")
                || message.startsWith("Unsupported JPEG"));
    return unknownToReader
        ? CannotDecode.noReader("no reader of this kind of JPEG (" + message + ")")
        : CannotDecode.broken("it is damaged (" + message + ")");
  }
}
