package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Content;

/**
 * A valid lossless WebP (RFC 9649) of one colour: about fifty bytes, or filled up by a chunk that
 * readers skip to as many as wanted. It is written as it is made.
 *
 * @param colour red, green and blue in the low 24 bits
 */
record TinyWebp(ImageSize size, int colour, long leastBytes) implements Content {

  private static final int PICTURE = 16;
  private static final int SHORTEST = 12 + 8 + 10 + 8 + PICTURE;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long missing = leastBytes - SHORTEST;
    int fill =
        missing <= 0 ? -1 : (int) Math.min(Integer.MAX_VALUE - 100, Math.max(0, missing - 8));
    int total = SHORTEST + (fill < 0 ? 0 : 8 + fill + (fill & 1));
    ByteBuffer head = ByteBuffer.allocate(SHORTEST).order(ByteOrder.LITTLE_ENDIAN);
    head.put(ascii("RIFF")).putInt(total - 8).put(ascii("WEBP"));
    head.put(ascii("VP8X")).putInt(10).putInt(0);
    put24(head, size.width() - 1);
    put24(head, size.height() - 1);
    head.put(ascii("VP8L")).putInt(PICTURE).put(picture());
    out.write(head.array());
    if (fill >= 0) {
      fill(out, fill);
    }
    out.flush();
  }

  /** Every one of the five prefix codes has a single symbol, so that a pixel takes no bit. */
  private byte[] picture() {
    Bits bits = new Bits();
    bits.put(0x2f, 8);
    bits.put(size.width() - 1, 14);
    bits.put(size.height() - 1, 14);
    bits.put(0, 4); // no alpha, version 0
    bits.put(0, 3); // no transform, no colour cache, no meta prefix codes
    for (int symbol : new int[] {colour >> 8, colour >> 16, colour, 0xff}) {
      bits.put(0b101, 3); // a simple code, one symbol, of eight bits
      bits.put(symbol & 0xff, 8);
    }
    bits.put(0b001, 3); // distances: a simple code, one symbol, of one bit
    bits.put(0, 1);
    return bits.bytes;
  }

  private void fill(OutputStream out, int length) throws IOException {
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(ascii("fiLl"))
            .putInt(length)
            .array());
    Noise noise = new Noise(colour);
    for (int left = length; left > 0; left -= Noise.PIECE) {
      out.write(noise.next(), 0, Math.min(left, Noise.PIECE));
    }
    if ((length & 1) == 1) {
      out.write(0);
    }
  }

  private static void put24(ByteBuffer out, int value) {
    out.putShort((short) value).put((byte) (value >> 16));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Bits, the least significant first. */
  private static final class Bits {
    private final byte[] bytes = new byte[PICTURE];
    private int at;

    void put(int value, int length) {
      for (int i = 0; i < length; i++, at++) {
        bytes[at / 8] |= (byte) ((value >> i & 1) << at % 8);
      }
    }
  }
}
