package org.imageorders.store;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;

/**
 * An image that is being written. It counts and hashes what passes; an implementation only keeps
 * it. Closing it without {@link #commit()} drops it. Not thread-safe.
 *
 * <p>Its methods throw {@link ImageOrderException} with {@link ErrorCode#STORAGE_FAILED} and no
 * {@link IOException}, so that a failing disk is not mistaken for a failing provider.
 */
public abstract class PendingImage extends OutputStream {

  private final ImageId id;
  private final MessageDigest digest;
  private long bytes;
  private boolean over;

  /** Starts counting and hashing. */
  protected PendingImage(ImageId id) {
    this.id = id;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Keeps some bytes where nobody sees them. */
  protected abstract void append(byte[] source, int offset, int length) throws IOException;

  /** Makes the image visible, durably. Called once, after the last byte. */
  protected abstract void publish() throws IOException;

  /** Drops what was kept. Called once, instead of {@link #publish()} or after it failed. */
  protected abstract void discard() throws IOException;

  @Override
  public final void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public final void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public final void write(byte[] source, int offset, int length) {
    if (over) {
      throw new IllegalStateException("image " + id + " is committed or closed already");
    }
    try {
      append(source, offset, length);
    } catch (IOException e) {
      throw failed("written", e);
    }
    digest.update(source, offset, length);
    bytes += length;
  }

  /** Does nothing: {@link #commit()} says when the bytes must be safe. */
  @Override
  public final void flush() {}

  /** Makes the image visible, whole and durable. */
  public final StoredImage commit() {
    if (over) {
      throw new IllegalStateException("image " + id + " is committed or closed already");
    }
    try {
      publish();
    } catch (IOException e) {
      throw failed("kept", e);
    }
    over = true;
    return new StoredImage(id, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** Drops the image, unless it was committed. */
  @Override
  public final void close() {
    if (over) {
      return;
    }
    over = true;
    try {
      discard();
    } catch (IOException e) {
      throw failed("dropped", e);
    }
  }

  private ImageOrderException failed(String what, IOException e) {
    return new ImageOrderException(
        ErrorCode.STORAGE_FAILED, "image " + id + " could not be " + what + ": " + e, e);
  }
}
