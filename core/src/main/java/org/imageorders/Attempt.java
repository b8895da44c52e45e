package org.imageorders;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call to a provider, as the ledger has it: opened when a worker claims the task, closed with
 * its outcome.
 *
 * <p>Immutable.
 */
public final class Attempt {

  /** What became of a call. */
  public enum Outcome {
    /** It runs. */
    RUNNING(false),
    /** The provider answered with images. */
    SUCCEEDED(false),
    /** It certainly never reached the provider. */
    NOT_SUBMITTED(false),
    /** The provider said no. */
    REJECTED(false),
    /** It was sent and no complete answer came; it may have been paid for. */
    UNKNOWN(true),
    /** It was paid for, and what came could not be kept. */
    BILLED_NOT_KEPT(false),
    /** An outcome of a newer version. */
    UNRECOGNIZED(true);

    private final boolean atRisk;

    Outcome(boolean atRisk) {
      this.atRisk = atRisk;
    }

    /** Whether its cost is a possibility rather than a fact. */
    public boolean isAtRisk() {
      return atRisk;
    }
  }

  private final int task;
  private final int number;
  private final String provider;
  private final @Nullable String model;
  private final Outcome outcome;
  private final int images;
  private final Money cost;
  private final @Nullable Failure failure;
  private final Instant startedAt;
  private final @Nullable Instant endedAt;

  private Attempt(Builder builder) {
    task = builder.task;
    number = builder.number;
    provider = builder.provider;
    model = builder.model;
    outcome = builder.outcome;
    images = builder.images;
    cost = Check.present("cost", builder.cost);
    failure = builder.failure;
    startedAt = Check.present("startedAt", builder.startedAt);
    endedAt = builder.endedAt;
  }

  /** Starts an attempt; for stores and transports. */
  public static Builder builder(int task, int number, String provider) {
    return new Builder(task, number, provider);
  }

  /** A builder that holds this attempt's values. */
  public Builder toBuilder() {
    return new Builder(task, number, provider)
        .model(model)
        .outcome(outcome)
        .images(images)
        .cost(cost)
        .failure(failure)
        .startedAt(startedAt)
        .endedAt(endedAt);
  }

  /** The task's number in its order, from 0. */
  public int task() {
    return task;
  }

  /** The attempt's number in its task, from 1. */
  public int number() {
    return number;
  }

  /** The name of the provider called. */
  public String provider() {
    return provider;
  }

  /** The model asked for. */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  /** What became of it. */
  public Outcome outcome() {
    return outcome;
  }

  /** How many images it brought that were kept. */
  public int images() {
    return images;
  }

  /** What it cost; an estimate while it runs, and for good where the provider reports no usage. */
  public Money cost() {
    return cost;
  }

  /** Why it brought fewer images than asked. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** When it was opened, by the store's clock. */
  public Instant startedAt() {
    return startedAt;
  }

  /** When it was closed, by the store's clock. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  @Override
  public String toString() {
    return "Attempt[task " + task + ", number " + number + ", " + outcome + ", " + cost + "]";
  }

  /** Collects an attempt. Cost and start are required. Not thread-safe. */
  public static final class Builder {
    private final int task;
    private final int number;
    private final String provider;
    private @Nullable String model;
    private Outcome outcome = Outcome.RUNNING;
    private int images;
    private @Nullable Money cost;
    private @Nullable Failure failure;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;

    private Builder(int task, int number, String provider) {
      this.task = task;
      this.number = number;
      this.provider = provider;
    }

    /** See {@link Attempt#model()}. */
    public Builder model(@Nullable String name) {
      model = name;
      return this;
    }

    /** See {@link Attempt#outcome()}; {@link Outcome#RUNNING} unless set. */
    public Builder outcome(Outcome what) {
      outcome = what;
      return this;
    }

    /** See {@link Attempt#images()}; none unless set. */
    public Builder images(int kept) {
      images = kept;
      return this;
    }

    /** See {@link Attempt#cost()}. */
    public Builder cost(Money money) {
      cost = money;
      return this;
    }

    /** See {@link Attempt#failure()}. */
    public Builder failure(@Nullable Failure why) {
      failure = why;
      return this;
    }

    /** See {@link Attempt#startedAt()}. */
    public Builder startedAt(Instant instant) {
      startedAt = instant;
      return this;
    }

    /** See {@link Attempt#endedAt()}. */
    public Builder endedAt(@Nullable Instant instant) {
      endedAt = instant;
      return this;
    }

    /**
     * Makes the attempt.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a required field is absent
     */
    public Attempt build() {
      return new Attempt(this);
    }
  }
}
