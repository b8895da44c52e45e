package org.imageorders.engine;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small images, byte for byte: written by the JDK where it can, else by hand. */
final class Samples {

  static final int WIDTH = 21;
  static final int HEIGHT = 13;

  private Samples() {}

  static byte[] png() {
    return written("png", false);
  }

  static byte[] jpeg() {
    return written("jpeg", false);
  }

  static byte[] progressiveJpeg() {
    return written("jpeg", true);
  }

  static byte[] gif() {
    return written("gif", false);
  }

  /** Lossy WebP: a key frame's header and some data. */
  static byte[] webpLossy() {
    return webp(chunk("VP8 ", lossyFrame()));
  }

  /** Lossless WebP, its chunk of an odd or even length as asked. */
  static byte[] webpLossless(int length, byte[]... more) {
    byte[] data = noise(length);
    data[0] = 0x2F;
    little(data, 1, (WIDTH - 1) | ((HEIGHT - 1) << 14), 4);
    return webp(chunk("VP8L", data), joined(more));
  }

  /** Extended WebP: header, then a lossy frame, then what is asked. */
  static byte[] webpExtended(byte[]... more) {
    byte[] header = new byte[10];
    little(header, 4, WIDTH - 1, 3);
    little(header, 7, HEIGHT - 1, 3);
    return webp(chunk("VP8X", header), chunk("VP8 ", lossyFrame()), joined(more));
  }

  private static byte[] lossyFrame() {
    byte[] data = noise(31);
    System.arraycopy(new byte[] {(byte) 0x9D, 0x01, 0x2A}, 0, data, 3, 3);
    little(data, 6, WIDTH | 0x4000, 2);
    little(data, 8, HEIGHT | 0x8000, 2);
    return data;
  }

  private static byte[] webp(byte[]... chunks) {
    byte[] body = joined(chunks);
    byte[] head = "RIFF....WEBP".getBytes(StandardCharsets.US_ASCII);
    little(head, 4, body.length + 4, 4);
    return joined(head, body);
  }

  /** A chunk of WebP, filled up to an even length. */
  static byte[] chunk(String type, byte[] data) {
    byte[] head = (type + "....").getBytes(StandardCharsets.US_ASCII);
    little(head, 4, data.length, 4);
    return joined(head, data, new byte[data.length % 2]);
  }

  /** The image with a chunk of PNG put behind its header. */
  static byte[] withPngChunk(byte[] png, String type, byte[] data) {
    byte[] typed = joined(type.getBytes(StandardCharsets.US_ASCII), data);
    CRC32 checksum = new CRC32();
    checksum.update(typed);
    return spliced(png, 33, joined(big(data.length, 4), typed, big(checksum.getValue(), 4)));
  }

  /** The image with a segment of JPEG put behind its first two bytes. */
  static byte[] withJpegSegment(byte[] jpeg, int marker, byte[] data) {
    return spliced(
        jpeg, 2, joined(new byte[] {(byte) 0xFF, (byte) marker}, big(data.length + 2, 2), data));
  }

  /** A JUMBF box as JPEG carries it in APP11, of the kind asked. */
  static byte[] jumbf(String kind) {
    return joined(
        "JP".getBytes(StandardCharsets.US_ASCII),
        big(1, 2),
        big(1, 4),
        big(60, 4),
        "jumb".getBytes(StandardCharsets.US_ASCII),
        big(33, 4),
        "jumd".getBytes(StandardCharsets.US_ASCII),
        kind.getBytes(StandardCharsets.US_ASCII),
        new byte[40]);
  }

  static byte[] spliced(byte[] image, int at, byte[] part) {
    return joined(Arrays.copyOf(image, at), part, Arrays.copyOfRange(image, at, image.length));
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] big(long value, int length) {
    byte[] bytes = ByteBuffer.allocate(8).putLong(value).array();
    return Arrays.copyOfRange(bytes, 8 - length, 8);
  }

  private static void little(byte[] target, int at, long value, int length) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    System.arraycopy(bytes, 0, target, at, length);
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] written(String format, boolean progressive) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Random colors = new Random(7);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(i % WIDTH, i / WIDTH, colors.nextInt(1 << 24));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
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
}
