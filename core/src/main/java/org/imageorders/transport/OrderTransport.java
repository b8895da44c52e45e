package org.imageorders.transport;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Carries messages to where orders are handled. It knows nothing of what they mean, never repeats
 * one, and adds only what the way itself needs (an address, credentials). Thread-safe.
 */
public interface OrderTransport extends AutoCloseable {

  /**
   * Sends a request.
   *
   * <p>The future completes with whatever the other side answers, errors included, as soon as its
   * status and headers are there; the body may still be on its way. Whoever takes the response
   * closes it. It completes exceptionally with an {@link IOException} if no answer came: then it is
   * unknown whether the request arrived, unless it is a {@link NotSentException}. It may complete
   * on a thread that must not block.
   *
   * <p>Cancelling the future aborts the exchange on the wire and releases the request's body; a
   * response that comes nevertheless is closed by the transport. The request's body is read, and
   * not closed, by a thread of the transport, and no more once the future is complete.
   */
  CompletableFuture<TransportResponse> exchange(TransportRequest request);

  /** What this transport can carry; the same at every call. */
  TransportTraits traits();

  /** Releases connections and threads. Exchanges under way fail. */
  @Override
  void close();
}
