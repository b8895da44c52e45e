package org.imageorders.transport;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A transport on which a test spoils answers, one after the other. */
final class FlakyTransport implements OrderTransport {

  private final OrderTransport transport;
  private final ConcurrentLinkedQueue<UnaryOperator<CompletableFuture<TransportResponse>>>
      spoilers = new ConcurrentLinkedQueue<>();
  final List<TransportRequest> requests = new CopyOnWriteArrayList<>();

  FlakyTransport(OrderTransport transport) {
    this.transport = transport;
  }

  /** Loses the next answers, after the request was carried out. */
  FlakyTransport lose(int answers) {
    for (int i = 0; i < answers; i++) {
      spoil(
          response -> {
            throw new CompletionException(new IOException("connection reset"));
          });
    }
    return this;
  }

  /** Does not send the next requests, as far as the asker can tell. */
  FlakyTransport keepBack(int requests) {
    for (int i = 0; i < requests; i++) {
      spoil(
          response -> {
            throw new CompletionException(new NotSentException("no route", new IOException()));
          });
    }
    return this;
  }

  /** Puts another answer in place of the next one. */
  FlakyTransport spoil(UnaryOperator<TransportResponse> spoiler) {
    spoilers.add(answer -> answer.thenApply(spoiler));
    return this;
  }

  /** Keeps the next answer back until then. What is returned completes once there is an answer. */
  CompletableFuture<Void> hold(CompletableFuture<Void> until) {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    spoilers.add(
        answer ->
            answer
                .whenComplete((response, error) -> answered.complete(null))
                .thenCombine(until, (response, then) -> response));
    return answered;
  }

  @Override
  public CompletableFuture<TransportResponse> exchange(TransportRequest request) {
    requests.add(request);
    UnaryOperator<CompletableFuture<TransportResponse>> spoiler = spoilers.poll();
    CompletableFuture<TransportResponse> answer = transport.exchange(request);
    return spoiler == null ? answer : spoiler.apply(answer);
  }

  @Override
  public TransportTraits traits() {
    return transport.traits();
  }

  @Override
  public void close() {
    transport.close();
  }
}
