package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.imageorders.provider.RateLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "6m0s, PT6M",
    "1s, PT1S",
    "120ms, PT0.12S",
    "8.64s, PT8.64S",
    "1h2m3.5s, PT1H2M3.5S",
    "0s, PT0S",
    "1d, PT24H",
    "1m, PT1M",
    "90, PT90S",
    "59.9, PT59.9S",
    "1.5ms, PT0.0015S",
  })
  void timesAreReadAsTheApiWritesThem(String value, Duration time) {
    assertThat(RateLimitHeaders.duration(value)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-1s", "1x", "m", "1.s", "99999999999999999999s"})
  void whatIsNoTimeIsLeftOut(String value) {
    assertThat(RateLimitHeaders.duration(value)).isIn(null, Duration.ZERO);
  }

  @Test
  void eachLimitThatIsMentionedIsTold() {
    KeptSink sink = new KeptSink();
    RateLimitHeaders.tell(
        answer(
            "x-ratelimit-limit-requests", "500",
            "x-ratelimit-remaining-requests", "499",
            "x-ratelimit-reset-requests", "120ms",
            "X-RateLimit-Remaining-Tokens", "0",
            "x-ratelimit-limit-images", "many"),
        sink);
    assertThat(sink.limits)
        .containsExactly(
            new RateLimit("requests", 500L, 499L, Duration.ofMillis(120)),
            new RateLimit("tokens", null, 0L, null));
  }

  @Test
  void thePauseIsTheOneInMillisecondsElseTheOneInSeconds() {
    assertThat(pause("Retry-After", "30", "retry-after-ms", "29500"))
        .isEqualTo(Duration.ofMillis(29_500));
    assertThat(pause("Retry-After", "30")).isEqualTo(Duration.ofSeconds(30));
    assertThat(pause("Retry-After", "0.5", "retry-after-ms", "x"))
        .isEqualTo(Duration.ofMillis(500));
    assertThat(pause("Retry-After", "later")).isNull();
    assertThat(pause()).isNull();
  }

  @Test
  void aPauseThatOnlyTheMessageNamesIsRead() {
    String said = "Limit 5, Used 5, Requested 1. Please try again in %s. Visit https://x for more.";
    assertThat(RateLimitHeaders.pauseIn(said.formatted("12s"))).isEqualTo(Duration.ofSeconds(12));
    assertThat(RateLimitHeaders.pauseIn(said.formatted("7.188s")))
        .isEqualTo(Duration.ofMillis(7_188));
    assertThat(RateLimitHeaders.pauseIn(said.formatted("6m0s"))).isEqualTo(Duration.ofMinutes(6));
    assertThat(RateLimitHeaders.pauseIn(said.formatted("864ms"))).isEqualTo(Duration.ofMillis(864));
    assertThat(RateLimitHeaders.pauseIn(said.formatted("a while"))).isNull();
    assertThat(RateLimitHeaders.pauseIn("")).isNull();
  }

  @Test
  void aDateIsComparedWithTheServersOwnClock() {
    String date = "Wed, 21 Oct 2015 07:28:00 GMT";
    assertThat(pause("Date", date, "Retry-After", "Wed, 21 Oct 2015 07:29:30 GMT"))
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(pause("Date", date, "Retry-After", "Wed, 21 Oct 2015 07:27:00 GMT"))
        .isEqualTo(Duration.ZERO);
    assertThat(pause("Retry-After", "Thu, 01 Jan 1970 00:01:00 GMT"))
        .isEqualTo(Duration.ofSeconds(60));
  }

  private static Duration pause(String... headers) {
    return RateLimitHeaders.retryAfter(answer(headers));
  }

  /** As if received at the epoch. */
  private static Response answer(String... headers) {
    return new Response.Builder()
        .request(new Request.Builder().url("http://localhost").build())
        .protocol(Protocol.HTTP_1_1)
        .code(429)
        .message("")
        .headers(Headers.of(headers))
        .build();
  }
}
