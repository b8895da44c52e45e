package org.imageorders.provider.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a picture row by row as PNG, keeping two rows and one chunk in memory. The stream stays
 * open; it belongs to the caller. One thread at a time.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics (PNG), third edition</a>
 */
final class PngWriter implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Red, green, blue. */
  static final int BYTES_PER_PIXEL = 3;

  private static final int CHUNK_BYTES = 32 * 1024;

  /** Three times as fast as the usual 6 on grainy pictures, for files 6 % larger. */
  private static final int COMPRESSION = 4;

  /** The ways of predicting a byte from its neighbours, as the standard numbers them. */
  private static final int LEFT = 1;

  private static final int UP = 2;
  private static final int PAETH = 4;
  private static final int[] PREDICTORS = {LEFT, UP, PAETH};

  private final OutputStream out;
  private final Deflater deflater;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final byte[] previous;
  private byte[] best;
  private byte[] candidate;
  private int filled;

  PngWriter(OutputStream out, int width, int height) throws IOException {
    this.out = out;
    previous = new byte[width * BYTES_PER_PIXEL];
    best = new byte[previous.length + 1];
    candidate = new byte[previous.length + 1];
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
    long least = Long.MAX_VALUE;
    for (int predictor : PREDICTORS) {
      long cost = filter(predictor, row);
      if (cost < least) {
        least = cost;
        byte[] better = candidate;
        candidate = best;
        best = better;
      }
    }
    System.arraycopy(row, 0, previous, 0, row.length);
    deflater.setInput(best);
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

  /** Filters a row into {@link #candidate}; the sum of what is left tells how well it shrinks. */
  private long filter(int predictor, byte[] row) {
    candidate[0] = (byte) predictor;
    long sum = 0;
    for (int i = 0; i < row.length; i++) {
      int left = i < BYTES_PER_PIXEL ? 0 : row[i - BYTES_PER_PIXEL] & 0xff;
      int up = previous[i] & 0xff;
      int upLeft = i < BYTES_PER_PIXEL ? 0 : previous[i - BYTES_PER_PIXEL] & 0xff;
      int predicted =
          switch (predictor) {
            case LEFT -> left;
            case UP -> up;
            default -> paeth(left, up, upLeft);
          };
      byte rest = (byte) (row[i] - predicted);
      candidate[i + 1] = rest;
      sum += Math.abs(rest);
    }
    return sum;
  }

  private static int paeth(int left, int up, int upLeft) {
    int toLeft = Math.abs(up - upLeft);
    int toUp = Math.abs(left - upLeft);
    int toUpLeft = Math.abs(left + up - 2 * upLeft);
    if (toLeft <= toUp && toLeft <= toUpLeft) {
      return left;
    }
    return toUp <= toUpLeft ? up : upLeft;
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
