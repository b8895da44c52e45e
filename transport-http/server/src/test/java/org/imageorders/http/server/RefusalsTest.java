package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.transport.RemoteImageOrders;
import org.imageorders.transport.WireLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

  private static final String ORDER = "GET /v1/orders/";

  private static void refuses(Served served, String request, int status, String code)
      throws Exception {
    try (RawHttp raw = served.raw()) {
      String answer = raw.send(request).readAnswer();
      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .containsIgnoringCase("\r\nContent-Type: application/problem+json")
          .contains("\"code\":\"" + code + "\"")
          .doesNotContainIgnoringCase("\r\nServer:")
          .doesNotContainIgnoringCase("jetty")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void eachRefusalHasItsStatusAndSaysWhyInOneForm() throws Exception {
    try (Served served =
        new Served(
            settings ->
                settings.limits(
                    WireLimits.builder().largestDocument(1_000).largestUpload(200_000).build()))) {
      refuses(served, RawHttp.header("GET /nothing"), 404, "NOT_FOUND");
      refuses(served, RawHttp.header(ORDER + "no-such-order"), 404, "NOT_FOUND");
      refuses(served, RawHttp.header("DELETE /v1/orders"), 405, "INVALID_REQUEST");
      refuses(served, RawHttp.header("get /v1/orders"), 400, "INVALID_REQUEST");
      refuses(
          served,
          RawHttp.header(
                  "POST /v1/orders",
                  "Content-Type: text/plain",
                  "Idempotency-Key: \"k\"",
                  "Content-Length: 2")
              + "{}",
          415,
          "UNSUPPORTED_MEDIA");
      refuses(
          served,
          RawHttp.header(
                  "POST /v1/orders",
                  "Content-Type: application/json",
                  "Idempotency-Key: \"k\"",
                  "Content-Length: 1001")
              + " ".repeat(1_001),
          413,
          "TOO_LARGE");
      refuses(
          served, RawHttp.header("GET /", "Long: " + "x".repeat(20_000)), 431, "INVALID_REQUEST");
      refuses(served, "GET / HTTP/1.1\r\n\r\n", 400, "INVALID_REQUEST");
      refuses(served, "no such thing\r\n\r\n", 505, "INVALID_REQUEST");
      refuses(served, "GET /%2e%2e/x HTTP/1.1\r\nHost: x\r\n\r\n", 400, "INVALID_REQUEST");
    }
  }

  @Test
  void whatIsSentAfterARefusalIsReadSoThatTheRefusalArrives() throws Exception {
    try (Served served =
        new Served(
            settings -> settings.limits(WireLimits.builder().largestUpload(200_000).build()))) {
      byte[] large = new byte[10_000_000];
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(ImageOrderException.class)
            .isThrownBy(() -> served.remote().upload("c", new ByteArrayInputStream(large)))
            .matches(e -> e.code().equals(ErrorCode.TOO_LARGE), "too large");
      }
    }
  }

  @Test
  void whoHasNoValidTokenIsToldHowToSendOne() throws Exception {
    try (Served served = new Served()) {
      for (String credentials :
          List.of(
              "",
              "Authorization: Bearer wrong-token-of-the-shop\r\n",
              "Authorization: Basic eDp5\r\n")) {
        refuses(
            served,
            "GET /v1/orders HTTP/1.1\r\nHost: x\r\n" + credentials + "\r\n",
            401,
            "UNAUTHENTICATED");
        try (RawHttp raw = served.raw()) {
          String answer =
              raw.send("GET /v1/orders HTTP/1.1\r\nHost: x\r\n" + credentials + "\r\n")
                  .readAnswer();
          assertThat(answer).contains("WWW-Authenticate: Bearer realm=");
        }
      }
      try (HttpTransport stranger =
              HttpTransport.builder(served.server().address()).bearerToken(() -> "other").build();
          RemoteImageOrders orders = RemoteImageOrders.builder(stranger).build()) {
        assertThatExceptionOfType(ImageOrderException.class)
            .isThrownBy(() -> orders.events("", 1, Duration.ZERO))
            .matches(e -> e.code().equals(ErrorCode.UNAUTHENTICATED), "unauthenticated");
      }
    }
  }

  @Test
  void aTokenThatCannotBeCheckedNowIsNoFaultOfTheRequest() throws Exception {
    TokenVerifier away =
        token -> {
          throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the keys did not come");
        };
    try (Served served = new Served(settings -> settings.tokens(away))) {
      refuses(served, RawHttp.header("GET /v1/orders"), 503, "UNAVAILABLE");
    }
  }

  @Test
  void withoutTokensOthersThanThisMachineAreNotServed() {
    assertThatExceptionOfType(ImageOrderException.class)
        .isThrownBy(() -> OrderServer.builder(tenant -> null).host("0.0.0.0").start())
        .withMessageContaining("give tokens");
  }

  @Test
  void tokensThatCouldBeGuessedAreRefused() {
    assertThatExceptionOfType(ImageOrderException.class)
        .isThrownBy(() -> TokenVerifier.ofTokens(Map.of("secret", "shop")))
        .withMessageNotContaining("secret");
    assertThatExceptionOfType(ImageOrderException.class)
        .isThrownBy(() -> TokenVerifier.ofTokens(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked|5;a=\r\nb\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|5\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|5\r\nhello\n0\r\n\r\n",
        "Transfer-Encoding: chunked|5 \r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|0x5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|+5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|-5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked|100000000000000005\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, xchunked|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked|5\r\nhello\r\n0\r\n\r\n",
        " Transfer-Encoding: chunked|5\r\nhello\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked|5\r\nhello\r\n0\r\n\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked|5\r\nhello\r\n0\r\n\r\n",
        "Content-Length: +5|hello",
        "Content-Length: -5|hello",
        "Content-Length: 0x5|hello",
        "Content-Length: 5, 5|hello",
        "Content-Length: 5\r\nContent-Length: 6|hello",
        "Content-Length: 5 5|hello",
        "Content-Length: |hello",
        "Host: there\r\nContent-Length: 5|hello",
        "Folded: a\r\n b\r\nContent-Length: 5|hello",
        "Nothing\r\nContent-Length: 5|hello",
        "Bare: a\nContent-Length: 5|hello",
        "Bare: a\rContent-Length: 5|hello",
        "Null: a\u0000b\r\nContent-Length: 5|hello",
      })
  void aRequestWithTwoReadingsIsRefusedAndNothingBehindItIsRun(String ambiguous) throws Exception {
    String[] parts = ambiguous.split("\\|", 2);
    try (Served served = new Served();
        RawHttp raw = served.raw()) {
      String first = RawHttp.header("POST /v1/uploads?customer=c", parts[0]) + parts[1];
      raw.send(first + RawHttp.header("GET /second-request", "Connection: close"));
      String answers = raw.readAll();
      assertThat(answers).doesNotContain("/second-request").doesNotContain(" 201 ");
      assertThat(answers.split("HTTP/1.1 ", -1)).hasSizeLessThanOrEqualTo(2);
      assertThat(answers.isEmpty() || answers.matches("(?s)HTTP/1.1 (4|501).*")).isTrue();
    }
  }
}
