package org.imageorders.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.imageorders.transport.TransportBody.Chunks;
import org.imageorders.transport.TransportResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an answer, each piece when the client has taken the one before. While the client takes its
 * time, or the next piece is still to be made, no thread is held.
 */
final class AnswerWriter extends IteratingCallback {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);
  private static final int BUFFER = 32 * 1024;

  private final TransportResponse answer;
  private final Response response;
  private final Pace pace;
  private final Callback callback;
  private final @Nullable Chunks chunks;
  private @Nullable InputStream stream;
  private byte[] buffer = new byte[0];
  private long left;
  private volatile int writing = -1;
  private volatile boolean last;

  /**
   * @param callback is completed once the answer is written and closed
   */
  AnswerWriter(TransportResponse answer, Response response, Pace pace, Callback callback) {
    this.answer = answer;
    this.response = response;
    this.pace = pace;
    this.callback = callback;
    this.chunks = answer.body().chunks().orElse(null);
    this.left = answer.body().length();
  }

  @Override
  protected Action process() throws IOException, TimeoutException {
    if (writing >= 0 && pace.isTooSlowAfter(writing)) {
      throw new TimeoutException("the answer is taken too slowly");
    }
    writing = -1;
    if (last) {
      return Action.SUCCEEDED;
    }
    if (left == 0) {
      write(true, ByteBuffer.allocate(0));
    } else if (chunks != null) {
      writeNext(chunks);
    } else {
      writeFrom(stream());
    }
    return Action.SCHEDULED;
  }

  private void writeNext(Chunks source) {
    var unused =
        source
            .next()
            .whenComplete(
                (Optional<byte[]> chunk, Throwable error) -> {
                  if (error != null) {
                    failed(error);
                  } else {
                    write(chunk.isEmpty(), ByteBuffer.wrap(chunk.orElse(new byte[0])));
                  }
                });
  }

  private InputStream stream() throws IOException {
    InputStream opened = stream;
    if (opened == null) {
      opened = answer.body().open();
      stream = opened;
    }
    return opened;
  }

  private void writeFrom(InputStream source) throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[left > 0 ? (int) Math.min(BUFFER, left) : BUFFER];
    }
    int count = source.read(buffer);
    if (count > 0 && left > 0) {
      left -= count;
    } else if (count < 0 && left > 0) {
      throw new IOException("the body ended " + left + " bytes early");
    }
    write(count < 0 || left == 0, ByteBuffer.wrap(buffer, 0, Math.max(count, 0)));
  }

  private void write(boolean isLast, ByteBuffer bytes) {
    last = isLast;
    writing = bytes.remaining();
    pace.begin();
    response.write(isLast, bytes, this);
  }

  @Override
  protected void onCompleteSuccess() {
    close(null);
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    close(cause);
  }

  private void close(@Nullable Throwable failure) {
    try {
      answer.close();
    } catch (IOException | RuntimeException e) {
      LOG.atDebug().setCause(e).log("What was answered could not be closed");
    }
    if (failure == null) {
      callback.succeeded();
    } else {
      callback.failed(failure);
    }
  }
}
