package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limits of a fake API, over a minute that a test drives. */
class RateLimitsTest {

  private static final String ONE = "{\"prompt\":\"a lighthouse\"}";
  private static final String TWO = "{\"prompt\":\"a lighthouse\",\"n\":2}";

  private final ManualTime time = new ManualTime();

  @Test
  void imagesOverTheLimitAreRefusedUntilThereIsRoomInTheMinute() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().clock(time).imagesPerMinute(3).start()) {
      ApiClient client = new ApiClient(api);
      assertThat(client.generate(ONE).statusCode()).isEqualTo(200);
      time.advance(Duration.ofSeconds(20));
      assertThat(client.generate(TWO).statusCode()).isEqualTo(200);
      time.advance(Duration.ofMillis(500));

      HttpResponse<String> refused = client.generate(ONE);

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(ApiClient.json(refused).at("/error/message").textValue())
          .isEqualTo(
              "Rate limit reached for gpt-image-2 in organization org-fake on images per min"
                  + " (IPM): Limit 3, Used 3, Requested 1. Please try again in 59.5s.");
      assertThat(api.imagesDrawn()).isEqualTo(3);
    }
  }

  @Test
  void aRefusedCallCountsAgainstTheMinute() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().clock(time).imagesPerMinute(1).start()) {
      ApiClient client = new ApiClient(api);
      client.generate(ONE);
      time.advance(Duration.ofSeconds(30));
      assertThat(client.generate(ONE).headers().firstValue("Retry-After")).contains("60");
      time.advance(Duration.ofSeconds(30));
      assertThat(client.generate(ONE).statusCode()).isEqualTo(429);
      time.advance(Duration.ofMinutes(1));
      assertThat(client.generate(ONE).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRefusedCallDoesNotCountIfTheTestSaysSo() throws Exception {
    try (FakeImageApi api =
        FakeImageApi.builder().clock(time).imagesPerMinute(1).refusedCallsCount(false).start()) {
      ApiClient client = new ApiClient(api);
      client.generate(ONE);
      time.advance(Duration.ofMillis(30_250));
      HttpResponse<String> refused = client.generate(ONE);
      assertThat(refused.headers().firstValue("Retry-After")).contains("30");
      assertThat(refused.headers().firstValue("retry-after-ms")).contains("29750");
      time.advance(Duration.ofMillis(29_750));
      assertThat(client.generate(ONE).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void headersTellWhatIsLeftOfRequestsAndTokens() throws Exception {
    try (FakeImageApi api =
        FakeImageApi.builder()
            .clock(time)
            .requestsPerMinute(10)
            .tokensPerMinute(100_000)
            .imagesPerMinute(10)
            .start()) {
      ApiClient client = new ApiClient(api);
      client.generate(ONE);
      time.advance(Duration.ofSeconds(50));

      HttpResponse<String> second = client.generate(ONE);

      assertThat(header(second, "limit-requests")).isEqualTo("10");
      assertThat(header(second, "remaining-requests")).isEqualTo("8");
      assertThat(header(second, "reset-requests")).isEqualTo("1m0s");
      assertThat(header(second, "limit-tokens")).isEqualTo("100000");
      assertThat(header(second, "remaining-tokens")).isEqualTo("96460");
      assertThat(second.headers().firstValue("x-ratelimit-limit-images")).isEmpty();
    }
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue("x-ratelimit-" + name).orElseThrow();
  }

  @Test
  void aCallThatIsRefusedForWhatItAsksDoesNotCount() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().clock(time).imagesPerMinute(1).start()) {
      ApiClient client = new ApiClient(api);
      assertThat(client.generate("{}").statusCode()).isEqualTo(400);
      assertThat(client.generate(ONE).statusCode()).isEqualTo(200);
    }
  }
}
