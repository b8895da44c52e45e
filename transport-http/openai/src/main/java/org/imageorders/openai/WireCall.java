package org.imageorders.openai;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.QueryParams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request that the SDK has written, and knows how far it got. It is the SDK's seam to the
 * wire, made for each call. Used by the thread that calls, which blocks; an interrupt ends it.
 */
final class WireCall implements HttpClient {

  private final OkHttpClient client;
  private final Duration limit;
  private final @Nullable RequestBody form;
  private boolean whole;
  private String secret = "";
  private @Nullable Call call;
  private @Nullable Response answer;

  /**
   * Prepares to send a request.
   *
   * @param limit for all of it, from connecting to the answer's last byte
   * @param form sent in place of the SDK's body; null to send that
   */
  WireCall(OkHttpClient client, Duration limit, @Nullable RequestBody form) {
    this.client = client;
    this.limit = limit;
    this.form = form;
  }

  /** Whether the SDK has come to sending. */
  boolean hasBegun() {
    return call != null;
  }

  /** Whether the other side may have the whole request; a part of one it cannot accept. */
  boolean mayBeWhole() {
    return whole;
  }

  /** The credentials that were sent. */
  String secret() {
    return secret;
  }

  /** The answer; null if none came. */
  @Nullable Response answer() {
    return answer;
  }

  /** Gives the connection back, or closes it if the answer was not read to its end. */
  void release() {
    if (answer != null) {
      answer.close();
    }
  }

  /** Closes the connection, whatever it is at. */
  void abort() {
    if (call != null) {
      call.cancel();
    }
  }

  /**
   * Sends the request, once.
   *
   * @throws UncheckedIOException if no answer came
   */
  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    Call sending = client.newCall(message(request));
    sending.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    call = sending;
    try {
      answer = sending.execute();
      return new Seen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Request message(HttpRequest request) {
    HttpUrl.Builder url = HttpUrl.get(request.baseUrl()).newBuilder();
    request.pathSegments().forEach(url::addPathSegment);
    QueryParams query = request.queryParams();
    query.keys().forEach(key -> query.values(key).forEach(at -> url.addQueryParameter(key, at)));
    Request.Builder message =
        new Request.Builder()
            .url(url.build())
            .post(new OneShot(form != null ? form : body(request)));
    Headers headers = request.headers();
    headers
        .names()
        .forEach(name -> headers.values(name).forEach(at -> message.addHeader(name, at)));
    secret =
        Stream.of("api-key", "Authorization")
            .flatMap(name -> headers.values(name).stream())
            .map(value -> value.replaceFirst("^Bearer ", ""))
            .findFirst()
            .orElse("");
    return message.build();
  }

  private static RequestBody body(HttpRequest request) {
    HttpRequestBody body = Objects.requireNonNull(request.body());
    Buffer bytes = new Buffer();
    body.writeTo(bytes.outputStream());
    String type = Objects.requireNonNull(body.contentType());
    return RequestBody.create(bytes.readByteString(), MediaType.get(type));
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    return CompletableFuture.failedFuture(
        new IllegalStateException("the provider asks by the SDK's blocking client alone"));
  }

  /** Does nothing: the SDK calls it at any time, once it has no more use for its client. */
  @Override
  public void close() {}

  /**
   * A body that OkHttp writes once at most. Of others it sends a request again on its own account,
   * among other things after a 503 with {@code Retry-After: 0}.
   */
  private final class OneShot extends RequestBody {
    private final RequestBody body;

    OneShot(RequestBody body) {
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
      whole = true;
    }
  }

  /** What the SDK gets to see: of a refusal it would read the body whole, however large. */
  private static final class Seen implements HttpResponse {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public Headers headers() {
      return Headers.builder().build();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void close() {}
  }
}
