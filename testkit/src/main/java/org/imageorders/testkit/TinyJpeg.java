package org.imageorders.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Content;

/**
 * A valid baseline JPEG (ISO/IEC 10918-1), grey all over: as short as can be, or filled up by
 * comments to as many bytes as wanted. It is written as it is made.
 *
 * @param colour tells pictures apart, though not to the eye: it stands in a comment
 */
record TinyJpeg(ImageSize size, int colour, long leastBytes) implements Content {

  private static final int LONGEST_COMMENT = 65_533;
  private static final int PIECE = 8 * 1024;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] head = head();
    // Two bits a block of 8 by 8 pixels: no difference to the block before, and its end.
    long blocks = (size.width() + 7L) / 8 * ((size.height() + 7L) / 8);
    long scan = (2 * blocks + 7) / 8;
    out.write(head);
    fill(out, leastBytes - head.length - scan - 12);
    segment(out, 0xda, 1, 1, 0x00, 0, 63, 0);
    byte[] zeros = new byte[PIECE];
    for (long left = scan - 1; left > 0; left -= PIECE) {
      out.write(zeros, 0, (int) Math.min(left, PIECE));
    }
    int pad = (int) (8 * scan - 2 * blocks);
    out.write((1 << pad) - 1);
    out.write(new byte[] {(byte) 0xff, (byte) 0xd9});
    out.flush();
  }

  private byte[] head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(new byte[] {(byte) 0xff, (byte) 0xd8});
    segment(head, 0xe0, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
    segment(head, 0xfe, colour >> 16, colour >> 8, colour);
    int[] quantisation = new int[65];
    Arrays.fill(quantisation, 1, 65, 1);
    segment(head, 0xdb, quantisation);
    int width = size.width();
    int height = size.height();
    segment(head, 0xc0, 8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0);
    segment(head, 0xc4, oneCode(0x00));
    segment(head, 0xc4, oneCode(0x10));
    return head.toByteArray();
  }

  /** A Huffman table of one code, a single 0 bit for the symbol 0. */
  private static int[] oneCode(int table) {
    int[] codes = new int[18];
    codes[0] = table;
    codes[1] = 1;
    return codes;
  }

  private void fill(OutputStream out, long missing) throws IOException {
    Noise noise = new Noise(colour);
    for (long left = missing; left > 0; ) {
      int length = (int) Math.max(0, Math.min(LONGEST_COMMENT, left - 4));
      out.write(
          ByteBuffer.allocate(4).putShort((short) 0xfffe).putShort((short) (length + 2)).array());
      for (int rest = length; rest > 0; rest -= Noise.PIECE) {
        out.write(noise.next(), 0, Math.min(rest, Noise.PIECE));
      }
      left -= length + 4;
    }
  }

  private static void segment(OutputStream out, int marker, int... data) throws IOException {
    ByteBuffer segment = ByteBuffer.allocate(4 + data.length);
    segment.put((byte) 0xff).put((byte) marker).putShort((short) (data.length + 2));
    for (int value : data) {
      segment.put((byte) value);
    }
    out.write(segment.array());
  }
}
