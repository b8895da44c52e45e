package org.imageorders.testkit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes small pieces, and does something before each. */
final class Trickle extends FilterOutputStream {

  private final int piece;
  private final Halfway.Action before;

  Trickle(OutputStream out, int piece, Halfway.Action before) {
    super(out);
    this.piece = piece;
    this.before = before;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += piece) {
      before.run(out);
      out.write(bytes, offset + at, Math.min(piece, length - at));
      out.flush();
    }
  }
}
