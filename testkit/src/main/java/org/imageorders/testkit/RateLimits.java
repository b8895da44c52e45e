package org.imageorders.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limits of an account, each over the last sixty seconds, told in OpenAI's headers.
 * Thread-safe.
 */
final class RateLimits {

  /** What is limited. */
  enum Unit {
    REQUESTS("requests", "requests per min (RPM)"),
    TOKENS("tokens", "tokens per min (TPM)"),
    IMAGES("images", "images per min (IPM)");

    private final String type;
    private final String words;

    Unit(String type, String words) {
      this.type = type;
      this.words = words;
    }
  }

  private final InstantSource clock;
  private final boolean refusedCount;
  private final Map<Unit, SlidingMinute> minutes = new EnumMap<>(Unit.class);

  RateLimits(Map<Unit, Long> limits, boolean refusedCount, InstantSource clock) {
    this.clock = clock;
    this.refusedCount = refusedCount;
    limits.forEach((unit, limit) -> minutes.put(unit, new SlidingMinute(limit)));
  }

  /**
   * Takes a call in.
   *
   * @return what is told about the limits
   * @throws ApiRefusal if it is one too many
   */
  synchronized Map<String, String> admit(String model, long images, long tokens) throws ApiRefusal {
    Instant now = clock.instant();
    for (Map.Entry<Unit, SlidingMinute> entry : minutes.entrySet()) {
      SlidingMinute minute = entry.getValue();
      long wanted = amount(entry.getKey(), images, tokens);
      long used = minute.used(now);
      if (used + wanted > minute.limit()) {
        String told =
            model
                + " in organization org-fake on "
                + entry.getKey().words
                + (": Limit " + minute.limit() + ", Used " + used + ", Requested " + wanted);
        if (refusedCount) {
          use(images, tokens, now);
        }
        throw refusal(entry.getKey(), told, minute.untilRoomFor(wanted, now), headers(now));
      }
    }
    use(images, tokens, now);
    return headers(now);
  }

  private void use(long images, long tokens, Instant now) {
    minutes.forEach((unit, minute) -> minute.use(now, amount(unit, images, tokens)));
  }

  private static long amount(Unit unit, long images, long tokens) {
    return switch (unit) {
      case REQUESTS -> 1;
      case TOKENS -> tokens;
      case IMAGES -> images;
    };
  }

  private static ApiRefusal refusal(
      Unit unit, String told, Duration pause, Map<String, String> headers) {
    headers.putAll(retryAfter(pause));
    String message =
        "Rate limit reached for " + told + ". Please try again in " + time(pause) + ".";
    return new ApiRefusal(
        ErrorBody.of(429, unit.type, null, "rate_limit_exceeded", message), headers);
  }

  /** In whole seconds, as RFC 9110 has it, and in milliseconds, both rounded up. */
  static Map<String, String> retryAfter(Duration pause) {
    long millis = millis(pause);
    return Map.of(
        "Retry-After",
        Long.toString((millis + 999) / 1_000),
        "retry-after-ms",
        Long.toString(millis));
  }

  /** Images are told in refusals alone. */
  private Map<String, String> headers(Instant now) {
    Map<String, String> headers = new TreeMap<>();
    minutes.forEach(
        (unit, minute) -> {
          if (unit != Unit.IMAGES) {
            long left = Math.max(0, minute.limit() - minute.used(now));
            headers.put("x-ratelimit-limit-" + unit.type, Long.toString(minute.limit()));
            headers.put("x-ratelimit-remaining-" + unit.type, Long.toString(left));
            headers.put("x-ratelimit-reset-" + unit.type, time(minute.untilUnused(now)));
          }
        });
    return headers;
  }

  /** For example {@code 1m0s}, {@code 8.64s} or {@code 20ms}. */
  private static String time(Duration time) {
    long millis = millis(time);
    if (millis < 1_000) {
      return millis + "ms";
    }
    String minutes = millis < 60_000 ? "" : millis / 60_000 + "m";
    return minutes
        + Duration.ofMillis(millis % 60_000).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static long millis(Duration time) {
    return time.plusNanos(999_999).toMillis();
  }
}
