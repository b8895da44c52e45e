package org.imageorders.testkit;

import java.util.Map;

/** An image API says no to a call. */
final class ApiRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient ErrorBody body;
  private final transient Map<String, String> headers;

  ApiRefusal(ErrorBody body, Map<String, String> headers) {
    super(body.json());
    this.body = body;
    this.headers = headers;
  }

  /** 400: the request has something wrong in one parameter. */
  static ApiRefusal invalid(String param, String code, String message) {
    return new ApiRefusal(
        ErrorBody.of(400, "invalid_request_error", param, code, message), Map.of());
  }

  ErrorBody body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
