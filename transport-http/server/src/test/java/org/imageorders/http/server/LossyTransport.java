package org.imageorders.http.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.transport.OrderTransport;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.imageorders.transport.TransportTraits;

/** A way on which every request arrives and is done, and every n-th answer is lost. */
final class LossyTransport implements OrderTransport {

  private final OrderTransport way;
  private final int every;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  LossyTransport(OrderTransport way, int every) {
    this.way = way;
    this.every = every;
  }

  /** How many answers were lost. */
  long lost() {
    return lost.get();
  }

  @Override
  public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
    return way.exchange(request).thenApply(this::orLost);
  }

  private TransportResponse orLost(TransportResponse response) {
    if (answers.incrementAndGet() % every != 0) {
      return response;
    }
    lost.incrementAndGet();
    try {
      response.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new CompletionException(new IOException("the answer was lost"));
  }

  @Override
  public TransportTraits traits() {
    return way.traits();
  }

  @Override
  public void close() {
    way.close();
  }
}
