package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the faults of the answer make of it. */
class AnswerFaultsTest {

  private static final String TWO = "{\"prompt\":\"a lighthouse\",\"n\":2}";
  private static final String STREAM =
      "{\"prompt\":\"a lighthouse\",\"n\":2,\"stream\":true,\"partial_images\":2}";
  private static final Money EACH = Money.usd("0.1");

  private final FakeImageApi api =
      FakeImageApi.builder().imageBytes(20_000).pricePerImage(EACH).start();
  private final ApiClient client = new ApiClient(api);

  @AfterEach
  void close() {
    api.close();
  }

  private void assertCharged(int images) throws InterruptedException {
    api.awaitIdle();
    assertThat(api.imagesDrawn()).isEqualTo(images);
    assertThat(api.charged()).isEqualTo(EACH.times(images));
  }

  @Test
  void truncatedJsonEndsAsHttpShould() throws Exception {
    api.next(Fault.truncatedJson());

    HttpResponse<String> response = client.generate(TWO);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> ApiClient.json(response)).hasMessageContaining("end-of-input");
    assertCharged(2);
  }

  @Test
  void wrongBase64IsOnlyInTheLastImage() throws Exception {
    api.next(Fault.wrongBase64());

    JsonNode json = ApiClient.json(client.generate(TWO));

    WholeImage.of(Base64.getDecoder().decode(json.at("/data/0/b64_json").textValue()));
    assertThatThrownBy(() -> Base64.getDecoder().decode(json.at("/data/1/b64_json").textValue()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNotAnImageIsGoodBase64() throws Exception {
    api.next(Fault.notAnImage());

    JsonNode json = ApiClient.json(client.generate(TWO));

    assertThat(Base64.getDecoder().decode(json.at("/data/1/b64_json").textValue()))
        .asString()
        .startsWith("<!DOCTYPE html>");
  }

  @Test
  void aTruncatedImageIsGoodBase64() throws Exception {
    api.next(Fault.truncatedImage());

    JsonNode json = ApiClient.json(client.generate(TWO));

    assertThat(Base64.getDecoder().decode(json.at("/data/1/b64_json").textValue()))
        .hasSizeBetween(9_000, 11_000);
  }

  @Test
  void wrongPixelsAreOneTooWide() throws Exception {
    api.next(Fault.wrongPixels());

    assertThat(ApiClient.images(client.generate(TWO)))
        .extracting(WholeImage::size)
        .containsExactly(new ImageSize(1_024, 1_024), new ImageSize(1_025, 1_024));
  }

  @Test
  void aGiganticImageIsAsLargeAsWanted() throws Exception {
    api.next(Fault.gigantic(3_000_000));

    assertThat(ApiClient.json(client.generate(TWO)).at("/data/1/b64_json").textValue())
        .hasSizeBetween(4_000_000, 4_000_100);
  }

  @Test
  void successMayBeWithoutData() throws Exception {
    api.next(Fault.withoutData(), Fault.emptyData(), Fault.withoutUsage());

    assertThat(ApiClient.json(client.generate(TWO)).has("data")).isFalse();
    assertThat(ApiClient.json(client.generate(TWO)).path("data")).isEmpty();
    assertThat(ApiClient.json(client.generate(TWO)).has("usage")).isFalse();
    assertCharged(6);
  }

  @Test
  void fewerImagesThanAskedForAreDrawnAndCharged() throws Exception {
    api.next(Fault.fewerImages());

    assertThat(ApiClient.images(client.generate(TWO))).hasSize(1);
    assertCharged(1);
  }

  @Test
  void whatIsUnknownStandsBesideWhatIsKnown() throws Exception {
    api.next(Fault.unknownFields(), Fault.unknownValues());

    assertThat(ApiClient.json(client.generate(TWO)).findValues("x_unknown")).hasSize(4);
    assertThat(ApiClient.json(client.generate(TWO)).path("quality").textValue())
        .isEqualTo("sublime");
  }

  @Test
  void anImageMayBeALinkToAnywhere() throws Exception {
    api.next(Fault.link(URI.create("http://10.0.0.1/picture")));

    assertThat(ApiClient.json(client.generate(TWO)).findValuesAsText("url"))
        .containsExactly("http://10.0.0.1/picture", "http://10.0.0.1/picture");
  }

  @Test
  void eventsMayComeTwice() throws Exception {
    assertThat(events(Fault.duplicatedEvents()))
        .containsExactly("0", "0", "1", "1", "done", "done", "0", "0", "1", "1", "done", "done");
  }

  @Test
  void eventsMayComeInAnyOrder() throws Exception {
    assertThat(events(Fault.interleavedEvents()))
        .containsExactly("1", "1", "done", "done", "0", "0");
  }

  @Test
  void aStreamMayHaveEventsThatNobodyKnows() throws Exception {
    assertThat(events(Fault.unknownEvents())).hasSize(12).contains("image_generation.progress");
  }

  @Test
  void aStreamMayEndWithAnError() throws Exception {
    assertThat(events(Fault.errorEvent())).containsExactly("0", "1", "done", "0", "1", "error");
  }

  @Test
  void aStreamMayEndWithoutAnyEvent() throws Exception {
    assertThat(events(Fault.withoutData())).isEmpty();
  }

  private List<String> events(Fault fault) throws Exception {
    api.next(fault);
    return ApiClient.events(client.generate(STREAM)).stream()
        .map(
            event ->
                switch (event.path("type").textValue()) {
                  case "image_generation.partial_image" ->
                      event.path("partial_image_index").toString();
                  case "image_generation.completed" -> "done";
                  default -> event.path("type").textValue();
                })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504})
  void anErrorHasItsStatusAndOpenAisBodyAndCostsNothing(int status) throws Exception {
    api.next(Fault.status(status));

    HttpResponse<String> response = client.generate(TWO);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(ApiClient.json(response).path("error").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    assertCharged(0);
  }

  @Test
  void anErrorAfterDrawingIsPaidFor() throws Exception {
    api.next(Fault.status(504).afterDrawing());

    assertThat(client.generate(TWO).statusCode()).isEqualTo(504);
    assertCharged(2);
  }

  @Test
  void aRefusalForTheRateTellsWhenItEnds() throws Exception {
    api.next(Fault.rateLimited(Duration.ofMillis(29_500)));

    HttpResponse<String> response = client.generate(TWO);

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).contains("30");
    assertThat(response.headers().firstValue("retry-after-ms")).contains("29500");
    assertThat(error(response)).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void otherRefusalsTellTheirReason() throws Exception {
    api.next(Fault.quotaExceeded(), Fault.moderated("violence"));

    HttpResponse<String> quota = client.generate(TWO);
    assertThat(quota.statusCode()).isEqualTo(429);
    assertThat(error(quota)).isEqualTo("insufficient_quota");
    HttpResponse<String> moderated = client.generate(TWO);
    assertThat(moderated.statusCode()).isEqualTo(400);
    assertThat(error(moderated)).isEqualTo("moderation_blocked");
    assertThat(moderated.body()).contains("safety_violations=[violence]");
  }

  private static String error(HttpResponse<String> response) throws IOException {
    return ApiClient.json(response).at("/error/code").textValue();
  }

  @Test
  void aGatewayAnswersInHtml() throws Exception {
    api.next(Fault.htmlPage(502));

    HttpResponse<String> response = client.generate(TWO);

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html");
  }

  @Test
  void aRedirectTellsWhere() throws Exception {
    api.next(Fault.redirect(307, URI.create("http://10.0.0.1/elsewhere")));

    HttpResponse<String> response = client.generate(TWO);

    assertThat(response.statusCode()).isEqualTo(307);
    assertThat(response.headers().firstValue("Location")).contains("http://10.0.0.1/elsewhere");
  }
}
