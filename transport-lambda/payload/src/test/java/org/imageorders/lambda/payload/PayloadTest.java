package org.imageorders.lambda.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.Test;

class PayloadTest {

  private static FunctionEvent read(String json) {
    return FunctionEvent.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(String body) {
    return "{\"rawPath\":\"/\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"body\":\""
        + body
        + "\",\"isBase64Encoded\":true}";
  }

  private static byte[] body(TransportBody body) throws IOException {
    return body.open().readAllBytes();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void anEventOfAnHttpApiIsReadWhateverItsFieldsOrder() throws Exception {
    FunctionEvent event =
        read(
            """
            {"body":"aGVsbG8=","isBase64Encoded":true,"version":"2.0","routeKey":"$default",
             "rawPath":"/prod/v1/orders","rawQueryString":"customer=a%20b&limit=2",
             "cookies":["c=1"],"queryStringParameters":{"customer":"a b"},
             "headers":{"prefer":"wait=5,link","Authorization":"Bearer x","host":"h"},
             "requestContext":{"accountId":"1","apiId":"api","authentication":null,
               "authorizer":{"jwt":{"claims":{"sub":"u","tenant":"shop","n":7},"scopes":["a"]}},
               "domainName":"d","http":{"method":"POST","path":"/prod/v1/orders"},"stage":"prod"}}
            """);
    assertThat(event.request().method()).isEqualTo("POST");
    assertThat(event.request().target()).isEqualTo("/v1/orders?customer=a%20b&limit=2");
    assertThat(event.request().headers().asMap()).containsOnlyKeys("prefer");
    assertThat(event.request().body().length()).isEqualTo(5);
    assertThat(body(event.request().body())).asString().isEqualTo("hello");
    assertThat(event.caller().jwtClaim("tenant")).contains("shop");
    assertThat(event.caller().jwtClaim("n")).contains("7");
    assertThat(event.caller().isDirect()).isFalse();
  }

  @Test
  void aValueOfAnAuthorizerIsNotReplacedByTheClaimsThatItPassesOn() {
    EventCaller caller =
        read("""
            {"rawPath":"/","requestContext":{"authorizer":{"lambda":{"tenant":"shop",
             "claims":{"tenant":"other"}}},"http":{"method":"GET"}}}
            """)
            .caller();
    assertThat(caller.lambda("tenant")).contains("shop");
  }

  @Test
  void aClaimCalledClaimsIsNoneOfTheTokensOwn() {
    EventCaller caller =
        read("""
            {"rawPath":"/","requestContext":{"authorizer":{"jwt":{"claims":{"tenant":"shop",
             "claims":{"tenant":"other"}}}},"http":{"method":"GET"}}}
            """)
            .caller();
    assertThat(caller.jwtClaim("tenant")).contains("shop");
  }

  @Test
  void anEventWithoutBodyAndContextOfAnApiIsADirectInvocation() throws Exception {
    FunctionEvent event =
        read("{\"rawPath\":\"/v1/orders\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}");
    assertThat(event.caller().isDirect()).isTrue();
    assertThat(event.request().target()).isEqualTo("/v1/orders");
    assertThat(body(event.request().body())).isEmpty();
  }

  @Test
  void aPathThatCameDecodedIsEncodedAgain() {
    FunctionEvent event =
        read(
            "{\"rawPath\":\"/v1/images/\\u00fc #1?\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}");
    assertThat(event.request().target()).isEqualTo("/v1/images/%C3%BC%20%231%3F");
  }

  @Test
  void escapesInATextBodyBecomeTheCharactersTheyStandFor() throws Exception {
    String text = "quote \" slash / \\ tab \t line \n \r \b \f ä € 😀";
    String json =
        "\"quote \\\" slash \\/ \\\\ tab \\t line \\n \\r \\b \\f \\u00e4 € \\ud83d\\ude00\"";
    FunctionEvent event =
        read(
            "{\"rawPath\":\"/\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"body\":"
                + json
                + "}");
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    assertThat(body(event.request().body())).isEqualTo(expected);
    assertThat(event.request().body().length()).isEqualTo(expected.length);
    ByteArrayOutputStream single = new ByteArrayOutputStream();
    var stream = event.request().body().open();
    for (int b = stream.read(); b >= 0; b = stream.read()) {
      single.write(b);
    }
    assertThat(single.toByteArray()).isEqualTo(expected);
  }

  @Test
  void halfACharacterBecomesAQuestionMark() throws Exception {
    FunctionEvent event =
        read(
            "{\"rawPath\":\"/\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"body\":\"\\ud83d\\u0041\"}");
    assertThat(body(event.request().body())).asString().isEqualTo("?A");
  }

  @Test
  void whatIsNoEventIsRefused() {
    for (String json :
        new String[] {
          "",
          "[]",
          "{",
          "{}",
          "{\"version\":\"1.0\",\"path\":\"/v1/orders\",\"httpMethod\":\"GET\"}",
          "{\"rawPath\":\"/\",\"requestContext\":null}",
          "{\"rawPath\":\"/\",\"requestContext\":{\"http\":7}}",
          "{\"rawPath\":\"v1\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}",
          base64("!!!!"),
          base64("aGVsb"),
          base64("aGU=aGVs"),
          base64("aGVs".repeat(4_095) + "aGU=aGVs")
        }) {
      assertThatThrownBy(() -> read(json))
          .as(json)
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
  }

  @Test
  void aRequestComesBackAsItWasWritten() throws Exception {
    for (int length : new int[] {0, 1, 2, 3, 4, 12_287, 12_288, 12_289, 100_000}) {
      byte[] bytes = random(length);
      TransportRequest request =
          TransportRequest.of("PUT", "/v1/x?a=b")
              .with("If-None-Match", "\"1\"")
              .with(TransportBody.once(new ByteArrayInputStream(bytes), length));
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      new FunctionEvent(request, EventCaller.direct("shop")).write(json);
      FunctionEvent read = FunctionEvent.read(json.toByteArray());
      assertThat(read.request().method()).isEqualTo("PUT");
      assertThat(read.request().target()).isEqualTo("/v1/x?a=b");
      assertThat(read.request().headers().first("If-None-Match")).contains("\"1\"");
      assertThat(read.request().body().length()).isEqualTo(length);
      assertThat(body(read.request().body())).isEqualTo(bytes);
      assertThat(read.caller().isDirect()).isTrue();
      assertThat(read.caller().lambda("tenant")).contains("shop");
    }
  }

  @Test
  void aResponseComesBackAsItWasWritten() throws Exception {
    for (String type : new String[] {"image/png", "application/json"}) {
      byte[] bytes = "{\"a\":\"ä 😀\"}".getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      FunctionAnswer.write(
          TransportResponse.of(206).with("Content-Type", type).with(TransportBody.of(bytes)), json);
      TransportResponse read = FunctionAnswer.read(json.toByteArray());
      assertThat(json.toString(StandardCharsets.UTF_8).contains("ä")).isEqualTo(type.length() > 9);
      assertThat(read.status()).isEqualTo(206);
      assertThat(read.headers().first("Content-Type")).contains(type);
      assertThat(read.body().length()).isEqualTo(bytes.length);
      assertThat(body(read.body())).isEqualTo(bytes);
    }
  }

  @Test
  void theLargestBodyFitsAMessageEvenIfEveryByteOfItIsEscaped() throws Exception {
    byte[] quotes = new byte[PayloadLimits.LARGEST_BODY];
    Arrays.fill(quotes, (byte) '"');
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    FunctionAnswer.write(
        TransportResponse.of(200)
            .with("Content-Type", "application/json")
            .with(TransportBody.of(quotes)),
        json);
    assertThat(json.size()).isLessThan(PayloadLimits.LARGEST_ANSWER - 100_000);
  }

  @Test
  void aBodyThatEndsEarlyIsNoAnswer() {
    TransportResponse response =
        TransportResponse.of(200)
            .with("Content-Type", "image/png")
            .with(TransportBody.once(new ByteArrayInputStream(new byte[9]), 10));
    assertThatThrownBy(() -> FunctionAnswer.write(response, new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    for (String json :
        new String[] {"", "null", "\"text\"", "{}", "{\"statusCode\":99}", "{\"statusCode\":200"}) {
      assertThatThrownBy(() -> FunctionAnswer.read(json.getBytes(StandardCharsets.UTF_8)))
          .as(json)
          .isInstanceOf(IOException.class);
    }
  }
}
