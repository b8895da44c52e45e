package org.imageorders.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.TransportResponse;
import org.jspecify.annotations.Nullable;

/** Has what the server itself refuses look like what the endpoint refuses. Thread-safe. */
final class Problems extends ErrorHandler {

  /** The refusal of a request that never gets to the endpoint. */
  static TransportResponse refusal(int status, @Nullable String reason) {
    ErrorCode code =
        switch (status) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 404 -> ErrorCode.NOT_FOUND;
          case 408, 503 -> ErrorCode.UNAVAILABLE;
          case 413 -> ErrorCode.TOO_LARGE;
          case 501, 505 -> ErrorCode.INVALID_REQUEST;
          default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
        };
    // A fault's message may tell of what is behind the service.
    boolean tell = reason != null && !reason.isBlank() && (status < 500 || status == 503);
    String message = tell ? reason : HttpStatus.getMessage(status);
    return TransportResponse.refusal(
        status, new ImageOrderException(code, String.valueOf(message)));
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      @Nullable Throwable cause,
      Callback callback)
      throws IOException {
    TransportResponse refusal = refusal(status, message);
    refusal.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(bytes(refusal)), callback);
  }

  private static byte[] bytes(TransportResponse refusal) throws IOException {
    try (InputStream body = refusal.body().open()) {
      return body.readAllBytes();
    }
  }
}
