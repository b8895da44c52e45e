package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * How much worse than legacy a candidate may be and still pass. What is tolerated decides how many
 * orders a step needs: half of it needs about four times as many.
 *
 * <p>Immutable. Shares are fractions: 0.02 is two orders in a hundred <em>more</em> than legacy.
 */
public final class Limits {

  /**
   * Two in a hundred more failures or wrong pictures, a 95th percentile of 1.5 times legacy's, a
   * fifth more cost for each image, ten in a hundred more pictures that look different, and two
   * minutes without an answer.
   */
  public static final Limits STANDARD = new Limits(new Builder());

  private final double failures;
  private final double slower;
  private final double costlier;
  private final double unlike;
  private final Duration silence;
  private final @Nullable Money mostPerImage;

  private Limits(Builder builder) {
    failures = builder.failures;
    slower = builder.slower;
    costlier = builder.costlier;
    unlike = builder.unlike;
    silence = builder.silence;
    mostPerImage = builder.mostPerImage;
  }

  /** Begins with {@link #STANDARD}. */
  public static Builder builder() {
    return new Builder();
  }

  /** By how much the share of failed orders, and that of wrong pictures, may be above legacy's. */
  public double failures() {
    return failures;
  }

  /** What legacy's 95th percentile is multiplied with: an order that takes longer is late. */
  public double slower() {
    return slower;
  }

  /** What legacy's cost of an image is multiplied with: more is too much. */
  public double costlier() {
    return costlier;
  }

  /** By how much the share of pictures that look different may be above that of legacy's twin. */
  public double unlike() {
    return unlike;
  }

  /** For how long the candidate may give no answer about its orders while legacy does. */
  public Duration silence() {
    return silence;
  }

  /** What an image may cost at most; takes the place of legacy's cost. */
  public Optional<Money> mostPerImage() {
    return Optional.ofNullable(mostPerImage);
  }

  /** Collects limits. Not thread-safe. */
  public static final class Builder {
    private double failures = 0.02;
    private double slower = 1.5;
    private double costlier = 1.2;
    private double unlike = 0.1;
    private Duration silence = Duration.ofMinutes(2);
    private @Nullable Money mostPerImage;

    private Builder() {}

    /**
     * See {@link Limits#failures()}; 0.02 unless set.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 0.001 to 0.5
     */
    public Builder failures(double share) {
      failures = between("failures", share, 0.001, 0.5);
      return this;
    }

    /**
     * See {@link Limits#slower()}; 1.5 unless set. Below that, the noise of a small sample of
     * legacy's looks like a slow candidate.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1.25 to 100
     */
    public Builder slower(double factor) {
      slower = between("slower", factor, 1.25, 100);
      return this;
    }

    /**
     * See {@link Limits#costlier()}; 1.2 unless set.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1.01 to 100
     */
    public Builder costlier(double factor) {
      costlier = between("costlier", factor, 1.01, 100);
      return this;
    }

    /**
     * See {@link Limits#unlike()}; 0.1 unless set.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 0.001 to 0.5
     */
    public Builder unlike(double share) {
      unlike = between("unlike", share, 0.001, 0.5);
      return this;
    }

    /**
     * See {@link Limits#silence()}; two minutes unless set.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is negative
     */
    public Builder silence(Duration longest) {
      if (longest.isNegative()) {
        throw ImageOrderException.invalid("silence", longest, "use zero or more");
      }
      silence = longest;
      return this;
    }

    /**
     * See {@link Limits#mostPerImage()}; legacy's cost counts unless set. Needed where legacy does
     * not say what an image costs.
     */
    public Builder mostPerImage(@Nullable Money money) {
      mostPerImage = money;
      return this;
    }

    /** Makes the limits. */
    public Limits build() {
      return new Limits(this);
    }

    private static double between(String field, double value, double least, double most) {
      if (!(value >= least && value <= most)) {
        throw ImageOrderException.invalid(field, value, "use " + least + " to " + most);
      }
      return value;
    }
  }
}
