package org.imageorders.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.ImageFormat;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a provider can do. An order that asks for something else is refused when it is placed.
 *
 * <p>Immutable.
 */
public final class ProviderTraits {

  private final int mostImages;
  private final ImageSize largestSize;
  private final int sizeStep;
  private final int steepestRatio;
  private final Set<ImageFormat> formats;
  private final int mostSourceImages;
  private final boolean masks;
  private final int mostPreviews;
  private final Duration longestCall;
  private final Pricing pricing;
  private final @Nullable String model;
  private final @Nullable Long imagesPerMinute;
  private final @Nullable Long tokensPerMinute;

  private ProviderTraits(Builder builder) {
    mostImages = builder.mostImages;
    largestSize = builder.largestSize;
    sizeStep = builder.sizeStep;
    steepestRatio = builder.steepestRatio;
    formats = Set.copyOf(builder.formats);
    mostSourceImages = builder.mostSourceImages;
    masks = builder.masks;
    mostPreviews = builder.mostPreviews;
    longestCall = builder.longestCall;
    pricing = builder.pricing;
    model = builder.model;
    imagesPerMinute = builder.imagesPerMinute;
    tokensPerMinute = builder.tokensPerMinute;
  }

  /**
   * Starts with a provider that makes one PNG a call, of any size, from a prompt alone, for
   * nothing.
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The most images of one call. */
  public int mostImages() {
    return mostImages;
  }

  /** The most previews of an image. */
  public int mostPreviews() {
    return mostPreviews;
  }

  /** The longest that a call takes, as the provider promises or its own time-out ensures. */
  public Duration longestCall() {
    return longestCall;
  }

  /** What images cost. */
  public Pricing pricing() {
    return pricing;
  }

  /** The model that draws where none is asked for; empty where the provider has no models. */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  /** How many images of one model it may be asked for a minute; empty where that is not known. */
  public OptionalLong imagesPerMinute() {
    return imagesPerMinute == null ? OptionalLong.empty() : OptionalLong.of(imagesPerMinute);
  }

  /** How many tokens one model may use a minute; empty where that is not known. */
  public OptionalLong tokensPerMinute() {
    return tokensPerMinute == null ? OptionalLong.empty() : OptionalLong.of(tokensPerMinute);
  }

  /**
   * Checks that the provider can draw a spec.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it cannot, with the field, the
   *     value and the mend
   */
  public void check(ImageSpec spec) {
    spec.size().ifPresent(this::check);
    spec.format()
        .filter(format -> !formats.contains(format))
        .ifPresent(
            format -> {
              throw ImageOrderException.invalid(
                  "format",
                  format,
                  "use "
                      + String.join(
                          " or ", formats.stream().map(ImageFormat::value).sorted().toList()));
            });
    atMost("sourceImages", spec.sourceImages().size(), mostSourceImages);
    atMost("previews", spec.previews(), mostPreviews);
    if (!masks) {
      spec.mask()
          .ifPresent(
              mask -> {
                throw ImageOrderException.invalid(
                    "mask", mask, "leave it out: this provider takes no masks");
              });
    }
  }

  private void check(ImageSize size) {
    if (size.width() > largestSize.width() || size.height() > largestSize.height()) {
      throw ImageOrderException.invalid("size", size, "use " + largestSize + " at most");
    }
    if (size.width() % sizeStep != 0 || size.height() % sizeStep != 0) {
      throw ImageOrderException.invalid("size", size, "use sides divisible by " + sizeStep);
    }
    int longer = Math.max(size.width(), size.height());
    int shorter = Math.min(size.width(), size.height());
    if (longer > (long) shorter * steepestRatio) {
      throw ImageOrderException.invalid(
          "size", size, "use a ratio of sides of 1:" + steepestRatio + " at most");
    }
  }

  private static void atMost(String field, int value, int most) {
    if (value > most) {
      throw ImageOrderException.invalid(
          field,
          value,
          most == 0 ? "leave it out: this provider has none" : "use " + most + " at most");
    }
  }

  /** Collects traits. Not thread-safe. */
  public static final class Builder {
    private int mostImages = 1;
    private ImageSize largestSize = new ImageSize(16_384, 16_384);
    private int sizeStep = 1;
    private int steepestRatio = 16_384;
    private Set<ImageFormat> formats = Set.of(ImageFormat.PNG);
    private int mostSourceImages;
    private boolean masks;
    private int mostPreviews;
    private Duration longestCall = Duration.ofMinutes(5);
    private Pricing pricing = (spec, images) -> Money.usd("0");
    private @Nullable String model;
    private @Nullable Long imagesPerMinute;
    private @Nullable Long tokensPerMinute;

    private Builder() {}

    /** The most images of one call; 1 unless set. */
    public Builder mostImages(int images) {
      mostImages = images;
      return this;
    }

    /** The largest width and height; 16384x16384 unless set. */
    public Builder largestSize(ImageSize size) {
      largestSize = size;
      return this;
    }

    /** What both sides must be divisible by; 1 unless set. */
    public Builder sizeStep(int pixels) {
      sizeStep = pixels;
      return this;
    }

    /** How many times the longer side may be the shorter one; any unless set. */
    public Builder steepestRatio(int times) {
      steepestRatio = times;
      return this;
    }

    /** The formats it makes; PNG alone unless set. */
    public Builder formats(ImageFormat... made) {
      formats = Set.of(made);
      return this;
    }

    /** The most source images; none unless set. */
    public Builder mostSourceImages(int images) {
      mostSourceImages = images;
      return this;
    }

    /** Whether it takes a mask; not unless set. */
    public Builder masks(boolean taken) {
      masks = taken;
      return this;
    }

    /** The most previews of an image; none unless set. */
    public Builder mostPreviews(int previews) {
      mostPreviews = previews;
      return this;
    }

    /** The longest that a call takes; 5 minutes unless set. */
    public Builder longestCall(Duration time) {
      longestCall = time;
      return this;
    }

    /** What images cost; nothing, in US dollars, unless set. */
    public Builder pricing(Pricing prices) {
      pricing = prices;
      return this;
    }

    /** The model that draws where none is asked for; without models unless set. */
    public Builder model(String name) {
      model = name;
      return this;
    }

    /**
     * The account's limit on images of each model; learned from the provider's answers unless set.
     */
    public Builder imagesPerMinute(long images) {
      imagesPerMinute = images;
      return this;
    }

    /**
     * The account's limit on tokens of each model; learned from the provider's answers unless set.
     */
    public Builder tokensPerMinute(long tokens) {
      tokensPerMinute = tokens;
      return this;
    }

    /**
     * Makes the traits.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if no call could be made by
     *     them
     */
    public ProviderTraits build() {
      atLeastOne("mostImages", mostImages);
      atLeastOne("sizeStep", sizeStep);
      atLeastOne("steepestRatio", steepestRatio);
      atLeastOne("imagesPerMinute", imagesPerMinute == null ? 1 : imagesPerMinute);
      atLeastOne("tokensPerMinute", tokensPerMinute == null ? 1 : tokensPerMinute);
      if (longestCall.isNegative() || longestCall.isZero()) {
        throw ImageOrderException.invalid("longestCall", longestCall, "use more than zero");
      }
      return new ProviderTraits(this);
    }

    private static void atLeastOne(String field, long value) {
      if (value < 1) {
        throw ImageOrderException.invalid(field, value, "use 1 or more");
      }
    }
  }
}
