package org.imageorders.openai;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about limits, in its header and its message.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/rate-limits">Rate limits</a>
 */
final class RateLimitHeaders {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9})?");
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?"
              + "(?:([0-9]{1,9}(?:\\.[0-9]{1,9})?)s)?(?:([0-9]{1,9}(?:\\.[0-9]{1,6})?)ms)?");

  private static final Pattern TRY_AGAIN =
      Pattern.compile("try again in ((?:[0-9]+(?:\\.[0-9]+)?(?:ms|[dhms]))+)\\b");

  private RateLimitHeaders() {}

  /** Tells the sink each limit that the answer mentions. */
  static void tell(Response answer, ImageSink sink) {
    for (String unit : List.of("requests", "tokens", "images")) {
      Long limit = number(answer.header("x-ratelimit-limit-" + unit));
      Long remaining = number(answer.header("x-ratelimit-remaining-" + unit));
      Duration reset = duration(answer.header("x-ratelimit-reset-" + unit));
      if (limit != null || remaining != null || reset != null) {
        sink.rateLimit(new RateLimit(unit, limit, remaining, reset));
      }
    }
  }

  /**
   * The pause that the answer asks for: {@code retry-after-ms}, else {@code Retry-After} in seconds
   * or as a date (RFC 9110, 10.2.3); null if it asks for none.
   */
  static @Nullable Duration retryAfter(Response answer) {
    String millis = answer.header("retry-after-ms");
    if (millis != null && SECONDS.matcher(millis.strip()).matches()) {
      return seconds(millis.strip()).dividedBy(1_000);
    }
    String value = answer.header("Retry-After");
    if (value == null) {
      return null;
    }
    if (SECONDS.matcher(value.strip()).matches()) {
      return seconds(value.strip());
    }
    Instant until = date(value);
    if (until == null) {
      return null;
    }
    // By the server's own clock, where it tells it.
    Instant told = date(answer.header("Date", ""));
    Instant now = told != null ? told : Instant.ofEpochMilli(answer.receivedResponseAtMillis());
    Duration pause = Duration.between(now, until);
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  /** The pause that a message asks for, such as {@code Please try again in 6m0s.}; else null. */
  static @Nullable Duration pauseIn(String message) {
    Matcher named = TRY_AGAIN.matcher(message);
    return named.find() ? duration(named.group(1)) : null;
  }

  private static @Nullable Instant date(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      return ZonedDateTime.parse(
              value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
          .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long number(@Nullable String value) {
    return value != null && NUMBER.matcher(value.strip()).matches()
        ? Long.valueOf(value.strip())
        : null;
  }

  /** Such as {@code 6m0s}, {@code 1.5s}, {@code 120ms}, or plain seconds. */
  static @Nullable Duration duration(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return seconds(text);
    }
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    return Duration.ofDays(whole(parts.group(1)))
        .plusHours(whole(parts.group(2)))
        .plusMinutes(whole(parts.group(3)))
        .plus(seconds(parts.group(4)))
        .plus(seconds(parts.group(5)).dividedBy(1_000));
  }

  private static long whole(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Duration seconds(@Nullable String decimal) {
    return decimal == null
        ? Duration.ZERO
        : Duration.ofNanos(new BigDecimal(decimal).movePointRight(9).longValue());
  }
}
