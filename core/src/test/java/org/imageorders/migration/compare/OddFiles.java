package org.imageorders.migration.compare;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Files that a good encoder does not make, or the JDK does not read. */
final class OddFiles {

  private static final int BEHIND_HEADER = 33;

  private OddFiles() {}

  /** A PNG of these pixels, all of whose data is missing but for a few bytes. */
  static byte[] pngOf(int width, int height) {
    ByteBuffer header =
        ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    return joined(
        "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1),
        chunk("IHDR", header.array()),
        chunk("IDAT", deflated(100)),
        chunk("IEND", new byte[0]));
  }

  /** The PNG with a text beside its picture that is small until it is inflated. */
  static byte[] withTextBomb(byte[] png) {
    byte[] text = joined(new byte[] {'t', 0, 0}, deflated(64 << 20));
    return joined(
        Arrays.copyOf(png, BEHIND_HEADER),
        chunk("zTXt", text),
        Arrays.copyOfRange(png, BEHIND_HEADER, png.length));
  }

  /** The JPEG with its only scan so many times. */
  static byte[] withScansRepeated(byte[] jpeg, int times) {
    int scan = 0;
    while ((jpeg[scan] & 0xFF) != 0xFF || (jpeg[scan + 1] & 0xFF) != 0xDA) {
      scan++;
    }
    byte[] one = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
    byte[][] parts = new byte[times + 2][];
    Arrays.fill(parts, one);
    parts[0] = Arrays.copyOf(jpeg, scan);
    parts[times + 1] = new byte[] {(byte) 0xFF, (byte) 0xD9};
    return joined(parts);
  }

  /** Enough of a WebP for its format to be known. */
  static byte[] webp() {
    return "RIFF\u0010\0\0\0WEBPVP8 \u0004\0\0\0pict".getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A JPEG of four colours, as for print. */
  static byte[] cmykJpeg(int width, int height) {
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The picture with an alpha channel of one value. */
  static BufferedImage withAlpha(BufferedImage image, int alpha) {
    BufferedImage pale = converted(image, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < pale.getHeight(); y++) {
      for (int x = 0; x < pale.getWidth(); x++) {
        pale.setRGB(x, y, (pale.getRGB(x, y) & 0xFFFFFF) | alpha << 24);
      }
    }
    return pale;
  }

  /** The picture as another of the JDK's kinds of image. */
  static BufferedImage converted(BufferedImage image, int type) {
    BufferedImage other = new BufferedImage(image.getWidth(), image.getHeight(), type);
    other.createGraphics().drawImage(image, 0, 0, null);
    return other;
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] typed = joined(type.getBytes(StandardCharsets.US_ASCII), data);
    CRC32 sum = new CRC32();
    sum.update(typed);
    return joined(
        ByteBuffer.allocate(4).putInt(data.length).array(),
        typed,
        ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  private static byte[] deflated(int zeros) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      byte[] block = new byte[1 << 16];
      for (int left = zeros; left > 0; left -= block.length) {
        out.write(block, 0, Math.min(left, block.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
