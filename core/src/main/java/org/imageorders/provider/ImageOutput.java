package org.imageorders.provider;

import java.io.OutputStream;

/**
 * Where the bytes of one image go. It counts only once {@link #complete()} has returned; closed
 * before that, everything written is dropped. Its methods throw only unchecked exceptions, which a
 * provider lets pass.
 */
public abstract class ImageOutput extends OutputStream {

  /** For those who implement it. */
  protected ImageOutput() {}

  @Override
  public abstract void write(int b);

  @Override
  public abstract void write(byte[] bytes, int offset, int length);

  /** Says that the image is whole. */
  public abstract void complete();

  @Override
  public void flush() {}

  /** Drops what was written, unless it was completed. */
  @Override
  public abstract void close();
}
