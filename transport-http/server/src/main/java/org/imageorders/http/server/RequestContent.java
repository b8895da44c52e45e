package org.imageorders.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.imageorders.transport.TransportResponse;
import org.jspecify.annotations.Nullable;

/** A request's body, read by blocking. Not thread-safe, but for {@link #refusal()}. */
final class RequestContent extends InputStream {

  private final InputStream stream;
  private final Pace pace;
  private volatile @Nullable IOException failure;

  RequestContent(Request request, Pace pace) {
    this.stream = Content.Source.asInputStream(request);
    this.pace = pace;
  }

  /** What to answer if reading failed for a reason of the client's. */
  Optional<TransportResponse> refusal() {
    IOException failed = failure;
    return failed == null ? Optional.empty() : refusal(failed);
  }

  /** What to answer if reading a body failed for a reason of the client's. */
  static Optional<TransportResponse> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return Optional.of(Problems.refusal(408, "the body came too slowly, or not to its end"));
      }
      if (cause instanceof HttpException malformed) {
        return Optional.of(Problems.refusal(malformed.getCode(), malformed.getReason()));
      }
    }
    return Optional.empty();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    if (length == 0) {
      return 0;
    }
    pace.begin();
    try {
      int count = stream.read(target, offset, length);
      if (count >= 0 && pace.isTooSlowAfter(count)) {
        throw new IOException(new TimeoutException("the body comes too slowly"));
      }
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int available() throws IOException {
    return stream.available();
  }

  /** Leaves the rest unread: what becomes of it is the handler's business. */
  @Override
  public void close() {}
}
