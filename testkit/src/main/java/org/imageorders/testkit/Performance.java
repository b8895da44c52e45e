package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Usage;

/** Plays one {@link Answer} to one call. */
final class Performance {

  private static final ImageSize AUTO = new ImageSize(1024, 1024);
  private static final int PIECE = 8 * 1024;
  private static final int TRUNCATED_AT = 40;

  private final ProviderCall call;
  private final ImageSink sink;
  private final Pauses pauses;
  private final Runnable drawn;

  Performance(ProviderCall call, ImageSink sink, Pauses pauses, Runnable drawn) {
    this.call = call;
    this.sink = sink;
    this.pauses = pauses;
    this.drawn = drawn;
  }

  void play(Answer answer, Money charge, CountDownLatch release)
      throws ProviderException, InterruptedException, IOException {
    pause(answer.delay);
    if (answer.rateLimit != null) {
      sink.rateLimit(answer.rateLimit);
    }
    if (answer.model != null) {
      sink.model(answer.model);
    }
    int images = Math.min(answer.images, call.count());
    for (int index = 0; index < images; index++) {
      previews(index, answer);
    }
    for (int index = images; index < call.count() && answer.missing != null; index++) {
      sink.missing(index, answer.missing);
    }
    if (answer.hangsFirst) {
      release.await();
    }
    for (int index = 0; index < images; index++) {
      image(index, answer);
    }
    end(answer, charge, release);
  }

  private void end(Answer answer, Money charge, CountDownLatch release)
      throws ProviderException, InterruptedException {
    switch (answer.ending) {
      case FAIL ->
          throw new ProviderException(
              answer.submission,
              answer.failure.code(),
              answer.failure.message(),
              answer.retryAfter,
              null);
      case CRASH -> throw Objects.requireNonNull(answer.fault);
      case HANG -> release.await();
      case RETURN -> {}
    }
    if (answer.reportsUsage) {
      sink.usage(answer.usage != null ? answer.usage : new Usage(0, 0, charge));
    }
  }

  private void previews(int index, Answer answer) throws InterruptedException, IOException {
    ImageSize size = asked();
    for (int number = 1; number <= call.spec().previews(); number++) {
      int shrink = 8 >> number;
      ImageSize small =
          new ImageSize(Math.max(1, size.width() / shrink), Math.max(1, size.height() / shrink));
      try (ImageOutput out = sink.preview(index)) {
        TinyPng.of(small, colour(index) ^ number).writeTo(new Paced(out, answer.pace));
        out.complete();
      } catch (Stopped e) {
        throw e.interruption();
      }
    }
  }

  private void image(int index, Answer answer) throws InterruptedException, IOException {
    if (answer.revisedPrompt != null) {
      sink.revisedPrompt(index, answer.revisedPrompt);
    }
    try (ImageOutput out = sink.image(index)) {
      write(index, answer, new Paced(out, answer.pace));
      out.complete();
    } catch (Stopped e) {
      throw e.interruption();
    }
    drawn.run();
  }

  private void write(int index, Answer answer, OutputStream out) throws IOException {
    ImageSize size = asked();
    ImageSize real = answer.flaw == Answer.Flaw.WRONG_PIXELS ? wider(size) : size;
    TinyPng png = new TinyPng(real, colour(index), answer.bytes, answer.credentials);
    switch (answer.flaw) {
      case NOT_AN_IMAGE ->
          out.write("<html>Bad gateway</html>".getBytes(StandardCharsets.US_ASCII));
      case TRUNCATED -> png.writeTo(new Head(out));
      case NONE, WRONG_PIXELS -> png.writeTo(out);
    }
    out.flush();
  }

  private static ImageSize wider(ImageSize size) {
    return new ImageSize(size.width() == 16_384 ? 1 : size.width() + 1, size.height());
  }

  private ImageSize asked() {
    return call.spec().size().orElse(AUTO);
  }

  private int colour(int index) {
    int mixed = (call.spec().prompt().hashCode() * 31 + call.places().get(index)) * 0x9E3779B1;
    return mixed >>> 8;
  }

  private void pause(Duration time) throws InterruptedException {
    if (!time.isZero()) {
      pauses.pause(time);
    }
  }

  /**
   * Passes pieces of 8 KiB, the first cut in two, each after a pause; notices an interrupt before
   * each.
   */
  private final class Paced extends OutputStream {
    private final ImageOutput out;
    private final Duration pace;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private boolean begun;

    Paced(ImageOutput out, Duration pace) {
      this.out = out;
      this.pace = pace;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int at = offset;
      int end = offset + length;
      while (at < end) {
        int part = Math.min(end - at, room() - filled);
        System.arraycopy(bytes, at, piece, filled, part);
        filled += part;
        at += part;
        if (filled == room()) {
          pass();
        }
      }
    }

    private int room() {
      return begun ? PIECE : TRUNCATED_AT / 2;
    }

    @Override
    public void flush() throws IOException {
      if (filled > 0) {
        pass();
      }
    }

    private void pass() throws IOException {
      try {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while an image was given");
        }
        pause(pace);
      } catch (InterruptedException e) {
        throw new Stopped(e);
      }
      out.write(piece, 0, filled);
      filled = 0;
      begun = true;
    }
  }

  /** Lets only the first bytes of an image pass. */
  private static final class Head extends OutputStream {
    private final OutputStream out;
    private int left = TRUNCATED_AT;

    Head(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      if (left > 0) {
        left--;
        out.write(b);
      }
    }
  }

  /** Carries an interrupt through code that knows streams only. */
  private static final class Stopped extends IOException {
    private static final long serialVersionUID = 1L;

    Stopped(InterruptedException cause) {
      super(cause);
    }

    InterruptedException interruption() {
      return (InterruptedException) Objects.requireNonNull(getCause());
    }
  }
}
