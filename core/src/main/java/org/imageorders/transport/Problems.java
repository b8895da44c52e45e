package org.imageorders.transport;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;

/**
 * Errors on the wire: {@code application/problem+json} (RFC 9457) with {@code code}, {@code
 * detail}, {@code field}, {@code retryAfter}, and {@code doubtful} where it is not as the code
 * says. The one table from code to status and back.
 */
final class Problems {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final int LARGEST = 64 * 1024;
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  static final Map<ErrorCode, Integer> STATUS =
      Map.ofEntries(
          entry(ErrorCode.INVALID_REQUEST, 400),
          entry(ErrorCode.UNAUTHENTICATED, 401),
          entry(ErrorCode.CEILING_EXCEEDED, 402),
          entry(ErrorCode.BUDGET_EXCEEDED, 402),
          entry(ErrorCode.FORBIDDEN, 403),
          entry(ErrorCode.NOT_FOUND, 404),
          entry(ErrorCode.CANCELLED, 409),
          entry(ErrorCode.GONE, 410),
          entry(ErrorCode.TOO_LARGE, 413),
          entry(ErrorCode.UNSUPPORTED_MEDIA, 415),
          entry(ErrorCode.RANGE_NOT_SATISFIABLE, 416),
          entry(ErrorCode.IDEMPOTENCY_CONFLICT, 422),
          entry(ErrorCode.CONTENT_REFUSED, 422),
          entry(ErrorCode.RATE_LIMITED, 429),
          entry(ErrorCode.INTERNAL, 500),
          entry(ErrorCode.STORAGE_FAILED, 500),
          entry(ErrorCode.OUTCOME_UNKNOWN, 502),
          entry(ErrorCode.PROVIDER_UNAVAILABLE, 502),
          entry(ErrorCode.PROVIDER_REFUSED, 502),
          entry(ErrorCode.QUOTA_EXHAUSTED, 502),
          entry(ErrorCode.IMAGE_MISSING, 502),
          entry(ErrorCode.INVALID_IMAGE, 502),
          entry(ErrorCode.OVERLOADED, 503),
          entry(ErrorCode.UNAVAILABLE, 503),
          entry(ErrorCode.TIMEOUT, 504),
          entry(ErrorCode.DEADLINE_EXCEEDED, 504));

  /**
   * What a status says that came without a code: from a proxy, or from something that is not ours.
   */
  private static final Map<Integer, ErrorCode> CODE =
      Map.ofEntries(
          entry(401, ErrorCode.UNAUTHENTICATED),
          entry(403, ErrorCode.FORBIDDEN),
          entry(404, ErrorCode.NOT_FOUND),
          entry(407, ErrorCode.UNAUTHENTICATED),
          entry(408, ErrorCode.UNAVAILABLE),
          entry(410, ErrorCode.GONE),
          entry(413, ErrorCode.TOO_LARGE),
          entry(415, ErrorCode.UNSUPPORTED_MEDIA),
          entry(416, ErrorCode.RANGE_NOT_SATISFIABLE),
          entry(425, ErrorCode.UNAVAILABLE),
          entry(429, ErrorCode.OVERLOADED),
          entry(502, ErrorCode.UNAVAILABLE),
          entry(503, ErrorCode.UNAVAILABLE),
          entry(504, ErrorCode.UNAVAILABLE));

  private Problems() {}

  /**
   * The status that tells a code; of one that this version does not know, whether repeating helps.
   */
  static int status(ErrorCode code) {
    return STATUS.getOrDefault(code, code.retryable() ? 503 : 500);
  }

  private static ErrorCode code(int status) {
    return CODE.getOrDefault(status, status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL);
  }

  /** The response that tells of an exception. */
  static TransportResponse response(ImageOrderException e) {
    return response(status(e.code()), e);
  }

  /** The response that tells of an exception, where HTTP has a narrower status for it. */
  static TransportResponse response(int status, ImageOrderException e) {
    ObjectNode node = write(e).put("status", status);
    TransportResponse response =
        TransportResponse.of(status)
            .with("Content-Type", MEDIA_TYPE)
            .with("Cache-Control", "no-store")
            .with(TransportBody.of(Json.bytes(node)));
    return e.retryAfter()
        .map(delay -> response.with("Retry-After", seconds(delay)))
        .orElse(response);
  }

  static ObjectNode write(ImageOrderException e) {
    ObjectNode node = Json.object().put("title", e.code().name()).put("code", e.code().name());
    // A message may quote a value, and a value may hold half a character.
    Json.put(node, "detail", Json.whole(String.valueOf(e.getMessage())));
    if (e.isDoubtful() != new ImageOrderException(e.code(), "").isDoubtful()) {
      node.put("doubtful", e.isDoubtful());
    }
    e.field().ifPresent(value -> node.put("field", value));
    e.retryAfter().ifPresent(value -> Json.put(node, "retryAfter", value));
    return node;
  }

  private static String seconds(Duration delay) {
    return Long.toString(Math.max(0, delay.plusMillis(999).toSeconds()));
  }

  /** Reads the exception that a response tells of. Blocks on its body, and does not close it. */
  static ImageOrderException read(TransportResponse response) throws IOException {
    Optional<Duration> header =
        response
            .headers()
            .first("Retry-After")
            .filter(text -> SECONDS.matcher(text).matches())
            .map(text -> Duration.ofSeconds(new BigInteger(text).longValue()));
    ErrorCode fallback = code(response.status());
    ImageOrderException plain =
        new ImageOrderException(
                fallback, "answered with status " + response.status() + " and no reason")
            .withDoubt(true); // whoever says no on the way may have passed it on before
    boolean json =
        response
            .headers()
            .first("Content-Type")
            .filter(type -> type.startsWith(MEDIA_TYPE))
            .isPresent();
    ImageOrderException e = json ? read(response, plain) : plain;
    return e.retryAfter().isPresent() ? e : header.map(e::withRetryAfter).orElse(e);
  }

  private static ImageOrderException read(TransportResponse response, ImageOrderException plain)
      throws IOException {
    try {
      return read(Json.read(response.body().open(), LARGEST), plain);
    } catch (ImageOrderException malformed) {
      return plain;
    }
  }

  static ImageOrderException read(Fields fields, ImageOrderException plain) {
    ErrorCode code = fields.text("code").map(ErrorCode::of).orElse(plain.code());
    String detail = fields.text("detail").orElse(String.valueOf(plain.getMessage()));
    ImageOrderException said = new ImageOrderException(code, detail);
    boolean doubtful =
        fields
            .bool("doubtful")
            .orElse(fields.text("code").isPresent() ? said.isDoubtful() : plain.isDoubtful());
    ImageOrderException e = said.withDoubt(doubtful);
    ImageOrderException named = fields.text("field").map(e::withField).orElse(e);
    return fields.duration("retryAfter").map(named::withRetryAfter).orElse(named);
  }
}
