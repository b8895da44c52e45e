package org.imageorders.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.imageorders.transport.TransportBody.Chunks;

/** Chunks as a stream, for who has a thread to block. */
final class ChunkStream extends InputStream {

  private final Chunks chunks;
  private byte[] chunk = new byte[0];
  private int position;
  private boolean ended;

  ChunkStream(Chunks chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() throws IOException {
    return hasMore() ? chunk[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasMore()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  private boolean hasMore() throws IOException {
    while (!ended && position == chunk.length) {
      Optional<byte[]> next = next();
      ended = next.isEmpty();
      chunk = next.orElse(chunk);
      position = ended ? chunk.length : 0;
    }
    return !ended;
  }

  private Optional<byte[]> next() throws IOException {
    try {
      return chunks.next().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the next chunk");
    } catch (ExecutionException e) {
      throw new IOException("the next chunk did not come: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    chunks.close();
  }
}
