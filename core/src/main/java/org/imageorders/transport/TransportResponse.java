package org.imageorders.transport;

import java.io.IOException;
import org.imageorders.ImageOrderException;

/**
 * A response of the shape of HTTP. Whoever takes it closes it, which closes its body.
 *
 * @param status 200 to 599
 * @param headers without those that belong to the way itself: Transfer-Encoding, Connection.
 *     Content-Length is there only in an answer to HEAD; otherwise {@link TransportBody#length()}
 *     tells it
 * @param body {@link TransportBody#empty()} for none
 */
public record TransportResponse(int status, TransportHeaders headers, TransportBody body)
    implements AutoCloseable {

  /** A response without headers and body. */
  public static TransportResponse of(int status) {
    return new TransportResponse(status, TransportHeaders.NONE, TransportBody.empty());
  }

  /**
   * A refusal as {@link OrderEndpoint} writes it, for what is refused before a request gets to the
   * endpoint.
   *
   * @param status 400 to 599
   */
  public static TransportResponse refusal(int status, ImageOrderException reason) {
    return Problems.response(status, reason);
  }

  /** A refusal as {@link OrderEndpoint} writes it, with the status that belongs to its code. */
  public static TransportResponse refusal(ImageOrderException reason) {
    return Problems.response(reason);
  }

  /** The same response with this header in place of any of its name. */
  public TransportResponse with(String name, String value) {
    return new TransportResponse(status, headers.with(name, value), body);
  }

  /** The same response with another body. */
  public TransportResponse with(TransportBody bytes) {
    return new TransportResponse(status, headers, bytes);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  @Override
  public String toString() {
    return "TransportResponse[" + status + "]";
  }
}
