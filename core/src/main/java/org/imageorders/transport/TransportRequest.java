package org.imageorders.transport;

import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * A request of the shape of HTTP.
 *
 * @param method such as {@code GET}
 * @param target the path and, behind a question mark, the query; percent-encoded, such as {@code
 *     /v1/orders?customer=a%20b}
 * @param headers without those that belong to the way itself: Host, Content-Length,
 *     Transfer-Encoding, Connection
 * @param body {@link TransportBody#empty()} for none
 */
public record TransportRequest(
    String method, String target, TransportHeaders headers, TransportBody body) {

  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e&&[^#]]{0,8191}");

  /**
   * Takes a request.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the method is not of capital
   *     letters, or the target does not begin with a slash, is longer than 8,192 characters, or
   *     holds others than visible ones of ASCII
   */
  public TransportRequest {
    if (!METHOD.matcher(method).matches()) {
      throw ImageOrderException.invalid("method", method, "use capital letters");
    }
    if (!TARGET.matcher(target).matches()) {
      throw ImageOrderException.invalid(
          "target", target, "use a path, percent-encoded, of 8,192 characters at most");
    }
  }

  /** A request without headers and body. */
  public static TransportRequest of(String method, String target) {
    return new TransportRequest(method, target, TransportHeaders.NONE, TransportBody.empty());
  }

  /** The same request with this header in place of any of its name. */
  public TransportRequest with(String name, String value) {
    return new TransportRequest(method, target, headers.with(name, value), body);
  }

  /** The same request with another body. */
  public TransportRequest with(TransportBody bytes) {
    return new TransportRequest(method, target, headers, bytes);
  }

  /** The method and path; not the query, which may name a customer. */
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return method + " " + (query < 0 ? target : target.substring(0, query));
  }
}
