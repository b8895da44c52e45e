package org.imageorders.openai;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Text that comes a few bytes at a time. */
final class Trickle extends ByteArrayInputStream {

  private final int most;

  private Trickle(byte[] bytes, int most) {
    super(bytes);
    this.most = most;
  }

  static InputStream of(String text, int most) {
    return new Trickle(text.getBytes(StandardCharsets.UTF_8), most);
  }

  @Override
  public synchronized int read(byte[] target, int offset, int count) {
    return super.read(target, offset, Math.min(count, most));
  }
}
