package org.imageorders.openai;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.imageorders.provider.ImageOutput;
import org.jspecify.annotations.Nullable;

/**
 * An image or a preview on its way to the sink, in pieces. The sink hears of it with the first
 * piece, and never again once the thread was interrupted. Closed before it was completed, it is
 * dropped.
 */
final class Arrival extends OutputStream {

  private static final int PIECE = 32 * 1024;
  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();

  private final Supplier<ImageOutput> opening;
  private final byte[] piece = new byte[PIECE];
  private final CRC32C checksum = new CRC32C();
  private @Nullable ImageOutput output;
  private @Nullable RuntimeException sinkFailure;
  private int filled;
  private long length;
  private boolean whole;
  private boolean spoiled;

  Arrival(Supplier<ImageOutput> opening) {
    this.opening = opening;
  }

  /** Whether base64 came that was good to its end. */
  boolean isWhole() {
    return whole;
  }

  /** Whether base64 came that was not good. */
  boolean isSpoiled() {
    return spoiled;
  }

  /** Tells two images apart, as far as length and checksum can. */
  Fingerprint fingerprint() {
    return new Fingerprint(length, checksum.getValue());
  }

  /** Length and CRC-32C. */
  record Fingerprint(long length, long checksum) {}

  /** Decodes the base64 that a parser stands at. Only the first is taken, good or not. */
  void decode(JsonParser json) throws IOException {
    if (length > 0 || spoiled || json.currentToken() != JsonToken.VALUE_STRING) {
      return;
    }
    try {
      json.readBinaryValue(BASE64, this);
      whole = length > 0;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      if (e == sinkFailure) {
        throw e;
      }
      // If it is the answer that ended here, the parser says so when it goes on.
      spoiled = true;
    }
  }

  @Override
  public void write(int b) throws InterruptedIOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws InterruptedIOException {
    checksum.update(bytes, offset, count);
    length += count;
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, PIECE - filled);
      System.arraycopy(bytes, offset + done, piece, filled, part);
      filled += part;
      done += part;
      if (filled == PIECE) {
        pass();
      }
    }
  }

  /** Says that the image is whole. */
  void complete() throws InterruptedIOException {
    ImageOutput passed = pass();
    requireUninterrupted();
    passed.complete();
  }

  private ImageOutput pass() throws InterruptedIOException {
    requireUninterrupted();
    try {
      if (output == null) {
        output = opening.get();
      }
      output.write(piece, 0, filled);
    } catch (RuntimeException e) {
      sinkFailure = e;
      throw e;
    }
    filled = 0;
    return output;
  }

  private static void requireUninterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    if (output != null) {
      output.close();
    }
  }
}
