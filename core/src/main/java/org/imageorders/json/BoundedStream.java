package org.imageorders.json;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * A stream that refuses to give more bytes than it may. Closing it leaves the stream behind it
 * open.
 */
public final class BoundedStream extends FilterInputStream {

  private final long largest;
  private final String what;
  private long left;

  public BoundedStream(InputStream stream, long largest, String what) {
    super(stream);
    this.largest = largest;
    this.what = what;
    this.left = largest;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, (int) Math.min(length, Math.max(left, 1)));
    if (count > 0) {
      count(count);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = in.skip(Math.min(count, Math.max(left, 1)));
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw tooLarge(what, largest);
    }
  }

  public static ImageOrderException tooLarge(String what, long largest) {
    return new ImageOrderException(
        ErrorCode.TOO_LARGE,
        what + " is larger than the " + largest + " bytes that are taken; send less");
  }

  @Override
  public void close() {}
}
