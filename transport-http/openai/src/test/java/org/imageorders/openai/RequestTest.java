package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.assertj.core.groups.Tuple;
import org.imageorders.Background;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageFormat;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Quality;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  private final FakeImageApi api = FakeImageApi.builder().alsoAccept("style", "seed").start();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void nothingIsSentThatWasNotSet() throws Exception {
    ApiCall seen = seen(ImageSpec.of("a lighthouse"));
    assertThat(seen.path()).isEqualTo("/v1/images/generations");
    assertThat(seen.fields())
        .isEqualTo(
            Map.of("prompt", "a lighthouse", "model", OpenAiImageProvider.DEFAULT_MODEL, "n", "1"));
  }

  @Test
  void everythingIsSentThatWasSet() throws Exception {
    ApiCall seen =
        seen(
            ImageSpec.builder("ein Leuchtturm, 灯台")
                .size(1536, 1024)
                .quality(Quality.HIGH)
                .format(ImageFormat.WEBP)
                .compression(80)
                .background(Background.OPAQUE)
                .model("gpt-image-2.5-flare")
                .previews(2)
                .providerOption("moderation", "low")
                .providerOption("safety_identifier", "user-7")
                .providerOption("style", "vivid")
                .providerOption("seed", 7)
                .build());
    assertThat(seen.fields())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("prompt", "ein Leuchtturm, 灯台"),
                Map.entry("model", "gpt-image-2.5-flare"),
                Map.entry("n", "1"),
                Map.entry("size", "1536x1024"),
                Map.entry("quality", "high"),
                Map.entry("output_format", "webp"),
                Map.entry("output_compression", "80"),
                Map.entry("background", "opaque"),
                Map.entry("partial_images", "2"),
                Map.entry("stream", "true"),
                Map.entry("moderation", "low"),
                Map.entry("safety_identifier", "user-7"),
                Map.entry("style", "vivid"),
                Map.entry("seed", "7")));
    assertThat(seen.header("Accept")).contains("text/event-stream");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "model", "n", "size", "stream", "partial_images", "mask"})
  void anOptionForWhichTheSpecHasAFieldIsRefusedAndNothingIsSent(String option) {
    ImageSpec spec = ImageSpec.builder("a lighthouse").providerOption(option, "x").build();
    assertThatThrownBy(() -> seen(spec))
        .isInstanceOfSatisfying(
            ProviderException.class,
            failure -> {
              assertThat(failure.submission()).isEqualTo(Submission.NOT_SUBMITTED);
              assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            })
        .hasMessageContaining(option)
        .hasMessageContaining("spec");
    assertThat(api.calls()).isZero();
  }

  @Test
  void anEditSendsEachImageWithItsOwnTypeNameAndLength() throws Exception {
    ImageSpec spec =
        ImageSpec.builder("at night")
            .sourceImage(Pictures.FIRST)
            .sourceImage(Pictures.SECOND)
            .mask(Pictures.FIRST)
            .providerOption("input_fidelity", "high")
            .build();
    ApiCall seen = seen(spec);
    assertThat(seen.path()).isEqualTo("/v1/images/edits");
    assertThat(seen.fields())
        .isEqualTo(
            Map.of(
                "prompt", "at night",
                "model", "gpt-image-2",
                "n", "1",
                "input_fidelity", "high"));
    assertThat(seen.uploads())
        .extracting(
            ApiCall.Upload::field,
            ApiCall.Upload::fileName,
            ApiCall.Upload::mediaType,
            ApiCall.Upload::bytes)
        .containsExactly(
            tuple("image[]", "image-1.png", "image/png", Pictures.png()),
            tuple("image[]", "image-2.jpeg", "image/jpeg", Pictures.jpeg()),
            tuple("mask", "mask.png", "image/png", Pictures.png()));
    assertThat(seen.header("Content-Length")).isPresent();
  }

  private static Tuple tuple(String field, String name, String type, byte[] bytes) {
    return Tuple.tuple(field, name, type, (long) bytes.length);
  }

  @Test
  void aSourceImageThatIsNotThereFailsAsItIsAndNothingIsSent() {
    ImageOrderException gone = new ImageOrderException(ErrorCode.NOT_FOUND, "it is gone");
    ImageSpec spec = ImageSpec.builder("at night").sourceImage(Pictures.FIRST).build();
    try (OpenAiImageProvider provider = Providers.of(api)) {
      ProviderCall call =
          ProviderCall.builder("attempt-1", spec)
              .sources(
                  id -> {
                    throw gone;
                  })
              .build();
      assertThatThrownBy(() -> provider.generate(call, new KeptSink())).isSameAs(gone);
    }
    assertThat(api.calls()).isZero();
  }

  @Test
  void aSourceImageThatEndsEarlyOrBreaksMeansThatTheRequestNeverWasWhole() throws IOException {
    byte[] png = Pictures.png();
    ImageSpec spec = ImageSpec.builder("at night").sourceImage(Pictures.FIRST).build();
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    for (InputStream source : List.of(new ByteArrayInputStream(png, 0, 9), broken)) {
      ImageContent content =
          new ImageContent("image/png", null, ByteRange.ALL.within(png.length), png.length, source);
      try (OpenAiImageProvider provider = Providers.of(api)) {
        ProviderCall call = ProviderCall.builder("attempt-1", spec).sources(id -> content).build();
        assertThatThrownBy(() -> provider.generate(call, new KeptSink()))
            .isInstanceOfSatisfying(
                ProviderException.class,
                failure -> assertThat(failure.submission()).isEqualTo(Submission.NOT_SUBMITTED))
            .hasMessageContaining("source image");
      }
    }
    assertThat(api.imagesDrawn()).isZero();
  }

  @Test
  void theHeaderSaysWhoAsksForWhomAndForWhichAttempt() throws Exception {
    ApiCall seen =
        seen(
            ImageSpec.of("a lighthouse"),
            Providers.builder(api).organization("org-1").project("proj-2"));
    assertThat(seen.header("Authorization")).contains("Bearer " + Providers.KEY);
    assertThat(seen.header("OpenAI-Organization")).contains("org-1");
    assertThat(seen.header("OpenAI-Project")).contains("proj-2");
    assertThat(seen.attempt()).contains("attempt-1");
  }

  @Test
  void azureIsCalledByDeploymentAndKey() throws Exception {
    ApiCall seen =
        seen(
            ImageSpec.of("a lighthouse"),
            OpenAiImageProvider.builder()
                .azure(api.origin(), "azure-key")
                .azureApiVersion("2025-04-01-preview")
                .model("my-deployment"));
    assertThat(seen.path()).startsWith("/openai/deployments/my-deployment/images/generations");
    assertThat(seen.header("api-key")).contains("azure-key");
    assertThat(seen.header("Authorization")).isEmpty();
  }

  @Test
  void azureIsAskedInAVersionThatKnowsTheModels() throws Exception {
    List<String> versions = new ArrayList<>();
    OkHttpClient noting =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  versions.add(chain.request().url().queryParameter("api-version"));
                  return chain.proceed(chain.request());
                })
            .build();
    for (String form : List.of("", "/openai/v1")) {
      URI endpoint = URI.create(api.origin() + form);
      seen(
          ImageSpec.of("a lighthouse"),
          OpenAiImageProvider.builder().azure(endpoint, "key").client(noting));
    }
    assertThat(versions).containsExactly("2025-04-01-preview", null);
  }

  @Test
  void azureIsCalledByItsNewerFormWithATokenThatIsFetchedForEachCall() throws Exception {
    int[] fetched = new int[1];
    ApiCall seen =
        seen(
            ImageSpec.of("a lighthouse"),
            OpenAiImageProvider.builder()
                .azure(URI.create(api.origin() + "/openai/v1"), () -> "token-" + ++fetched[0]));
    assertThat(seen.path()).startsWith("/openai/v1/images/generations");
    assertThat(seen.header("Authorization").orElseThrow()).startsWith("Bearer token-");
    assertThat(fetched[0]).isPositive();
  }

  @Test
  void aTokenThatDoesNotComeMeansThatNothingWasSent() {
    OpenAiImageProvider.Builder builder =
        OpenAiImageProvider.builder()
            .azure(
                api.origin(),
                () -> {
                  throw new IllegalStateException("no secret-thing");
                });
    assertThatThrownBy(() -> seen(ImageSpec.of("a lighthouse"), builder))
        .isInstanceOfSatisfying(
            ProviderException.class,
            failure -> assertThat(failure.submission()).isEqualTo(Submission.NOT_SUBMITTED))
        .hasMessageNotContaining("secret-thing");
  }

  @Test
  void withoutAKeyTheMessageNamesBothWaysToGiveOne() {
    OpenAiImageProvider.Builder builder = new OpenAiImageProvider.Builder(name -> null);
    assertThatThrownBy(builder::build)
        .isInstanceOf(ImageOrderException.class)
        .hasMessageContaining("apiKey")
        .hasMessageContaining("OPENAI_API_KEY");
    assertThatThrownBy(() -> builder.apiKey("sk-with\nline").build())
        .isInstanceOf(ImageOrderException.class)
        .hasMessageNotContaining("sk-with");
  }

  @Test
  void theKeyOfTheEnvironmentIsUsedIfNoneIsGiven() throws Exception {
    OpenAiImageProvider.Builder builder =
        new OpenAiImageProvider.Builder(Map.of("OPENAI_API_KEY", "sk-env")::get);
    ApiCall seen = seen(ImageSpec.of("a lighthouse"), builder.baseUrl(api.baseUrl()));
    assertThat(seen.header("Authorization")).contains("Bearer sk-env");
  }

  @Test
  void valuesThatMakeNoSenseAreRefused() {
    for (OpenAiImageProvider.Builder builder :
        new OpenAiImageProvider.Builder[] {
          Providers.builder(api).name("Open AI"),
          Providers.builder(api).baseUrl(URI.create("file:///tmp")),
          Providers.builder(api).baseUrl(URI.create("http://image_api:8080/v1")),
          Providers.builder(api).callTimeout(Duration.ZERO),
          Providers.builder(api).largestDownload(0),
          Providers.builder(api).imagesPerMinute(0),
        }) {
      assertThatThrownBy(builder::build).isInstanceOf(ImageOrderException.class);
    }
  }

  private ApiCall seen(ImageSpec spec) throws Exception {
    return seen(spec, Providers.builder(api));
  }

  private ApiCall seen(ImageSpec spec, OpenAiImageProvider.Builder builder) throws Exception {
    try (OpenAiImageProvider provider = builder.build()) {
      provider.generate(
          ProviderCall.builder("attempt-1", spec).sources(Pictures.sources()).build(),
          new KeptSink());
    }
    return api.received().get(api.calls() - 1);
  }
}
