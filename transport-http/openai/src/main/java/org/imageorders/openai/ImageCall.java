package org.imageorders.openai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Timeout;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Usage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: its request is sent, its answer read, its end understood. All on the calling thread.
 */
final class ImageCall {

  private static final Logger log = LoggerFactory.getLogger(ImageCall.class);
  private static final int LARGEST_REFUSAL = 16 * 1024;

  private final OpenAiImageProvider provider;
  private final ProviderCall call;
  private final ImageSink sink;
  private final ImageRequest request;

  ImageCall(OpenAiImageProvider provider, ProviderCall call, ImageSink sink)
      throws ProviderException {
    this.provider = provider;
    this.call = call;
    this.sink = sink;
    try {
      request = new ImageRequest(call, provider.model);
    } catch (ImageOrderException e) {
      throw Outcomes.impossible(e.code(), String.valueOf(e.getMessage()), e);
    }
  }

  void run() throws ProviderException, InterruptedException {
    // Who set the time limit may interrupt at its end, and then takes an answered call for lost.
    long timeLeft = timeLimit().toNanos() / 10 * 9;
    Timeout deadline = new Timeout().deadline(Math.max(1, timeLeft), TimeUnit.NANOSECONDS);
    WireCall wire = send();
    ImageAnswer images = read(wire);
    tellUsage(images.usage());
    for (Map.Entry<Integer, String> link : images.links().entrySet()) {
      fetch(link.getKey(), link.getValue(), deadline);
    }
  }

  private WireCall send() throws ProviderException, InterruptedException {
    try (EditForm form = request.isEdit() ? new EditForm(call, request.fields()) : null) {
      WireCall wire = new WireCall(provider.client, timeLimit(), form == null ? null : form.body());
      try {
        request.send(provider.images.withOptions(options -> options.httpClient(wire)));
        return wire;
      } catch (RuntimeException e) {
        wire.abort();
        throwIfInterrupted();
        throw wire.hasBegun()
            ? notAnswered(wire, e.getCause() instanceof IOException lost ? lost : e)
            : Outcomes.impossible(
                ErrorCode.PROVIDER_UNAVAILABLE,
                "the request could not be written: " + e.getClass().getSimpleName(),
                e);
      }
    }
  }

  private Duration timeLimit() {
    Duration limit = call.timeLimit();
    return limit.compareTo(provider.callTimeout) < 0 ? limit : provider.callTimeout;
  }

  private static ProviderException notAnswered(WireCall wire, Exception cause) {
    if (cause instanceof EditForm.SourceUnreadable) {
      return Outcomes.impossible(ErrorCode.UNAVAILABLE, String.valueOf(cause.getMessage()), cause);
    }
    Outcomes outcomes = new Outcomes(wire.secret());
    return wire.mayBeWhole()
        ? outcomes.lost("the call was sent and not answered", cause)
        : outcomes.unsent(cause);
  }

  private ImageAnswer read(WireCall wire) throws ProviderException, InterruptedException {
    Response answer = Objects.requireNonNull(wire.answer());
    Outcomes outcomes = new Outcomes(wire.secret());
    try {
      RateLimitHeaders.tell(answer, sink);
      log.atDebug()
          .addKeyValue("attempt", call.attempt())
          .addKeyValue("status", answer.code())
          .addKeyValue("request", answer.header("x-request-id"))
          .log("call answered");
      InputStream body = bounded(answer);
      if (!answer.isSuccessful()) {
        throw outcomes.refused(answer, ApiError.of(beginningOf(body)));
      }
      ImageAnswer images = streams(answer) ? events() : new JsonAnswer(sink, call.count());
      images.read(body);
      if (images.error() != null && images.completed() < call.count()) {
        throw outcomes.refused(answer, images.error());
      }
      return images;
    } catch (IOException e) {
      wire.abort();
      throwIfInterrupted();
      throw outcomes.lost("the answer is not whole", e);
    } catch (RuntimeException | Error e) {
      wire.abort(); // or releasing would read on, for the connection's sake
      throw e;
    } finally {
      wire.release();
    }
  }

  /** Of a refusal's body, for what it says. That it is one the status has said already. */
  private static byte[] beginningOf(InputStream body) throws InterruptedException {
    byte[] bytes = new byte[LARGEST_REFUSAL];
    int length = 0;
    try {
      int count = 0;
      while (count >= 0 && length < bytes.length) {
        length += count;
        count = body.read(bytes, length, bytes.length - length);
      }
    } catch (IOException e) {
      throwIfInterrupted();
    }
    return Arrays.copyOf(bytes, length);
  }

  private EventAnswer events() {
    return new EventAnswer(sink, call.count(), call.spec().previews());
  }

  private static boolean streams(Response answer) {
    return answer
        .header("Content-Type", "")
        .toLowerCase(Locale.ROOT)
        .startsWith("text/event-stream");
  }

  private InputStream bounded(Response answer) {
    ResponseBody body = Objects.requireNonNull(answer.body());
    return new FilterInputStream(body.byteStream()) {
      private long left = provider.largestAnswer;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
          throw new IOException(
              "it is larger than the " + provider.largestAnswer + " bytes that are taken");
        }
        return count;
      }
    };
  }

  private void tellUsage(@Nullable TokenUsage usage) {
    if (usage != null) {
      sink.usage(
          new Usage(
              usage.input(),
              usage.output(),
              provider.prices.cost(request.model(), usage).orElse(null)));
    }
  }

  /**
   * Fetches an image that was drawn, and is therefore paid for: if it cannot be had, the answer was
   * complete all the same, and the call must not be made again.
   */
  private void fetch(int index, String link, Timeout deadline) throws InterruptedException {
    try (Arrival image = new Arrival(() -> sink.image(index))) {
      provider.downloads.fetch(link, image, deadline);
    } catch (IOException e) {
      throwIfInterrupted();
      sink.missing(index, "it could not be fetched from its link: " + new Outcomes("").reason(e));
      log.atWarn()
          .addKeyValue("attempt", call.attempt())
          .addKeyValue("index", index)
          .log("image could not be fetched from its link: {}", e.getMessage());
    }
  }

  /** For a failure that the interrupt may have caused. */
  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted, and the call aborted");
    }
  }
}
