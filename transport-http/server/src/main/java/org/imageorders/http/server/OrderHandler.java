package org.imageorders.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.http.server.OrderServer.Limits;
import org.imageorders.http.server.OrderServer.Passing;
import org.imageorders.transport.Caller;
import org.imageorders.transport.OrderEndpoint;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportHeaders;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between Jetty and the endpoint: says who asks, hands the request over, writes the answer. */
final class OrderHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(OrderHandler.class);

  private static final String REALM = "Bearer realm=\"image-orders\"";

  /** What belongs to the way, or is secret. */
  private static final Set<String> KEPT_BACK =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final int SMALL_BODY = 64 * 1024;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(2);

  private final OrderEndpoint endpoint;
  private final @Nullable TokenVerifier tokens;
  private final Limits limits;
  private final Passing time;
  private final HeaderDeadline deadline;
  private final Semaphore longBodies;

  OrderHandler(
      OrderEndpoint endpoint,
      @Nullable TokenVerifier tokens,
      Limits limits,
      Passing time,
      HeaderDeadline deadline) {
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.limits = limits;
    this.time = time;
    this.deadline = deadline;
    this.longBodies = new Semaphore(limits.mostLongBodies());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    deadline.met(connection);
    Request.addCompletionListener(request, failure -> deadline.restart(connection));
    // An answer may be held back for longer than a connection may be idle.
    request.addIdleTimeoutListener(timeout -> false);
    CompletableFuture<TransportResponse> answer;
    try {
      answer = answer(request);
    } catch (ImageOrderException e) {
      answer = CompletableFuture.completedFuture(TransportResponse.refusal(e));
    }
    CompletableFuture<TransportResponse> pending = answer;
    request.addFailureListener(failure -> pending.cancel(false));
    var unused =
        answer.whenComplete(
            (TransportResponse message, Throwable error) -> {
              if (error != null) {
                callback.failed(error);
              } else {
                write(request, response, message, callback);
              }
            });
    return true;
  }

  private CompletableFuture<TransportResponse> answer(Request request) {
    Optional<Caller> caller = caller(request);
    if (caller.isEmpty()) {
      return CompletableFuture.completedFuture(unauthenticated(request));
    }
    TransportRequest message = message(request);
    long length = request.getLength();
    boolean chunked = request.getHeaders().contains("Transfer-Encoding");
    if (length <= 0 && !chunked) {
      return endpoint.handle(caller.get(), message);
    }
    return !chunked && length <= SMALL_BODY
        ? answerShort(request, caller.get(), message)
        : answerLong(request, caller.get(), message);
  }

  private static TransportResponse unauthenticated(Request request) {
    boolean given = request.getHeaders().contains("Authorization");
    return Problems.refusal(
            401, given ? "the bearer token is not valid" : "send a bearer token (Authorization)")
        .with("WWW-Authenticate", given ? REALM + ", error=\"invalid_token\"" : REALM);
  }

  /** A short body is awaited without a thread, however slowly it comes. */
  private CompletableFuture<TransportResponse> answerShort(
      Request request, Caller caller, TransportRequest message) {
    long length = request.getLength();
    Duration most = limits.grace().plusMillis(length * 1_000 / limits.bytesPerSecond());
    Pauses.Pending limit =
        time.pauses().after(most, () -> request.fail(new TimeoutException("too slow")));
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(request, (int) length, Promise.Invocable.toPromise(body));
    return body.whenComplete((bytes, error) -> limit.cancel())
        .thenCompose(bytes -> endpoint.handle(caller, message.with(TransportBody.of(bytes))))
        .exceptionally(
            error ->
                RequestContent.refusal(error).orElseThrow(() -> new CompletionException(error)));
  }

  /** A long body is read by a thread, so there are few at a time. */
  private CompletableFuture<TransportResponse> answerLong(
      Request request, Caller caller, TransportRequest message) {
    if (!longBodies.tryAcquire()) {
      return CompletableFuture.completedFuture(
          TransportResponse.refusal(
              503,
              new ImageOrderException(
                      ErrorCode.OVERLOADED,
                      "too many bodies are being sent at a time; try again later")
                  .withRetryAfter(TRY_AGAIN)));
    }
    RequestContent content = new RequestContent(request, new Pace(limits, time.clock()));
    TransportBody body = TransportBody.once(content, request.getLength());
    return endpoint
        .handle(caller, message.with(body))
        .whenComplete((answer, error) -> longBodies.release())
        .thenApply(
            answer -> content.refusal().map(refusal -> instead(refusal, answer)).orElse(answer));
  }

  private static TransportResponse instead(TransportResponse refusal, TransportResponse answer) {
    try {
      answer.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("An answer that is not sent could not be closed");
    }
    return refusal;
  }

  private Optional<Caller> caller(Request request) {
    if (tokens == null) {
      return Optional.of(Caller.of("default"));
    }
    String credentials = request.getHeaders().get("Authorization");
    if (credentials == null || !credentials.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return tokens.verify(credentials.substring(7).trim());
  }

  private static TransportRequest message(Request request) {
    TransportHeaders headers = TransportHeaders.NONE;
    for (HttpField field : request.getHeaders()) {
      if (!KEPT_BACK.contains(field.getName().toLowerCase(Locale.ROOT))) {
        String value = field.getValue();
        headers = headers.and(field.getName(), value == null ? "" : value);
      }
    }
    return new TransportRequest(
        request.getMethod(), request.getHttpURI().getPathQuery(), headers, TransportBody.empty());
  }

  private void write(
      Request request, Response response, TransportResponse answer, Callback callback) {
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().add(name, value));
    if (answer.status() == 408) {
      response.getHeaders().put("Connection", "close");
    }
    if (answer.body().length() >= 0 && !response.getHeaders().contains("Content-Length")) {
      response.getHeaders().put("Content-Length", answer.body().length());
    }
    Callback written =
        answer.status() < 400 || answer.status() == 408
            ? callback
            : Callback.from(
                () -> new Leftover(request, new Pace(limits, time.clock()), callback).run(),
                callback::failed);
    new AnswerWriter(answer, response, new Pace(limits, time.clock()), written).iterate();
  }
}
