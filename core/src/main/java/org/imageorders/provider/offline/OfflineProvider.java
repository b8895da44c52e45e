package org.imageorders.provider.offline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import org.imageorders.Background;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;
import org.imageorders.provider.Usage;

/**
 * Paints pictures from the words of the prompt, in this process, with no key and no network. For
 * developing and trying out; it understands no prompt as a generator does.
 *
 * <p>The same prompt, seed and size give the same bytes. The seed is the provider option {@code
 * seed}, a whole number, 0 unless given; each of a spec's images is painted with its own seed, made
 * of that and its place, so that they differ and a repeated call paints the same ones.
 *
 * <p>It makes PNGs of up to 3840 pixels a side, 1024x1024 where the size is left open, and up to 3
 * previews from coarse to fine. It takes no source images. Quality, compression and the name of the
 * model change nothing: the model is always {@code painting-1}. Pictures are opaque: a transparent
 * background is refused, and so is every other provider option.
 *
 * <p>Thread-safe. A call paints on the thread that makes it.
 */
public final class OfflineProvider implements ImageProvider {

  private static final String MODEL = "painting-1";
  private static final ImageSize AUTO = new ImageSize(1024, 1024);
  private static final ImageSize LARGEST = new ImageSize(3840, 3840);
  private static final int MOST_PREVIEWS = 3;
  private static final Duration LONGEST_PAINTING = Duration.ofMinutes(2);
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private final Duration latency;
  private final Pauses pauses;
  private final Money price;
  private final ProviderTraits traits;

  private OfflineProvider(Builder builder) {
    latency = builder.latency;
    pauses = builder.pauses;
    Money each = builder.price;
    price = each;
    traits =
        ProviderTraits.builder()
            .mostImages(builder.mostImages)
            .largestSize(LARGEST)
            .mostPreviews(MOST_PREVIEWS)
            .longestCall(latency.plus(LONGEST_PAINTING.multipliedBy(builder.mostImages)))
            .pricing((spec, images) -> each.times(images))
            .build();
  }

  /** A provider that paints at once, one image a call, for nothing. */
  public static OfflineProvider create() {
    return builder().build();
  }

  /** Starts a provider. */
  public static Builder builder() {
    return new Builder();
  }

  /** {@code offline}. */
  @Override
  public String name() {
    return "offline";
  }

  @Override
  public ProviderTraits traits() {
    return traits;
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    long seed = seed(call.spec());
    sink.model(MODEL);
    Duration step = latency.dividedBy((long) call.count() * (call.spec().previews() + 1));
    try {
      for (int index = 0; index < call.count(); index++) {
        paint(call, index, seed + call.places().get(index) * SEED_STEP, step, sink);
      }
    } catch (InterruptedIOException e) {
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("interrupted while painting");
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      throw new ProviderException(
          Submission.REJECTED, ErrorCode.INTERNAL, "the painting failed: " + e, e);
    }
    sink.usage(new Usage(0, 0, price.times(call.count())));
  }

  private void paint(ProviderCall call, int index, long seed, Duration step, ImageSink sink)
      throws IOException, InterruptedException {
    ImageSpec spec = call.spec();
    ImageSize size = spec.size().orElse(AUTO);
    pause(step);
    Painting painting = Painting.of(spec.prompt(), seed, size.width(), size.height());
    for (int preview = 1; preview <= spec.previews(); preview++) {
      try (ImageOutput out = sink.preview(index)) {
        painting.writePreviewPng(out, preview, spec.previews());
        out.complete();
      }
      pause(step);
    }
    try (ImageOutput out = sink.image(index)) {
      painting.writePng(out);
      out.complete();
    }
  }

  private void pause(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while painting");
    }
    if (!time.isZero()) {
      pauses.pause(time);
    }
  }

  private long seed(ImageSpec spec) throws ProviderException {
    try {
      traits.check(spec);
      if (spec.background().filter(Background.TRANSPARENT::equals).isPresent()) {
        throw ImageOrderException.invalid(
            "background", Background.TRANSPARENT, "leave it out: paintings are opaque");
      }
      long seed = 0;
      for (Map.Entry<String, Object> option : spec.providerOptions().entrySet()) {
        String name = "providerOptions." + option.getKey();
        if (!option.getKey().equals("seed")) {
          throw ImageOrderException.invalid(
              name, option.getValue(), "leave it out: this provider knows 'seed' alone");
        }
        if (!(option.getValue() instanceof Long number)) {
          throw ImageOrderException.invalid(name, option.getValue(), "use a whole number");
        }
        seed = number;
      }
      return seed;
    } catch (ImageOrderException e) {
      throw new ProviderException(
          Submission.REJECTED, ErrorCode.PROVIDER_REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  /** Collects what an offline provider needs; everything has a default. Not thread-safe. */
  public static final class Builder {
    private Duration latency = Duration.ZERO;
    private Pauses pauses = Pauses.system();
    private int mostImages = 1;
    private Money price = Money.usd("0");

    private Builder() {}

    /**
     * How long each call takes beside the painting, spread over its images and previews; zero
     * unless set.
     */
    public Builder latency(Duration eachCall) {
      latency = eachCall;
      return this;
    }

    /** How the latency passes; in real time unless set. */
    public Builder pauses(Pauses time) {
      pauses = time;
      return this;
    }

    /** The most images of one call; 1 unless set. A call paints its images one after the other. */
    public Builder mostImages(int images) {
      mostImages = images;
      return this;
    }

    /** What an image costs; nothing, in US dollars, unless set. */
    public Builder pricePerImage(Money money) {
      price = money;
      return this;
    }

    /**
     * Makes the provider.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the latency is negative or
     *     the most images are below 1
     */
    public OfflineProvider build() {
      if (latency.isNegative()) {
        throw ImageOrderException.invalid("latency", latency, "use zero or more");
      }
      if (mostImages < 1) {
        throw ImageOrderException.invalid("mostImages", mostImages, "use 1 or more");
      }
      return new OfflineProvider(this);
    }
  }
}
