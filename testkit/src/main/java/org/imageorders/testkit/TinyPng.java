package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Content;

/**
 * A valid PNG (ISO/IEC 15948) of one colour: a few hundred bytes however many pixels it has, or as
 * many as wanted. It is written as it is made; nothing larger than a few kilobytes is held.
 *
 * @param colour red, green and blue in the low 24 bits
 * @param leastBytes how long the file is at least, filled up by a private chunk; 0 for as short as
 *     can be
 * @param credentials whether it carries a chunk such as content credentials (C2PA) come in
 */
record TinyPng(ImageSize size, int colour, long leastBytes, boolean credentials)
    implements Content {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CHUNK_FRAME = 12;
  private static final int LONGEST_FILL = 1 << 20;
  private static final int PIECE = 8 * 1024;

  static TinyPng of(ImageSize size, int colour) {
    return new TinyPng(size, colour, 0, false);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Chunks chunks = new Chunks(out);
    chunks.raw(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(size.width()).putInt(size.height());
    chunks.chunk("IHDR", header.put((byte) 1).put((byte) 3).array(), 13);
    chunks.chunk(
        "PLTE", new byte[] {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour}, 3);
    if (credentials) {
      byte[] manifest = "not a real manifest".getBytes(StandardCharsets.US_ASCII);
      chunks.chunk("caBX", manifest, manifest.length);
    }
    pixels(chunks);
    fill(chunks);
    chunks.chunk("IEND", new byte[0], 0);
    out.flush();
  }

  private void pixels(Chunks chunks) throws IOException {
    byte[] line = new byte[1 + (size.width() + 7) / 8];
    byte[] packed = new byte[PIECE];
    Deflater deflater = new Deflater();
    try {
      for (int y = 0; y < size.height(); y++) {
        deflater.setInput(line);
        while (!deflater.needsInput()) {
          pack(chunks, deflater, packed);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        pack(chunks, deflater, packed);
      }
    } finally {
      deflater.end();
    }
  }

  private static void pack(Chunks chunks, Deflater deflater, byte[] packed) throws IOException {
    int length = deflater.deflate(packed);
    if (length > 0) {
      chunks.chunk("IDAT", packed, length);
    }
  }

  private void fill(Chunks chunks) throws IOException {
    Noise noise = new Noise(colour);
    long missing = leastBytes - chunks.written - CHUNK_FRAME;
    while (missing > 0) {
      int length = (int) Math.max(0, Math.min(LONGEST_FILL, missing - CHUNK_FRAME));
      chunks.begin("fiLl", length);
      for (int left = length; left > 0; left -= Noise.PIECE) {
        chunks.data(noise.next(), Math.min(left, Noise.PIECE));
      }
      chunks.end();
      missing -= length + CHUNK_FRAME;
    }
  }

  /** Writes chunks: length, type, data and the check sum of the latter two. */
  private static final class Chunks {
    private final OutputStream out;
    private final CRC32 crc = new CRC32();
    private long written;

    Chunks(OutputStream out) {
      this.out = out;
    }

    void chunk(String type, byte[] data, int length) throws IOException {
      begin(type, length);
      data(data, length);
      end();
    }

    void begin(String type, int length) throws IOException {
      raw(ByteBuffer.allocate(4).putInt(length).array());
      crc.reset();
      data(type.getBytes(StandardCharsets.US_ASCII), 4);
    }

    void data(byte[] data, int length) throws IOException {
      crc.update(data, 0, length);
      out.write(data, 0, length);
      written += length;
    }

    void end() throws IOException {
      raw(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes, 0, bytes.length);
      written += bytes.length;
    }
  }
}
