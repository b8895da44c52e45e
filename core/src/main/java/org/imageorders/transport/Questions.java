package org.imageorders.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.transport.Exchanges.Question;
import org.imageorders.transport.Exchanges.Reader;

/** What a client asks: with its patience, and read within its bounds. Thread-safe. */
final class Questions {

  /**
   * How much trouble is taken.
   *
   * @param answer how long an answer may take to begin
   * @param transfer how long it may take to send an image, or one part of it
   * @param tries how often a question is asked at most, in all, where repeating it is safe
   * @param largestDocument the largest JSON document that is read, in bytes
   */
  record Patience(Duration answer, Duration transfer, int tries, long largestDocument) {}

  private final OrderTransport transport;
  private final Exchanges exchanges;
  private final Patience patience;

  Questions(OrderTransport transport, Exchanges exchanges, Patience patience) {
    this.transport = transport;
    this.exchanges = exchanges;
    this.patience = patience;
  }

  TransportTraits traits() {
    return transport.traits();
  }

  int tries() {
    return patience.tries();
  }

  static TransportRequest get(String target) {
    return TransportRequest.of("GET", target);
  }

  static TransportRequest post(String target, byte[] document) {
    return TransportRequest.of("POST", target)
        .with("Content-Type", Json.MEDIA_TYPE)
        .with(TransportBody.of(document));
  }

  /** Asks for a document, more than once if no answer comes. */
  <T> T ask(TransportRequest request, Function<Fields, T> read) {
    return ask(request, Duration.ZERO, read);
  }

  /** Asks for a document that may be held back for so long. */
  <T> T ask(TransportRequest request, Duration wait, Function<Fields, T> read) {
    return await(patience.answer().plus(wait), request, tries(), document(read));
  }

  /** Asks once, without holding a thread. */
  <T> CompletableFuture<T> askOnce(
      TransportRequest request, Duration wait, Function<Fields, T> read) {
    Duration longest = patience.answer().plus(wait);
    return exchanges.ask(new Question<>(request, longest, 1, false, document(read)));
  }

  /** Sends an image or a part of one, and asks for a document. */
  <T> T send(TransportRequest request, int tries, Function<Fields, T> read) {
    return await(patience.transfer(), request, tries, document(read));
  }

  /** Sends a part of an image, more than once if no answer comes. */
  void send(TransportRequest request) {
    int unused = await(patience.transfer(), request, tries(), TransportResponse::status);
  }

  /** Asks for something whose response stays open for who takes what the reader makes of it. */
  <T> T open(TransportRequest request, Reader<T> reader) {
    return Exchanges.await(
        exchanges.ask(new Question<>(request, patience.answer(), tries(), true, reader)));
  }

  private <T> T await(Duration longest, TransportRequest request, int tries, Reader<T> reader) {
    return Exchanges.await(exchanges.ask(new Question<>(request, longest, tries, false, reader)));
  }

  private <T> Reader<T> document(Function<Fields, T> read) {
    return response -> {
      try {
        return read.apply(Json.read(response.body().open(), patience.largestDocument()));
      } catch (ImageOrderException e) {
        // It is not the caller's request that is malformed, as the code of a refused document says.
        throw new ImageOrderException(
            ErrorCode.INTERNAL, "an answer of the service is not understood: " + e.getMessage(), e);
      }
    };
  }
}
