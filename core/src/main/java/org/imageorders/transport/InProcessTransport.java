package org.imageorders.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.imageorders.ImageOrderException;
import org.imageorders.json.BoundedStream;

/**
 * Joins the two halves of the protocol in one process. It carries what the endpoint's traits say,
 * so that it can stand for a way that holds each message in memory too. Thread-safe.
 */
public final class InProcessTransport implements OrderTransport {

  private final OrderEndpoint endpoint;
  private final Caller caller;
  private final Set<Runnable> aborts = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private InProcessTransport(OrderEndpoint endpoint, Caller caller) {
    this.endpoint = endpoint;
    this.caller = caller;
  }

  /** A way to this endpoint, for this caller. The endpoint stays the giver's to close. */
  public static InProcessTransport to(OrderEndpoint endpoint, Caller caller) {
    return new InProcessTransport(endpoint, caller);
  }

  @Override
  public TransportTraits traits() {
    return endpoint.traits();
  }

  @Override
  public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
    CompletableFuture<TransportResponse> exchange = new CompletableFuture<>();
    if (closed) {
      exchange.completeExceptionally(new IOException("the transport is closed"));
      return exchange;
    }
    CompletableFuture<TransportResponse> answer;
    try {
      answer = endpoint.handle(caller, request.with(carried(request.body(), exchange)));
    } catch (IOException | ImageOrderException e) {
      exchange.completeExceptionally(e);
      return exchange;
    }
    Runnable abort =
        () -> exchange.completeExceptionally(new IOException("the transport was closed"));
    aborts.add(abort);
    var unused =
        exchange.whenComplete(
            (response, error) -> {
              aborts.remove(abort);
              answer.cancel(false);
            });
    var unusedToo =
        answer.whenComplete(
            (response, error) -> {
              if (error != null) {
                exchange.completeExceptionally(new IOException("the exchange was aborted", error));
              } else {
                deliver(response, exchange);
              }
            });
    return exchange;
  }

  private void deliver(TransportResponse response, CompletableFuture<TransportResponse> exchange) {
    try {
      TransportResponse carried = carried(response);
      if (!exchange.complete(carried)) {
        carried.close();
      }
    } catch (IOException | RuntimeException e) {
      exchange.completeExceptionally(e);
    }
  }

  private TransportBody carried(TransportBody body, CompletableFuture<?> exchange)
      throws IOException {
    if (traits().streamsRequests()) {
      return TransportBody.repeatable(() -> new WhileOpen(body.open(), exchange), body.length());
    }
    return TransportBody.of(
        new BoundedStream(body.open(), traits().largestRequest(), "the request").readAllBytes());
  }

  private TransportResponse carried(TransportResponse response) throws IOException {
    if (traits().streamsResponses()) {
      return response;
    }
    try (response) {
      BoundedStream bytes =
          new BoundedStream(response.body().open(), traits().largestResponse(), "the response");
      return response.with(TransportBody.of(bytes.readAllBytes()));
    }
  }

  /**
   * A body that is read no more once the exchange is over, and never closed: it is the caller's.
   */
  private static final class WhileOpen extends FilterInputStream {
    private final CompletableFuture<?> exchange;

    WhileOpen(InputStream body, CompletableFuture<?> exchange) {
      super(body);
      this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
      check();
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      check();
      return in.read(target, offset, length);
    }

    private void check() throws IOException {
      if (exchange.isDone()) {
        throw new IOException("the exchange is over");
      }
    }

    @Override
    public void close() {}
  }

  /** Ends exchanges under way. */
  @Override
  public void close() {
    closed = true;
    aborts.forEach(Runnable::run);
  }
}
