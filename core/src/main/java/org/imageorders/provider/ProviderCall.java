package org.imageorders.provider;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;

/**
 * What one call is to make.
 *
 * <p>Immutable.
 */
public final class ProviderCall {

  private final String attempt;
  private final ImageSpec spec;
  private final List<Integer> places;
  private final Duration timeLimit;
  private final Function<ImageId, ImageContent> sources;

  private ProviderCall(Builder builder) {
    attempt = builder.attempt;
    spec = builder.spec;
    places = List.copyOf(builder.places);
    timeLimit = builder.timeLimit;
    sources = builder.sources;
  }

  /**
   * Starts a call for one image.
   *
   * @param attempt names the attempt, unlike every other; fit to be sent as an idempotency key
   */
  public static Builder builder(String attempt, ImageSpec spec) {
    return new Builder(attempt, spec);
  }

  /** Names the attempt, unlike every other; fit to be sent as an idempotency key. */
  public String attempt() {
    return attempt;
  }

  /** What the pictures should be. Its count is the order's, not the call's. */
  public ImageSpec spec() {
    return spec;
  }

  /** How many images this call is to make, never more than {@link ProviderTraits#mostImages()}. */
  public int count() {
    return places.size();
  }

  /**
   * Which of the spec's images they are, from 0. The sink knows them as 0 to {@code count() - 1};
   * only a provider that makes the same image for the same place needs this.
   */
  public List<Integer> places() {
    return places;
  }

  /** How long the call may take; after that the thread is interrupted. */
  public Duration timeLimit() {
    return timeLimit;
  }

  /**
   * Opens a source image or the mask. The provider closes it.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND} if it is no longer there
   */
  public ImageContent open(ImageId source) {
    return sources.apply(source);
  }

  /** Collects a call. Not thread-safe. */
  public static final class Builder {
    private final String attempt;
    private final ImageSpec spec;
    private List<Integer> places = List.of(0);
    private Duration timeLimit = Duration.ofMinutes(10);
    private Function<ImageId, ImageContent> sources = Builder::noSources;

    private Builder(String attempt, ImageSpec spec) {
      this.attempt = attempt;
      this.spec = spec;
    }

    /** Which of the spec's images to make; the first alone unless set. */
    public Builder places(List<Integer> wanted) {
      places = wanted;
      return this;
    }

    /** How long the call may take; ten minutes unless set. */
    public Builder timeLimit(Duration longest) {
      timeLimit = longest;
      return this;
    }

    /** Where source images are read; nowhere unless set. */
    public Builder sources(Function<ImageId, ImageContent> reader) {
      sources = reader;
      return this;
    }

    /** Makes the call. */
    public ProviderCall build() {
      return new ProviderCall(this);
    }

    private static ImageContent noSources(ImageId id) {
      throw new ImageOrderException(
          ErrorCode.NOT_FOUND, "image " + id + " is not there: this call has no sources");
    }
  }
}
