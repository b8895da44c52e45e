package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ProviderCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsTest {

  private final FakeImageApi api = FakeImageApi.builder().answerLinks().start();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void imagesAreFetchedFromTheirLinksIfThatIsAllowed() throws Exception {
    KeptSink sink = images(Providers.builder(api).allowPrivateDownloads(true));
    assertThat(sink.images.get(0)).startsWith(0x89, 'P', 'N', 'G');
    assertThat(sink.usages).hasSize(1);
  }

  @Test
  void linksToThisMachineAreNotFollowedUnlessAllowed() throws Exception {
    assertThat(images(Providers.builder(api)).images).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:PORT/",
        "http://[::1]:PORT/",
        "http://2130706433:PORT/",
        "http://0x7f.1:PORT/",
        "http://127.1:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://0:PORT/",
        "http://localhost.:PORT/",
        "https://127.0.0.1:PORT/",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//x",
        "x",
        "jar:http://x!/y",
        "http://user:word@127.0.0.1:PORT/"
      })
  void linksThatLeadNowhereGoodAreNotFollowed(String link) throws Exception {
    try (Scripted inside = Scripted.answering("200 OK", "secret")) {
      String port = Integer.toString(inside.url().getPort());
      KeptSink sink = images(answering(link.replace("PORT", port)));
      assertThat(sink.images).isEmpty();
      assertThat(inside.requests()).isZero();
    }
  }

  @Test
  void aRedirectIsFollowedOnlyToWhereALinkIs() throws Exception {
    try (Scripted there = Scripted.answering("200 OK", "an image")) {
      try (Scripted here = Scripted.answering("302 Found\nLocation: " + there.url() + "/i", "")) {
        KeptSink sink = images(answering(here.url() + "/x").allowPrivateDownloads(true));
        assertThat(sink.images.get(0)).asString().isEqualTo("an image");
      }
      try (Scripted here = Scripted.answering("302 Found\nLocation: file:///etc/passwd", "")) {
        KeptSink sink = images(answering(here.url() + "/x").allowPrivateDownloads(true));
        assertThat(sink.images).isEmpty();
      }
    }
  }

  @Test
  void redirectsAreNotFollowedForEver() throws Exception {
    try (Scripted here = Scripted.answering("302 Found\nLocation: /again", "")) {
      KeptSink sink = images(answering(here.url() + "/x").allowPrivateDownloads(true));
      assertThat(sink.images).isEmpty();
      assertThat(here.requests()).isEqualTo(6);
    }
  }

  @Test
  void anImageThatIsTooLargeOrNotThereIsLeftOut() throws Exception {
    try (Scripted there = Scripted.answering("200 OK", "a large image");
        Scripted nothing = Scripted.answering("404 Not Found", "gone")) {
      OpenAiImageProvider.Builder builder =
          answering(there.url() + "/x").allowPrivateDownloads(true).largestDownload(5);
      assertThat(images(builder).images).isEmpty();
      assertThat(images(answering(nothing.url() + "/x").allowPrivateDownloads(true)).images)
          .isEmpty();
    }
  }

  @Test
  void anImageThatTakesTooLongIsLeftOut() throws Exception {
    api.nextDownload(Fault.stall());
    KeptSink sink =
        images(
            Providers.builder(api)
                .allowPrivateDownloads(true)
                .longestDownload(Duration.ofMillis(50)));
    assertThat(sink.images).isEmpty();
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void fetchingEndsBeforeTheCallsTimeDoesAndTheReasonIsTold() throws Exception {
    // So that no class is loaded within the call's time.
    KeptSink unused = images(Providers.builder(api).allowPrivateDownloads(true));
    api.nextDownload(Fault.stall());
    KeptSink sink = new KeptSink();
    try (OpenAiImageProvider provider =
        Providers.builder(api)
            .allowPrivateDownloads(true)
            .longestDownload(Duration.ofHours(1))
            .build()) {
      provider.generate(
          ProviderCall.builder("attempt-1", ImageSpec.of("x"))
              .timeLimit(Duration.ofSeconds(3))
              .build(),
          sink);
    }
    assertThat(sink.images).isEmpty();
    assertThat(sink.missing.get(0)).contains("link", "took too long");
    assertThat(sink.usages).hasSize(1);
  }

  /** A provider whose API answers with one link. */
  private OpenAiImageProvider.Builder answering(String link) {
    api.next(Fault.link(URI.create(link)));
    return Providers.builder(api);
  }

  private static KeptSink images(OpenAiImageProvider.Builder builder) throws Exception {
    KeptSink sink = new KeptSink();
    try (OpenAiImageProvider provider = builder.build()) {
      provider.generate(ProviderCall.builder("attempt-1", ImageSpec.of("x")).build(), sink);
    }
    return sink;
  }
}
