package org.imageorders.provider.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a picture row by row as PNG, keeping one row and one chunk in memory. The stream stays
 * open; it belongs to the caller. One thread at a time.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics (PNG), third edition</a>
 */
final class PngWriter implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Red, green, blue. */
  static final int BYTES_PER_PIXEL = 3;

  private static final int CHUNK_BYTES = 32 * 1024;

  /** Seven times as fast as the usual 6 on grainy pictures, for files a seventh larger. */
  private static final int COMPRESSION = 1;

  /**
   * Each byte is predicted from that of the pixel to the left, as the standard numbers it. Choosing
   * row by row between this, the pixel above and both took as long as compressing, and the files of
   * grainy pictures came out larger.
   */
  private static final byte LEFT = 1;

  private final OutputStream out;
  private final Deflater deflater;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final byte[] filtered;
  private int filled;

  PngWriter(OutputStream out, int width, int height) throws IOException {
    this.out = out;
    filtered = new byte[1 + width * BYTES_PER_PIXEL];
    filtered[0] = LEFT;
    out.write(SIGNATURE);
    byte[] header = new byte[13];
    putInt(header, 0, width);
    putInt(header, 4, height);
    header[8] = 8; // bits a channel
    header[9] = 2; // red, green, blue
    writeChunk("IHDR", header, header.length);
    byte[] software = "Software\0ImageOrders offline provider".getBytes(ISO_8859_1);
    writeChunk("tEXt", software, software.length);
    deflater = new Deflater(COMPRESSION);
  }

  /** Adds the next row: red, green, blue, red, ... The array may be used again afterwards. */
  void writeRow(byte[] row) throws IOException {
    System.arraycopy(row, 0, filtered, 1, BYTES_PER_PIXEL);
    for (int i = BYTES_PER_PIXEL; i < row.length; i++) {
      filtered[i + 1] = (byte) (row[i] - row[i - BYTES_PER_PIXEL]);
    }
    deflater.setInput(filtered);
    drain();
  }

  /** Completes the file. */
  void finish() throws IOException {
    deflater.finish();
    drain();
    writeChunk("IDAT", chunk, filled);
    writeChunk("IEND", chunk, 0);
    out.flush();
  }

  /** Frees the compressor, whether the file was completed or not. */
  @Override
  public void close() {
    deflater.end();
  }

  private void drain() throws IOException {
    int length;
    while ((length = deflater.deflate(chunk, filled, CHUNK_BYTES - filled)) > 0) {
      filled += length;
      if (filled == CHUNK_BYTES) {
        writeChunk("IDAT", chunk, filled);
        filled = 0;
      }
    }
  }

  private void writeChunk(String type, byte[] data, int length) throws IOException {
    byte[] name = type.getBytes(ISO_8859_1);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data, 0, length);
    writeInt(length);
    out.write(name);
    out.write(data, 0, length);
    writeInt((int) check.getValue());
  }

  private void writeInt(int value) throws IOException {
    byte[] bytes = new byte[4];
    putInt(bytes, 0, value);
    out.write(bytes);
  }

  private static void putInt(byte[] bytes, int offset, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (value >>> (24 - 8 * i));
    }
  }
}
