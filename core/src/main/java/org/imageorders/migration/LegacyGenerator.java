package org.imageorders.migration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.imageorders.ErrorCode;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;
import org.jspecify.annotations.Nullable;

/**
 * A shop's old blocking generator as an {@link ImageProvider}.
 *
 * <pre>{@code
 * ImageOrders legacy = EmbeddedImageOrders.builder(LegacyGenerator.of(generator::draw)).build();
 * }</pre>
 *
 * <p>It draws one image a call, from prompt and pixels alone: what else a spec sets is refused, not
 * overlooked. The image is held in memory, as the old call hands it over. Interrupting the calling
 * thread is all that can be done to abort the old call. Thread-safe if the old call is.
 */
public final class LegacyGenerator implements ImageProvider {

  /** The old call. */
  @FunctionalInterface
  public interface Drawing {

    /**
     * Draws an image, for as long as it takes.
     *
     * @return the image's bytes; null or none for no image
     * @throws Exception whatever goes wrong
     */
    byte @Nullable [] draw(String prompt, int width, int height) throws Exception;
  }

  private final Drawing drawing;
  private final String name;
  private final ImageSize usualSize;
  private final Function<? super Exception, ProviderException> failures;
  private final ProviderTraits traits;

  private LegacyGenerator(Builder builder) {
    drawing = builder.drawing;
    name = builder.name;
    usualSize = builder.usualSize;
    failures = builder.failures;
    traits = builder.traits.apply(ProviderTraits.builder()).mostImages(1).build();
  }

  /** The old call with everything as {@link Builder} has it. */
  public static LegacyGenerator of(Drawing drawing) {
    return builder(drawing).build();
  }

  /** Starts with the old call. */
  public static Builder builder(Drawing drawing) {
    return new Builder(drawing);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ProviderTraits traits() {
    return traits;
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    refuseWhatIsNotDrawn(call.spec());
    byte @Nullable [] image = draw(call.spec());
    if (image != null && image.length > 0) {
      try (ImageOutput out = sink.image(0)) {
        out.write(image, 0, image.length);
        out.complete();
      }
    }
  }

  private byte @Nullable [] draw(ImageSpec spec) throws ProviderException, InterruptedException {
    ImageSize size = spec.size().orElse(usualSize);
    try {
      return drawing.draw(spec.prompt(), size.width(), size.height());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Old code often wraps the interrupt, and leaves the thread's mark.
      if (Thread.interrupted()) {
        InterruptedException aborted = new InterruptedException("the old call was interrupted");
        aborted.initCause(e);
        throw aborted;
      }
      throw failures.apply(e);
    }
  }

  private static void refuseWhatIsNotDrawn(ImageSpec spec) throws ProviderException {
    Map<String, Boolean> unknown =
        Map.of(
            "quality", spec.quality().isPresent(),
            "background", spec.background().isPresent(),
            "model", spec.model().isPresent(),
            "compression", spec.compression().isPresent(),
            "providerOptions", !spec.providerOptions().isEmpty());
    List<String> set =
        unknown.keySet().stream().filter(field -> unknown.get(field)).sorted().toList();
    if (!set.isEmpty()) {
      throw new ProviderException(
          Submission.REJECTED,
          ErrorCode.PROVIDER_REFUSED,
          String.join(", ", set)
              + " is refused: the old call knows prompt and pixels alone; leave it out");
    }
  }

  /** A blocking call that fails may have been paid for: nothing in an exception says otherwise. */
  private static ProviderException unknown(Exception e) {
    return new ProviderException(
        Submission.UNKNOWN, ErrorCode.OUTCOME_UNKNOWN, "the old call failed: " + e, e);
  }

  /** Collects what is known about the old call. Not thread-safe. */
  public static final class Builder {
    private final Drawing drawing;
    private String name = "legacy";
    private ImageSize usualSize = new ImageSize(1024, 1024);
    private Function<? super Exception, ProviderException> failures = LegacyGenerator::unknown;
    private UnaryOperator<ProviderTraits.Builder> traits = UnaryOperator.identity();

    private Builder(Drawing drawing) {
      this.drawing = drawing;
    }

    /** Its name in the ledger; {@code legacy} unless set. */
    public Builder name(String word) {
      name = word;
      return this;
    }

    /** The pixels where an order leaves them open; 1024x1024 unless set. */
    public Builder usualSize(int width, int height) {
      usualSize = new ImageSize(width, height);
      return this;
    }

    /** The longest that it takes; 5 minutes unless set. */
    public Builder longestCall(Duration time) {
      return traits(known -> known.longestCall(time));
    }

    /**
     * What else is known of it: sizes, formats, prices. As {@link ProviderTraits#builder()} has it
     * unless set; of images it makes one a call in any case.
     */
    public Builder traits(UnaryOperator<ProviderTraits.Builder> setting) {
      UnaryOperator<ProviderTraits.Builder> before = traits;
      traits = known -> setting.apply(before.apply(known));
      return this;
    }

    /**
     * What an exception of the old call means. Unless set, every one is {@link Submission#UNKNOWN}:
     * the call may have been paid for, so it is repeated once at most. Say {@link
     * Submission#NOT_SUBMITTED} of those that certainly cost nothing.
     */
    public Builder failures(Function<? super Exception, ProviderException> meaning) {
      failures = meaning;
      return this;
    }

    /** Makes the provider. */
    public LegacyGenerator build() {
      return new LegacyGenerator(this);
    }
  }
}
