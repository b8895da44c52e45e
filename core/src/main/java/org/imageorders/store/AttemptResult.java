package org.imageorders.store;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * <p>Immutable.
 */
public final class AttemptResult {

  private final Attempt.Outcome outcome;
  private final Map<Integer, GeneratedImage> images;
  private final Map<Integer, Failure> imageFailures;
  private final Set<Integer> recovered;
  private final @Nullable Failure failure;
  private final @Nullable Money cost;
  private final @Nullable String provider;
  private final @Nullable String model;

  private AttemptResult(Builder builder) {
    outcome = builder.outcome;
    images = Collections.unmodifiableMap(new TreeMap<>(builder.images));
    imageFailures = Map.copyOf(builder.imageFailures);
    recovered = Set.copyOf(builder.recovered);
    failure = builder.failure;
    cost = builder.cost;
    provider = builder.provider;
    model = builder.model;
  }

  /** Starts a result. */
  public static Builder builder(Attempt.Outcome outcome) {
    return new Builder(outcome);
  }

  /** What became of the call. */
  public Attempt.Outcome outcome() {
    return outcome;
  }

  /** The images that were kept, by their place in the order. */
  public Map<Integer, GeneratedImage> images() {
    return images;
  }

  /**
   * Why the image at a place of the order failed: its own failure, or that of the whole attempt.
   */
  public Failure failureOf(int index) {
    Failure own = imageFailures.get(index);
    if (own != null) {
      return own;
    }
    if (failure == null) {
      throw new IllegalStateException("no image and no failure for place " + index);
    }
    return failure;
  }

  /**
   * The numbers of earlier attempts that were {@link Attempt.Outcome#UNKNOWN} and turned out to
   * have left every image: they succeeded.
   */
  public Set<Integer> recovered() {
    return recovered;
  }

  /** Why the attempt brought fewer images than asked. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * What it cost; empty if the estimate stands. Nothing if it never reached the provider or was
   * refused.
   */
  public Optional<Money> cost() {
    return Optional.ofNullable(cost);
  }

  /** The provider really called, if not the one that the claim named. */
  public Optional<String> provider() {
    return Optional.ofNullable(provider);
  }

  /** The model called. */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  /** Collects a result. Not thread-safe. */
  public static final class Builder {
    private final Attempt.Outcome outcome;
    private final Map<Integer, GeneratedImage> images = new TreeMap<>();
    private final Map<Integer, Failure> imageFailures = new TreeMap<>();
    private final Set<Integer> recovered = new TreeSet<>();
    private @Nullable Failure failure;
    private @Nullable Money cost;
    private @Nullable String provider;
    private @Nullable String model;

    private Builder(Attempt.Outcome outcome) {
      this.outcome = outcome;
    }

    /** Adds an image that was kept, at its place in the order. */
    public Builder image(int index, GeneratedImage image) {
      images.put(index, image);
      return this;
    }

    /** Adds why the image at this place failed. */
    public Builder imageFailure(int index, Failure why) {
      imageFailures.put(index, why);
      return this;
    }

    /** Adds an attempt to {@link AttemptResult#recovered()}. */
    public Builder recovered(int attempt) {
      recovered.add(attempt);
      return this;
    }

    /** See {@link AttemptResult#failure()}. */
    public Builder failure(@Nullable Failure why) {
      failure = why;
      return this;
    }

    /** See {@link AttemptResult#cost()}. */
    public Builder cost(@Nullable Money money) {
      cost = money;
      return this;
    }

    /** See {@link AttemptResult#provider()}. */
    public Builder provider(@Nullable String name) {
      provider = name;
      return this;
    }

    /** See {@link AttemptResult#model()}. */
    public Builder model(@Nullable String name) {
      model = name;
      return this;
    }

    /** Makes the result. */
    public AttemptResult build() {
      return new AttemptResult(this);
    }
  }
}
