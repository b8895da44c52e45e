package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTableTest {

  static Collection<ErrorCode> everyCode() {
    return ErrorCode.values();
  }

  @ParameterizedTest
  @MethodSource("everyCode")
  void aCodeArrivesAsItWasSent(ErrorCode code) throws Exception {
    ImageOrderException sent =
        new ImageOrderException(code, "refused: 'ü' is no number").withField("specs[2].count");
    ImageOrderException read = Problems.read(Problems.response(sent));
    assertThat(read.code()).isEqualTo(code);
    assertThat(read.retryable()).isEqualTo(code.retryable());
    assertThat(read).hasMessage(sent.getMessage());
    assertThat(read.field()).isEqualTo(sent.field());
    assertThat(read.retryAfter()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCode")
  void aCodeHasAStatusThatSaysWhoseFaultItIs(ErrorCode code) {
    assertThat(Problems.status(code)).isBetween(400, 504);
    assertThat(Problems.STATUS).containsKey(code);
  }

  @Test
  void aDelayIsToldInTheBodyAndInWholeSecondsRoundedUpInTheHeader() throws Exception {
    ImageOrderException sent =
        new ImageOrderException(ErrorCode.OVERLOADED, "full")
            .withRetryAfter(Duration.ofMillis(1_200));
    TransportResponse response = Problems.response(sent);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().first("retry-after")).contains("2");
    assertThat(Problems.read(response).retryAfter()).contains(Duration.ofMillis(1_200));
  }

  @Test
  void aCodeOfANewerVersionSurvives() throws Exception {
    ImageOrderException sent = new ImageOrderException(ErrorCode.of("PAINT_DRIED_UP"), "no paint");
    TransportResponse response = Problems.response(sent);
    assertThat(response.status()).isEqualTo(500);
    assertThat(Problems.read(response).code().name()).isEqualTo("PAINT_DRIED_UP");
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST", "401, UNAUTHENTICATED", "403, FORBIDDEN", "404, NOT_FOUND",
        "405, INVALID_REQUEST",
    "410, GONE", "413, TOO_LARGE", "415, UNSUPPORTED_MEDIA", "429, OVERLOADED", "500, INTERNAL",
    "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE", "307, INVALID_REQUEST"
  })
  void withoutACodeTheStatusSaysIt(int status, String code) throws Exception {
    TransportResponse page =
        TransportResponse.of(status)
            .with("Content-Type", "text/html")
            .with("Retry-After", "7")
            .with(TransportBody.of("<html>".getBytes(StandardCharsets.UTF_8)));
    ImageOrderException read = Problems.read(page);
    assertThat(read.code().name()).isEqualTo(code);
    assertThat(read.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void aProblemThatIsNoJsonFallsBackToTheStatus() throws Exception {
    TransportResponse broken =
        TransportResponse.of(503)
            .with("Content-Type", "application/problem+json")
            .with(TransportBody.of("{\"code\":".getBytes(StandardCharsets.UTF_8)));
    assertThat(Problems.read(broken).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void halfACharacterInAMessageDoesNotBreakTheProblem() throws Exception {
    ImageOrderException sent = ImageOrderException.invalid("model", "x\ud83d", "use another");
    assertThat(Problems.read(Problems.response(sent)).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
  }
}
