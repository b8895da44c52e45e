package org.imageorders.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a message. They come from memory, from a stream that is read by blocking, or in
 * chunks that are made as time goes by and waited for without a thread. Not thread-safe.
 */
public final class TransportBody implements AutoCloseable {

  /** A length that is not known before the end. */
  public static final long UNKNOWN_LENGTH = -1;

  /** Opens a stream; may be called again for a repeat. */
  public interface Opener {
    /** Opens the bytes at their beginning. */
    InputStream open() throws IOException;
  }

  /**
   * Bytes that are made as time goes by. A reader asks for the next chunk once it has dealt with
   * the last, so what makes them is never ahead by more than one.
   */
  public interface Chunks extends AutoCloseable {
    /**
     * The next chunk, as soon as there is one; empty at the end. Holds no thread. Not to be called
     * before the last call's future is complete.
     */
    CompletableFuture<Optional<byte[]>> next();

    /** Says that no more are wanted. A future that is not complete then completes with the end. */
    @Override
    void close();
  }

  private final long length;
  private final boolean repeatable;
  private final Opener opener;
  private final @Nullable Chunks chunks;
  private @Nullable InputStream opened;

  private TransportBody(long length, boolean repeatable, Opener opener, @Nullable Chunks chunks) {
    this.length = length;
    this.repeatable = repeatable;
    this.opener = opener;
    this.chunks = chunks;
  }

  /** No bytes. */
  public static TransportBody empty() {
    return of(new byte[0]);
  }

  /** Bytes in memory; they are not copied. */
  public static TransportBody of(byte[] bytes) {
    return repeatable(() -> new ByteArrayInputStream(bytes), bytes.length);
  }

  /**
   * A stream that can be read once.
   *
   * @param length in bytes, or {@link #UNKNOWN_LENGTH}
   */
  public static TransportBody once(InputStream stream, long length) {
    return new TransportBody(length, false, () -> stream, null);
  }

  /**
   * Bytes that can be opened any number of times.
   *
   * @param length in bytes, or {@link #UNKNOWN_LENGTH}
   */
  public static TransportBody repeatable(Opener opener, long length) {
    return new TransportBody(length, true, opener, null);
  }

  /** Bytes that are made as time goes by, of unknown length. */
  public static TransportBody chunked(Chunks chunks) {
    return new TransportBody(UNKNOWN_LENGTH, false, () -> new ChunkStream(chunks), chunks);
  }

  /** How many bytes, or {@link #UNKNOWN_LENGTH}. */
  public long length() {
    return length;
  }

  /** Whether {@link #open()} gives all bytes each time, so that a message can be sent again. */
  public boolean isRepeatable() {
    return repeatable;
  }

  /**
   * The source of the chunks, where that is what this is; to be read instead of {@link #open()},
   * not beside it.
   */
  public Optional<Chunks> chunks() {
    return Optional.ofNullable(chunks);
  }

  /** Opens the bytes for blocking reads. Closing this body closes what was opened last. */
  public InputStream open() throws IOException {
    InputStream stream = opener.open();
    opened = stream;
    return stream;
  }

  /** Closes what was opened, and a stream or chunks that never were. */
  @Override
  public void close() throws IOException {
    if (chunks != null) {
      chunks.close();
    } else if (opened != null) {
      opened.close();
    } else if (!repeatable) {
      opener.open().close();
    }
  }
}
