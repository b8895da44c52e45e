package org.imageorders.testkit;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI tells it.
 *
 * @param status of HTTP
 * @param json {@code {"error": {"message", "type", "param", "code"}}}
 */
record ErrorBody(int status, String json) {

  static final String HTML_PAGE =
      "<!DOCTYPE html><html><head><title>Bad gateway</title></head>"
          + "<body><h1>Bad gateway</h1><p>The web server reported an error.</p></body></html>";

  static ErrorBody of(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    return new ErrorBody(status, json(type, param, code, message, Map.of()));
  }

  static ErrorBody quota() {
    return of(
        429,
        "insufficient_quota",
        null,
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.");
  }

  static ErrorBody moderated(String category) {
    return new ErrorBody(
        400,
        json(
            "image_generation_user_error",
            null,
            "moderation_blocked",
            "Your request was rejected by the safety system. If you believe this is an error,"
                + " contact us at help.openai.com and include the request ID req_fake."
                + " safety_violations=["
                + category
                + "].",
            Map.of(
                "moderation_details",
                Map.of("moderation_stage", "input", "categories", new String[] {category}))));
  }

  /**
   * What is usual for a status.
   *
   * @throws IllegalArgumentException if the status is not one of errors
   */
  static ErrorBody ofStatus(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a status of errors is 400 to 599, not " + status);
    }
    return switch (status) {
      case 401 ->
          of(
              401,
              "invalid_request_error",
              null,
              "invalid_api_key",
              "Incorrect API key provided: sk-fake***. You can find your API key at"
                  + " https://platform.openai.com/account/api-keys.");
      case 403 ->
          of(
              403,
              "invalid_request_error",
              null,
              "unsupported_country_region_territory",
              "Country, region, or territory not supported");
      case 404 ->
          of(
              404,
              "invalid_request_error",
              null,
              "model_not_found",
              "The model does not exist or you do not have access to it.");
      case 408 -> of(408, "server_error", null, null, "The request timed out.");
      case 409 ->
          of(409, "server_error", null, null, "The resource was updated by another request.");
      case 413 ->
          of(413, "invalid_request_error", null, "request_too_large", "The request is too large.");
      case 422 ->
          of(422, "invalid_request_error", null, null, "The request could not be processed.");
      case 429 ->
          of(
              429,
              "images",
              null,
              "rate_limit_exceeded",
              "Rate limit reached for gpt-image-2 in organization org-fake on images per min.");
      case 503 ->
          of(
              503,
              "server_error",
              null,
              "server_overloaded",
              "The server is currently overloaded. Please try again later.");
      default ->
          status < 500
              ? of(status, "invalid_request_error", null, null, "The request is invalid.")
              : of(
                  status,
                  "server_error",
                  null,
                  null,
                  "The server had an error while processing your request. Sorry about that!");
    };
  }

  private static String json(
      String type,
      @Nullable String param,
      @Nullable String code,
      String message,
      Map<String, Object> more) {
    Map<String, @Nullable Object> error = new TreeMap<>(more);
    error.put("message", message);
    error.put("type", type);
    error.put("param", param);
    error.put("code", code);
    return Json.text(Map.of("error", error));
  }
}
