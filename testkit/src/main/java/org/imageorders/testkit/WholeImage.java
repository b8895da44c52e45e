package org.imageorders.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.imageorders.ImageSize;

/**
 * Reads the media type and the pixels of an image and makes sure that it is whole: a PNG chunk by
 * chunk with its check sums and all its lines, a JPEG and a WebP from their beginning to their end.
 */
record WholeImage(String mediaType, ImageSize size) {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /**
   * Reads an image.
   *
   * @throws AssertionError if it is none, or not whole
   */
  static WholeImage of(byte[] bytes) {
    if (startsWith(bytes, PNG)) {
      return new WholeImage("image/png", png(bytes));
    }
    if (startsWith(bytes, new byte[] {(byte) 0xff, (byte) 0xd8})) {
      return new WholeImage("image/jpeg", jpeg(ByteBuffer.wrap(bytes)));
    }
    if (bytes.length > 30 && ascii(bytes, 0).equals("RIFF") && ascii(bytes, 8).equals("WEBP")) {
      return new WholeImage("image/webp", webp(bytes));
    }
    throw new AssertionError("not a PNG, JPEG or WebP image: " + bytes.length + " bytes");
  }

  private static ImageSize png(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    in.position(PNG.length);
    int width = 0;
    int height = 0;
    long lines = 0;
    long inflated = 0;
    byte[] raw = new byte[16 * 1024];
    Inflater inflater = new Inflater();
    try {
      while (true) {
        check(in.remaining() >= 12, "the PNG ends before its last chunk");
        int length = in.getInt();
        check(length >= 0 && length <= in.remaining() - 8, "a chunk of the PNG is cut off");
        CRC32 crc = new CRC32();
        crc.update(bytes, in.position(), length + 4);
        String type = ascii(bytes, in.position());
        int data = in.position() + 4;
        if (type.equals("IHDR")) {
          width = in.getInt(data);
          height = in.getInt(data + 4);
          lines =
              height
                  * (1 + ((long) width * bitsPerPixel(in.get(data + 8), in.get(data + 9)) + 7) / 8);
        } else if (type.equals("IDAT")) {
          inflater.setInput(bytes, data, length);
          for (int read = inflater.inflate(raw); read > 0; read = inflater.inflate(raw)) {
            inflated += read;
          }
        }
        in.position(data + length);
        check(in.getInt() == (int) crc.getValue(), "the check sum of chunk " + type + " is wrong");
        if (type.equals("IEND")) {
          check(!in.hasRemaining(), "bytes follow the PNG's last chunk");
          check(
              inflater.finished() && inflated == lines,
              "the PNG has " + inflated + " of " + lines + " bytes of lines");
          return new ImageSize(width, height);
        }
      }
    } catch (DataFormatException e) {
      throw new AssertionError("the PNG's lines are damaged", e);
    } finally {
      inflater.end();
    }
  }

  private static int bitsPerPixel(int depth, int colourType) {
    int channels =
        switch (colourType) {
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 1;
        };
    return depth * channels;
  }

  private static ImageSize jpeg(ByteBuffer in) {
    int end = in.limit();
    check(in.get(end - 2) == (byte) 0xff && in.get(end - 1) == (byte) 0xd9, "the JPEG ends early");
    in.position(2);
    while (in.remaining() > 9) {
      int marker = in.getShort() & 0xffff;
      int length = in.getShort(in.position()) & 0xffff;
      boolean frame =
          marker >= 0xffc0
              && marker <= 0xffcf
              && marker != 0xffc4
              && marker != 0xffc8
              && marker != 0xffcc;
      if (frame) {
        int height = in.getShort(in.position() + 3) & 0xffff;
        int width = in.getShort(in.position() + 5) & 0xffff;
        return new ImageSize(width, height);
      }
      in.position(Math.min(end, in.position() + length));
    }
    throw new AssertionError("the JPEG has no frame");
  }

  private static ImageSize webp(byte[] bytes) {
    check(littleEndian(bytes, 4, 4) + 8 == bytes.length, "the WebP is not as long as it says");
    return switch (ascii(bytes, 12)) {
      case "VP8 " ->
          new ImageSize(littleEndian(bytes, 26, 2) & 0x3fff, littleEndian(bytes, 28, 2) & 0x3fff);
      case "VP8L" -> {
        int packed = littleEndian(bytes, 21, 4);
        yield new ImageSize((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1);
      }
      case "VP8X" -> new ImageSize(littleEndian(bytes, 24, 3) + 1, littleEndian(bytes, 27, 3) + 1);
      default -> throw new AssertionError("the WebP begins with no known chunk");
    };
  }

  private static int littleEndian(byte[] bytes, int offset, int length) {
    int value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private static String ascii(byte[] bytes, int offset) {
    return new String(bytes, offset, 4, StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] bytes, byte[] head) {
    return bytes.length > head.length && Arrays.equals(bytes, 0, head.length, head, 0, head.length);
  }

  private static void check(boolean sound, String otherwise) {
    if (!sound) {
      throw new AssertionError(otherwise);
    }
  }
}
