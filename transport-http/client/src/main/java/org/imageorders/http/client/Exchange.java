package org.imageorders.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportHeaders;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.imageorders.transport.TransportTraits;
import org.jspecify.annotations.Nullable;

/** One request on its way, and its answer until that is closed. Thread-safe. */
final class Exchange implements Callback {

  private static final int BUFFER = 64 * 1024;

  private final TransportRequest request;
  private final TransportTraits traits;
  private final Call call;
  private final Consumer<Exchange> onEnd;
  private final CompletableFuture<TransportResponse> answer = new CompletableFuture<>();
  private final Object reading = new Object();
  private @Nullable Thread reader;
  private volatile boolean sent;

  Exchange(
      HttpUrl url,
      TransportRequest request,
      TransportTraits traits,
      OkHttpClient client,
      Consumer<Exchange> onEnd) {
    this.request = request;
    this.traits = traits;
    this.onEnd = onEnd;
    this.call = client.newCall(message(url));
  }

  private Request message(HttpUrl url) {
    long length = request.body().length();
    if (length > traits.largestRequest()) {
      throw new ImageOrderException(
          ErrorCode.TOO_LARGE,
          "the request has " + length + " bytes; " + traits.largestRequest() + " may be sent");
    }
    boolean bodiless = length == 0 && !request.method().matches("POST|PUT|PATCH");
    if (!bodiless && request.method().matches("GET|HEAD")) {
      throw ImageOrderException.invalid("method", request.method(), "send no body with it");
    }
    Request.Builder message =
        new Request.Builder()
            .url(url)
            .tag(Exchange.class, this)
            .method(request.method(), bodiless ? null : new Body());
    // Or OkHttp asks for gzip and unpacks it: then lengths and ranges are no longer those of the
    // image.
    message.header("Accept-Encoding", "identity");
    request.headers().asMap().keySet().forEach(message::removeHeader);
    request.headers().forEach(message::addHeader);
    return message.build();
  }

  /** A connection is there, and what is asked for goes out next. */
  static void begins(Request message) {
    Exchange exchange = message.tag(Exchange.class);
    if (exchange != null) {
      exchange.sent = true;
    }
  }

  CompletableFuture<TransportResponse> begin() {
    var unused =
        answer.whenComplete(
            (response, error) -> {
              if (answer.isCancelled()) {
                call.cancel();
                stopReading();
              }
            });
    try {
      call.enqueue(this);
    } catch (RejectedExecutionException e) {
      onFailure(call, new IOException("the transport is closed", e));
    }
    return answer;
  }

  /** Ends the exchange, whatever it is at. */
  void abort() {
    call.cancel();
    stopReading();
  }

  @Override
  public void onFailure(Call failed, IOException e) {
    onEnd.accept(this);
    boolean refused = e instanceof BearerToken.Refused && e.getCause() != null;
    boolean kept = !sent && !refused;
    answer.completeExceptionally(
        refused ? e.getCause() : kept ? new NotSentException(e.toString(), e) : e);
  }

  @Override
  public void onResponse(Call answered, Response response) {
    TransportResponse message;
    try {
      message = message(response);
    } catch (IOException | RuntimeException e) {
      call.cancel();
      response.close();
      onFailure(answered, e instanceof IOException io ? io : new IOException(e));
      return;
    }
    if (!answer.complete(message)) {
      try {
        message.close();
      } catch (IOException e) {
        call.cancel();
      }
    }
  }

  private TransportResponse message(Response response) throws IOException {
    TransportHeaders headers = TransportHeaders.NONE;
    boolean head = request.method().equals("HEAD");
    for (int i = 0; i < response.headers().size(); i++) {
      String name = response.headers().name(i);
      boolean ofTheWay =
          name.equalsIgnoreCase("Transfer-Encoding")
              || name.equalsIgnoreCase("Connection")
              || (name.equalsIgnoreCase("Content-Length") && !head);
      if (!ofTheWay) {
        headers = with(headers, name, response.headers().value(i));
      }
    }
    if (response.code() < 200 || response.code() > 599) {
      throw new IOException("the service answered with status " + response.code());
    }
    return new TransportResponse(response.code(), headers, body(response, head));
  }

  // What a proxy on the way adds may be longer than what a message holds, and nobody here needs it.
  private static TransportHeaders with(TransportHeaders headers, String name, String value) {
    try {
      return headers.and(name, value);
    } catch (ImageOrderException e) {
      return headers;
    }
  }

  private TransportBody body(Response response, boolean head) throws IOException {
    ResponseBody body = response.body();
    if (body == null || head || response.code() == 204 || response.code() == 304) {
      response.close();
      onEnd.accept(this);
      return TransportBody.empty();
    }
    long length = body.contentLength();
    if (length > traits.largestResponse()) {
      throw tooLarge(traits);
    }
    return TransportBody.once(new AnswerStream(body.byteStream(), length), length);
  }

  private static IOException tooLarge(TransportTraits traits) {
    return new IOException(
        "the answer is larger than the " + traits.largestResponse() + " bytes that are taken");
  }

  private void stopReading() {
    synchronized (reading) {
      if (reader != null) {
        reader.interrupt();
      }
    }
  }

  /** The request's body, sent once. Its type stands among the request's headers. */
  private final class Body extends RequestBody {
    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return request.body().length();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      synchronized (reading) {
        reader = Thread.currentThread();
      }
      try {
        copy(request.body().open(), sink);
      } finally {
        synchronized (reading) {
          reader = null;
          // An interrupt was meant for the reading, not for what this thread does next.
          if (answer.isDone()) {
            Thread.interrupted();
          }
        }
      }
    }

    private void copy(InputStream from, BufferedSink to) throws IOException {
      byte[] buffer = new byte[BUFFER];
      long sent = 0;
      while (!answer.isDone() && !call.isCanceled()) {
        int count = from.read(buffer);
        if (count < 0) {
          return;
        }
        sent += count;
        if (sent > traits.largestRequest()) {
          throw new IOException(
              "the request is larger than the "
                  + traits.largestRequest()
                  + " bytes that may be sent");
        }
        to.write(buffer, 0, count);
      }
      throw new IOException("cancelled");
    }
  }

  /** The answer's bytes. Closing it early ends the exchange on the wire instead of reading on. */
  private final class AnswerStream extends InputStream {
    private final InputStream stream;
    private final long length;
    private long received;
    private boolean ended;

    AnswerStream(InputStream stream, long length) {
      this.stream = stream;
      this.length = length;
      this.ended = length == 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      int read = stream.read(target, offset, count);
      received += Math.max(read, 0);
      ended = ended || read < 0 || received == length;
      if (received > traits.largestResponse()) {
        throw tooLarge(traits);
      }
      return read;
    }

    @Override
    public int available() throws IOException {
      return stream.available();
    }

    @Override
    public void close() throws IOException {
      onEnd.accept(Exchange.this);
      if (!ended) {
        call.cancel();
      }
      stream.close();
    }
  }
}
