package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fake API that works. */
class FakeImageApiTest {

  private static final String PROMPT = "{\"prompt\":\"a lighthouse\"}";

  @Test
  void aCallBringsItsImagesTheirUsageAndTheLook() throws Exception {
    try (FakeImageApi api = FakeImageApi.start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .generate(
                  "{\"model\":\"gpt-image-2\",\"prompt\":\"a lighthouse\",\"n\":2,"
                      + "\"size\":\"1536x1024\",\"quality\":\"low\"}");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(ApiClient.images(response))
          .hasSize(2)
          .allSatisfy(
              image ->
                  assertThat(image)
                      .isEqualTo(new WholeImage("image/png", new ImageSize(1_536, 1_024))));
      JsonNode json = ApiClient.json(response);
      assertThat(json.path("created").isIntegralNumber()).isTrue();
      assertThat(json.path("size").textValue()).isEqualTo("1536x1024");
      assertThat(json.path("quality").textValue()).isEqualTo("low");
      assertThat(json.path("usage").path("output_tokens").intValue()).isEqualTo(600);
      assertThat(json.path("usage").path("total_tokens").intValue()).isEqualTo(603);
      assertThat(api.imagesDrawn()).isEqualTo(2);
      assertThat(api.charged()).isEqualTo(Money.usd("0.018015")); // 600 at 30, 3 at 5 a million
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "webp"})
  void everyFormatHasThePixelsAskedForAndAtLeastTheBytesWanted(String format) throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().imageBytes(300_000).start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .generate(
                  "{\"prompt\":\"a lighthouse\",\"size\":\"816x1632\",\"output_format\":\""
                      + format
                      + "\"}");

      assertThat(ApiClient.images(response))
          .containsExactly(new WholeImage("image/" + format, new ImageSize(816, 1_632)));
      String text = ApiClient.json(response).at("/data/0/b64_json").textValue();
      assertThat(Base64.getDecoder().decode(text)).hasSizeBetween(300_000, 300_012);
    }
  }

  @Test
  void aStreamBringsPreviewsAndThenTheImageWithItsUsage() throws Exception {
    try (FakeImageApi api = FakeImageApi.start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .generate("{\"prompt\":\"a lighthouse\",\"stream\":true,\"partial_images\":2}");

      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      List<JsonNode> events = ApiClient.events(response);
      assertThat(events)
          .extracting(event -> event.path("type").textValue())
          .containsExactly(
              "image_generation.partial_image",
              "image_generation.partial_image",
              "image_generation.completed");
      assertThat(events.get(1).path("partial_image_index").intValue()).isEqualTo(1);
      assertThat(events.get(2).path("usage").path("output_tokens").intValue()).isEqualTo(1_967);
      assertThat(events)
          .allSatisfy(
              event ->
                  WholeImage.of(Base64.getDecoder().decode(event.path("b64_json").textValue())));
      assertThat(response.body())
          .contains("event: image_generation.completed\ndata: {\"type\":")
          .endsWith("}\n\n");
    }
  }

  @Test
  void anEditTellsTheFilesThatCame() throws Exception {
    byte[] source = ImageBytes.bytes(1, 100_000);
    byte[] mask = ImageBytes.bytes(2, 10);
    try (FakeImageApi api = FakeImageApi.start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .edit(
                  new ApiClient.Form()
                      .field("prompt", "müde\r\n--form")
                      .field("n", "2")
                      .file("image[]", "a.png", "image/png", source)
                      .file("image[]", "b.webp", "image/webp", source)
                      .file("mask", "m.png", "image/png", mask));

      assertThat(ApiClient.images(response)).hasSize(2);
      ApiCall call = api.received().get(0);
      assertThat(call.fields()).isEqualTo(Map.of("prompt", "müde\r\n--form", "n", "2"));
      assertThat(call.uploads())
          .containsExactly(
              new ApiCall.Upload(
                  "image[]", "a.png", "image/png", 100_000, ImageBytes.sha256(source)),
              new ApiCall.Upload(
                  "image[]", "b.webp", "image/webp", 100_000, ImageBytes.sha256(source)),
              new ApiCall.Upload("mask", "m.png", "image/png", 10, ImageBytes.sha256(mask)));
    }
  }

  @Test
  void anEditMayStream() throws Exception {
    try (FakeImageApi api = FakeImageApi.start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .edit(
                  new ApiClient.Form()
                      .field("prompt", "a lighthouse")
                      .field("stream", "true")
                      .field("partial_images", "1")
                      .file("image", "a.png", "image/png", new byte[10]));

      assertThat(ApiClient.events(response))
          .extracting(event -> event.path("type").textValue())
          .containsExactly("image_edit.partial_image", "image_edit.completed");
    }
  }

  @Test
  void linksLeadToTheImages() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().answerLinks().start()) {
      ApiClient client = new ApiClient(api);
      HttpResponse<String> response = client.generate(PROMPT);

      String url = ApiClient.json(response).at("/data/0/url").textValue();
      HttpResponse<byte[]> image = client.get(URI.create(url));
      assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
      assertThat(WholeImage.of(image.body()).size()).isEqualTo(new ImageSize(1_024, 1_024));
    }
  }

  @Test
  void aDownloadMayBreak() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().answerLinks().imageBytes(20_000).start()) {
      ApiClient client = new ApiClient(api);
      URI url = URI.create(ApiClient.json(client.generate(PROMPT)).at("/data/0/url").textValue());

      api.nextDownload(Fault.closeInBase64(), Fault.redirect(302, URI.create("http://10.0.0.1/")));

      assertThatThrownBy(() -> client.get(url)).isInstanceOf(IOException.class);
      assertThat(client.get(url).statusCode()).isEqualTo(302);
      assertThat(client.get(url).body()).hasSizeBetween(20_000, 20_012);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyMayComeInChunksAndWaitUntilItIsAskedFor(boolean waits) throws Exception {
    try (FakeImageApi api = FakeImageApi.start()) {
      byte[] json = PROMPT.getBytes(StandardCharsets.UTF_8);
      HttpRequest request =
          HttpRequest.newBuilder(api.origin().resolve("/v1/images/generations"))
              .header("api-key", "a key as Azure has it")
              .header("Content-Type", "application/json")
              .expectContinue(waits)
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json)))
              .build();

      assertThat(ApiClient.HTTP.send(request, BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      assertThat(api.received().get(0).header("Transfer-Encoding")).contains("chunked");
    }
  }

  @Test
  void aClientThatLeavesWhileAnImageIsDrawnPaysForIt() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().latency(Duration.ofDays(1)).start()) {
      try (var socket = new ApiClient(api).raw(PROMPT)) {
        api.awaitCalls(1);
        assertThat(socket.isConnected()).isTrue();
      }
      api.awaitClientLeft(1);

      assertThat(api.received().get(0).status()).isEmpty();
      assertThat(api.charged()).isEqualTo(Money.usd("0.053025"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openai/v1/images/generations",
        "/openai/deployments/painter/images/generations?api-version=2026-01-01"
      })
  void azuresPathsAreServedToo(String path) throws Exception {
    try (FakeImageApi api = FakeImageApi.start()) {
      HttpResponse<String> response =
          new ApiClient(api)
              .post(path, "application/json", PROMPT.getBytes(StandardCharsets.UTF_8));

      assertThat(ApiClient.images(response)).hasSize(1);
    }
  }

  @Test
  void theLogTellsEveryCallByItsAttempt() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().pricePerImage(Money.usd("0.25")).start()) {
      ApiClient client = new ApiClient(api);
      client.generate(PROMPT);
      client.generate("{}");
      client.generate(PROMPT);

      api.awaitIdle();
      assertThat(api.calls()).isEqualTo(3);
      assertThat(api.received())
          .extracting(call -> call.status().orElseThrow())
          .containsExactly(200, 400, 200);
      assertThat(api.received()).allMatch(call -> call.attempt().orElseThrow().equals("attempt-1"));
      assertThat(api.chargedByAttempt()).isEqualTo(Map.of("attempt-1", Money.usd("0.5")));
      assertThat(api.peakInFlight()).isEqualTo(1);
    }
  }
}
