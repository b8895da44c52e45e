package org.imageorders.openai;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images that an answer gives as links. A link comes from outside: it is followed only to
 * where everybody may go, without any credentials, and not for ever. Thread-safe.
 */
final class Downloads {

  private static final int MOST_REDIRECTS = 5;
  private static final int PIECE = 16 * 1024;

  /** What OkHttp takes for an address and not for a name, whatever it stands for. */
  private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*|[0-9.]+");

  private final OkHttpClient client;
  private final boolean publicOnly;
  private final long largest;
  private final Duration longest;

  /**
   * Makes what fetches.
   *
   * @param settings of whoever calls the API; what could tell a stranger who that is, is left out
   * @param publicOnly whether only addresses of the public internet may be connected to
   * @param largest in bytes
   */
  Downloads(OkHttpClient settings, boolean publicOnly, long largest, Duration longest) {
    OkHttpClient.Builder builder =
        settings.newBuilder().authenticator(Authenticator.NONE).cookieJar(CookieJar.NO_COOKIES);
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    if (publicOnly) {
      PublicAddresses addresses = new PublicAddresses();
      // A proxy would connect for us, to wherever it likes.
      builder.dns(addresses).addNetworkInterceptor(addresses).proxy(Proxy.NO_PROXY);
    }
    client = builder.build();
    this.publicOnly = publicOnly;
    this.largest = largest;
    this.longest = longest;
  }

  /**
   * Fetches an image.
   *
   * @param deadline by when
   * @throws IOException if it cannot be had, or may not
   */
  void fetch(String link, Arrival image, Timeout deadline) throws IOException {
    HttpUrl url = checked(HttpUrl.parse(link));
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Call call = client.newCall(new Request.Builder().url(url).build());
      call.timeout()
          .timeout(longest.toNanos(), TimeUnit.NANOSECONDS)
          .deadlineNanoTime(deadline.deadlineNanoTime());
      try (Response answer = call.execute()) {
        if (!answer.isRedirect()) {
          copy(answer, image);
          return;
        }
        url = checked(url.resolve(answer.header("Location", "")));
      } catch (IOException | RuntimeException e) {
        call.cancel(); // or closing would read on, for the connection's sake
        throw e;
      }
    }
    throw new IOException("it was redirected more than " + MOST_REDIRECTS + " times");
  }

  private HttpUrl checked(@Nullable HttpUrl url) throws IOException {
    if (url == null) {
      throw new IOException("it is no link of http or https");
    }
    // Of an address OkHttp asks no name server, so that it can be refused before connecting.
    if (publicOnly
        && LITERAL.matcher(url.host()).matches()
        && !PublicAddresses.isPublic(InetAddress.getByName(url.host()))) {
      throw new IOException("it leads to no address of the public internet");
    }
    return url;
  }

  private void copy(Response answer, Arrival image) throws IOException {
    ResponseBody body = answer.body();
    if (answer.code() != 200 || body == null) {
      throw new IOException("it was answered with " + answer.code());
    }
    long received = 0;
    byte[] piece = new byte[PIECE];
    InputStream in = body.byteStream();
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      received += count;
      if (received > largest) {
        throw new IOException("it has more than the " + largest + " bytes that are taken");
      }
      image.write(piece, 0, count);
    }
    image.complete();
  }
}
