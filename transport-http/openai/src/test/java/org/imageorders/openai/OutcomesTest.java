package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomesTest {

  private final FakeImageApi api = FakeImageApi.start();

  @AfterEach
  void close() {
    api.close();
  }

  static Stream<Arguments> failures() {
    Submission no = Submission.REJECTED;
    Submission perhaps = Submission.UNKNOWN;
    ErrorCode down = ErrorCode.PROVIDER_UNAVAILABLE;
    ErrorCode refused = ErrorCode.PROVIDER_REFUSED;
    URI elsewhere = URI.create("http://127.0.0.1:9/v1/images/generations");
    return Stream.of(
        arguments(Fault.resetBeforeBody(), perhaps, down, 0),
        arguments(Fault.resetBeforeHeaders(), perhaps, down, 0),
        arguments(Fault.closeBeforeHeaders(), perhaps, down, 0),
        arguments(Fault.stall(), perhaps, down, 0),
        arguments(Fault.resetAfterHeaders(), perhaps, down, 0),
        arguments(Fault.resetInBase64(), perhaps, down, 2),
        arguments(Fault.closeInBase64(), perhaps, down, 2),
        arguments(Fault.stallInBase64(), perhaps, down, 2),
        arguments(Fault.truncatedJson(), perhaps, down, 2),
        arguments(Fault.wrongLength(-100), perhaps, down, 3),
        arguments(Fault.htmlPage(200), perhaps, down, 0),
        arguments(Fault.htmlPage(502), perhaps, down, 0),
        arguments(Fault.htmlPage(503), perhaps, down, 0),
        arguments(Fault.status(408), perhaps, down, 0),
        arguments(Fault.status(500), perhaps, down, 0),
        arguments(Fault.status(502), perhaps, down, 0),
        arguments(Fault.status(504), perhaps, down, 0),
        arguments(Fault.status(504).afterDrawing(), perhaps, down, 0),
        arguments(Fault.status(409), no, down, 0),
        arguments(Fault.status(503), no, down, 0),
        arguments(Fault.redirect(301, elsewhere), no, refused, 0),
        arguments(Fault.redirect(307, elsewhere), no, refused, 0),
        arguments(Fault.status(400), no, refused, 0),
        arguments(Fault.status(401), no, refused, 0),
        arguments(Fault.status(403), no, refused, 0),
        arguments(Fault.status(404), no, refused, 0),
        arguments(Fault.status(413), no, refused, 0),
        arguments(Fault.status(422), no, refused, 0),
        arguments(Fault.status(429), no, ErrorCode.RATE_LIMITED, 0),
        arguments(Fault.rateLimited(Duration.ofSeconds(30)), no, ErrorCode.RATE_LIMITED, 0),
        arguments(Fault.quotaExceeded(), no, ErrorCode.QUOTA_EXHAUSTED, 0),
        arguments(Fault.moderated("violence"), no, ErrorCode.CONTENT_REFUSED, 0));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void eachFailureSaysHowFarItGotAndWhyAndKeepsTheImagesThatCame(
      Fault fault, Submission submission, ErrorCode code, int images) {
    api.next(fault);
    KeptSink sink = new KeptSink();
    boolean lasts = fault.name().startsWith("stall");
    ProviderException failure = failure(lasts ? impatient() : provider(), 3, sink);
    assertThat(failure.submission()).isEqualTo(submission);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(sink.images).hasSize(images);
    assertThat(sink.leftOpen).isZero();
    assertThat(api.calls()).isEqualTo(1);
    assertThat(failure.getMessage()).doesNotContain(Providers.KEY).hasSizeLessThan(500);
  }

  static Stream<Arguments> successes() {
    return Stream.of(
        arguments(Fault.none(), 3),
        arguments(Fault.resetAfterLastByte(), 3),
        arguments(Fault.resetAfterAnswer(), 3),
        arguments(Fault.wrongLength(100), 3),
        arguments(Fault.unknownFields(), 3),
        arguments(Fault.unknownValues(), 3),
        arguments(Fault.withoutUsage(), 3),
        arguments(Fault.fewerImages(), 2),
        arguments(Fault.emptyData(), 0),
        arguments(Fault.withoutData(), 0),
        arguments(Fault.link(URI.create("http://169.254.169.254/latest/meta-data")), 0));
  }

  @ParameterizedTest
  @MethodSource("successes")
  void anAnswerThatCameToItsEndIsOneHoweverFewImagesItHas(Fault fault, int images)
      throws Exception {
    api.next(fault);
    KeptSink sink = new KeptSink();
    provider().generate(call(3, 0), sink);
    assertThat(sink.images).hasSize(images);
    assertThat(sink.leftOpen).isZero();
    assertThat(api.calls()).isEqualTo(1);
  }

  @Test
  void wrongBase64IsAnImageThatDidNotCome() throws Exception {
    api.next(Fault.wrongBase64());
    KeptSink sink = new KeptSink();
    provider().generate(call(1, 0), sink);
    assertThat(sink.images).isEmpty();
    assertThat(sink.usages).hasSize(1);
  }

  @Test
  void ofAStreamEveryOddityIsSurvived() throws Exception {
    for (Fault fault :
        List.of(
            Fault.none(),
            Fault.unknownEvents(),
            Fault.unknownFields(),
            Fault.duplicatedEvents(),
            Fault.interleavedEvents())) {
      api.next(fault);
      KeptSink sink = new KeptSink();
      provider().generate(call(2, 2), sink);
      assertThat(sink.images).as(fault.name()).hasSize(2);
      assertThat(sink.images.get(0)).isNotEqualTo(sink.images.get(1));
      assertThat(sink.usages).hasSize(1);
      assertThat(sink.leftOpen).isZero();
    }
  }

  @Test
  void aStreamThatBreaksOffIsOfUnknownFate() {
    for (Fault fault :
        List.of(
            Fault.withoutData(),
            Fault.errorEvent(),
            Fault.resetInBase64(),
            Fault.closeInBase64(),
            Fault.truncatedJson())) {
      api.next(fault);
      KeptSink sink = new KeptSink();
      ProviderException failure = failure(provider(), call(2, 1), sink);
      assertThat(failure.submission()).as(fault.name()).isEqualTo(Submission.UNKNOWN);
      assertThat(sink.images).hasSize(fault.name().equals("without data") ? 0 : 1);
    }
  }

  @Test
  void whoDoesNotAnswerTheDoorWasNotSentAnything() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + FakeImageApi.refusingPort() + "/v1");
    ProviderException failure = failure(at(nobody), 1, new KeptSink());
    assertThat(failure.submission()).isEqualTo(Submission.NOT_SUBMITTED);
    assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);

    ProviderException nameless =
        failure(at(URI.create("http://nobody.invalid/v1")), 1, new KeptSink());
    assertThat(nameless.submission()).isEqualTo(Submission.NOT_SUBMITTED);

    // It speaks no TLS.
    URI plain = URI.create(api.baseUrl().toString().replace("http:", "https:"));
    assertThat(failure(at(plain), 1, new KeptSink()).submission())
        .isEqualTo(Submission.NOT_SUBMITTED);
  }

  @Test
  void aPauseIsPassedOnWithTheRefusalAndTheLimitsAreTold() {
    try (FakeImageApi limited =
        FakeImageApi.builder().imagesPerMinute(1).requestsPerMinute(50).start()) {
      KeptSink sink = new KeptSink();
      ProviderException failure = failure(Providers.of(limited), 2, sink);
      assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
      assertThat(failure.retryAfter()).isPresent();
      assertThat(sink.limits).extracting(limit -> limit.unit()).contains("requests");
    }
  }

  @ParameterizedTest
  @CsvSource({"429 x, PT12S", "'429 x\nRetry-After: 30', PT30S"})
  void thePauseOfTheHeaderIsBelievedBeforeTheOneInTheMessage(String head, Duration pause)
      throws Exception {
    String body = "{\"error\":{\"message\":\"Too many. Please try again in 12s.\"}}";
    try (Scripted server = Scripted.answering(head, body)) {
      assertThat(failure(at(server.url()), 1, new KeptSink()).retryAfter()).contains(pause);
    }
  }

  @Test
  void theReasonOfAModerationIsInTheMessage() {
    api.next(Fault.moderated("violence"));
    assertThat(failure(provider(), 1, new KeptSink()))
        .hasMessageContaining("moderation_blocked")
        .hasMessageContaining("safety_violations=[violence]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503 x\\nRetry-After: 0 | sorry | REJECTED | PROVIDER_UNAVAILABLE",
        "503 x | upstream connect error | UNKNOWN | PROVIDER_UNAVAILABLE",
        "529 x | {'error':{'type':'overloaded_error','message':'busy'}} | REJECTED |"
            + " PROVIDER_UNAVAILABLE",
        "400 x | {'error':{'code':'billing_hard_limit_reached','message':'no'}} | REJECTED |"
            + " QUOTA_EXHAUSTED",
        "403 x | {'error':{'type':'billing_not_active'}} | REJECTED | QUOTA_EXHAUSTED",
        "503 x | {'message':'Service Unavailable'} | UNKNOWN | PROVIDER_UNAVAILABLE",
        "429 x | {'error':{'type':'insufficient_quota','code':null}} | REJECTED |"
            + " QUOTA_EXHAUSTED",
        "400 x | {'error':{'code':'moderation_blocked','message':'cut | REJECTED |"
            + " CONTENT_REFUSED",
        "402 x | pay | REJECTED | QUOTA_EXHAUSTED",
        "400 x | {'error':{'code':'contentFilter','message':'no'}} | REJECTED | CONTENT_REFUSED",
        "400 x | {'error':{'code':null,'message':'refused by our safety system'}} | REJECTED |"
            + " CONTENT_REFUSED",
        "500 x | {'error':{'code':'insufficient_quota','message':'no'}} | UNKNOWN |"
            + " PROVIDER_UNAVAILABLE",
        "418 x | {'error':'a teapot'} | REJECTED | PROVIDER_REFUSED",
        "200 x | {'error':{'code':'moderation_blocked','message':'no'}} | REJECTED |"
            + " CONTENT_REFUSED",
        "200 x | {'error':{'type':'server_error','message':'no'}} | UNKNOWN |"
            + " PROVIDER_UNAVAILABLE",
        "204 x | '' | UNKNOWN | PROVIDER_UNAVAILABLE",
      })
  void oddAnswersAreUnderstoodAndNeverAskedForAgain(
      String head, String body, Submission submission, String code) throws Exception {
    try (Scripted server = Scripted.answering(head.replace("\\n", "\n"), body.replace('\'', '"'))) {
      ProviderException failure = failure(at(server.url()), 1, new KeptSink());
      assertThat(failure.submission()).isEqualTo(submission);
      assertThat(failure.code()).isEqualTo(ErrorCode.of(code));
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 x\\nRetry-After: 30 | REJECTED | RATE_LIMITED",
        "400 x | REJECTED | CONTENT_REFUSED",
        "502 x | UNKNOWN | PROVIDER_UNAVAILABLE",
      })
  void aRefusalWhoseBodyBreaksOffIsOneAllTheSame(String head, Submission submission, String code)
      throws Exception {
    String body = "{\"error\":{\"code\":\"moderation_blocked\",";
    if (head.startsWith("429")) {
      body = "{\"error\":{\"code\":\"rate_";
    }
    try (Scripted server = Scripted.breakingOff(head.replace("\\n", "\n"), body)) {
      ProviderException failure = failure(at(server.url()), 1, new KeptSink());
      assertThat(failure.submission()).isEqualTo(submission);
      assertThat(failure.code()).isEqualTo(ErrorCode.of(code));
      assertThat(failure.retryAfter())
          .isEqualTo(
              head.startsWith("429") ? Optional.of(Duration.ofSeconds(30)) : Optional.empty());
    }
  }

  @Test
  void aRequestThatBreaksOffWhileItIsSentNeverWasWhole() throws Exception {
    long size = 64 << 20;
    ProviderCall edit =
        ProviderCall.builder(
                "attempt-1", ImageSpec.builder("x").sourceImage(Pictures.FIRST).build())
            .sources(
                id ->
                    new ImageContent(
                        "image/png",
                        null,
                        ByteRange.ALL.within(size),
                        size,
                        new ByteArrayInputStream(new byte[(int) size])))
            .build();
    api.next(Fault.resetBeforeBody());
    ProviderException failure = failure(provider(), edit, new KeptSink());
    assertThat(failure.submission()).isEqualTo(Submission.NOT_SUBMITTED);
    assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    assertThat(api.imagesDrawn()).isZero();
  }

  @Test
  void whatTheClientsOwnPartsThrowIsNoFaultOfTheProvider() throws Exception {
    OkHttpClient broken =
        new OkHttpClient.Builder()
            .dns(
                host -> {
                  throw new IllegalStateException("no names today");
                })
            .build();
    URI named = URI.create(api.baseUrl().toString().replace("127.0.0.1", "localhost"));
    OpenAiImageProvider.Builder builder =
        OpenAiImageProvider.builder().apiKey(Providers.KEY).client(broken).baseUrl(named);
    assertThat(failure(builder.build(), 1, new KeptSink()))
        .hasMessageContaining("no names today")
        .extracting(ProviderException::submission)
        .isEqualTo(Submission.NOT_SUBMITTED);

    OkHttpClient clumsy =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  chain.proceed(chain.request()).close();
                  throw new IllegalStateException("clumsy");
                })
            .build();
    assertThat(failure(Providers.builder(api).client(clumsy).build(), 1, new KeptSink()))
        .hasMessageContaining("clumsy")
        .extracting(ProviderException::submission)
        .isEqualTo(Submission.UNKNOWN);
  }

  @Test
  void aMessageIsShortOfOneLineAndWithoutTheKey() throws Exception {
    String chatter = IntStream.range(0, 2_000).mapToObj(i -> "line\\n").reduce("", String::concat);
    try (Scripted server =
        Scripted.answering(
            "401 x",
            "{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"wrong "
                + Providers.KEY
                + " sk-other-99 "
                + chatter
                + "\"}}")) {
      String message = failure(at(server.url()), 1, new KeptSink()).getMessage();
      assertThat(message)
          .contains("invalid_api_key")
          .doesNotContain(Providers.KEY, "sk-other-99", "\n")
          .hasSizeLessThan(400);
    }
  }

  @Test
  void anAnswerBeyondTheLimitIsNotReadOn() {
    api.next(Fault.gigantic(8L << 20));
    try (OpenAiImageProvider provider = Providers.builder(api).largestAnswer(1 << 20).build()) {
      ProviderException failure = failure(provider, 1, new KeptSink());
      assertThat(failure.submission()).isEqualTo(Submission.UNKNOWN);
      assertThat(failure).hasMessageContaining("larger than");
    }
  }

  @Test
  void theCallsOwnTimeLimitCounts() throws Exception {
    try (OpenAiImageProvider provider = provider()) {
      provider.generate(call(1, 0), new KeptSink()); // so that no class is loaded within the limit
    }
    api.next(Fault.stall());
    ProviderCall call =
        ProviderCall.builder("attempt-1", ImageSpec.of("x"))
            .timeLimit(Duration.ofSeconds(1))
            .build();
    ProviderException failure = failure(provider(), call, new KeptSink());
    assertThat(failure.submission()).isEqualTo(Submission.UNKNOWN);
    assertThat(failure).hasMessageContaining("too long");
  }

  private OpenAiImageProvider provider() {
    return Providers.of(api);
  }

  /** For faults that last; what comes before one comes in time on a busy machine too. */
  private OpenAiImageProvider impatient() {
    return Providers.builder(api).readTimeout(Duration.ofSeconds(2)).build();
  }

  private static OpenAiImageProvider at(URI url) {
    return OpenAiImageProvider.builder().apiKey(Providers.KEY).baseUrl(url).build();
  }

  private static ProviderException failure(OpenAiImageProvider provider, int count, KeptSink sink) {
    return failure(provider, call(count, 0), sink);
  }

  private static ProviderException failure(
      OpenAiImageProvider provider, ProviderCall call, KeptSink sink) {
    try (provider) {
      ProviderException failure =
          catchThrowableOfType(ProviderException.class, () -> provider.generate(call, sink));
      assertThat(failure).isNotNull();
      return failure;
    }
  }

  private static ProviderCall call(int count, int previews) {
    ImageSpec spec = ImageSpec.builder("a lighthouse").size(1024, 1024).previews(previews).build();
    return ProviderCall.builder("attempt-1", spec)
        .places(IntStream.range(0, count).boxed().toList())
        .build();
  }
}
