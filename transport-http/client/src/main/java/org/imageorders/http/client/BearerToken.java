package org.imageorders.http.client;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/** Says who asks (RFC 6750), on the thread that sends, because fetching a token may block. */
final class BearerToken implements Interceptor {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{1,8000}=*");

  private final Supplier<String> token;

  BearerToken(Supplier<String> token) {
    this.token = token;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(
        chain.request().newBuilder().header("Authorization", "Bearer " + fetch()).build());
  }

  private String fetch() throws Refused {
    String value;
    try {
      value = token.get();
    } catch (ImageOrderException e) {
      throw new Refused(e);
    } catch (RuntimeException e) {
      throw new Refused(
          new ImageOrderException(
              ErrorCode.UNAUTHENTICATED, "the bearer token did not come: " + e, e));
    }
    if (value == null || !FORM.matcher(value).matches()) {
      throw new Refused(
          new ImageOrderException(
              ErrorCode.UNAUTHENTICATED,
              "what came as the bearer token does not have the form of one"));
    }
    return value;
  }

  /** That a request was not sent, in the only way in which an interceptor can say so. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(ImageOrderException reason) {
      super(reason);
    }
  }
}
