package org.imageorders.testkit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Does something when half of the bytes have passed. Closing it leaves open what is below. */
final class Halfway extends FilterOutputStream {

  /** What is done. */
  @FunctionalInterface
  interface Action {
    void run(OutputStream out) throws IOException;
  }

  static final Action NOTHING = out -> {};

  private final Action action;
  private long left;

  Halfway(OutputStream out, long bytes, Action action) {
    super(out);
    this.left = bytes / 2;
    this.action = action;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (left < 0 || length <= left) {
      out.write(bytes, offset, length);
      left -= left < 0 ? 0 : length;
      return;
    }
    int before = (int) left;
    left = -1;
    out.write(bytes, offset, before);
    action.run(out);
    out.write(bytes, offset + before, length - before);
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
