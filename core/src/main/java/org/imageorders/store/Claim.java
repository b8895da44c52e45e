package org.imageorders.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.ImageId;
import org.imageorders.ImageSpec;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.jspecify.annotations.Nullable;

/**
 * A task that a worker has taken, until it settles it or its lease lapses. Equal only to itself.
 *
 * <p>Immutable.
 */
public final class Claim {

  private final String tenant;
  private final OrderId order;
  private final OrderRequest request;
  private final int task;
  private final int spec;
  private final int firstOfSpec;
  private final List<Integer> missing;
  private final int attempt;
  private final List<Attempt> earlierAttempts;
  private final long token;
  private final OrderCost cost;
  private final @Nullable Duration timeLeft;

  private Claim(Builder builder) {
    tenant = builder.tenant;
    order = builder.order;
    request = builder.request;
    task = builder.task;
    spec = builder.spec;
    firstOfSpec = request.specs().stream().limit(spec).mapToInt(ImageSpec::count).sum();
    missing = List.copyOf(builder.missing);
    attempt = builder.earlierAttempts.size() + 1;
    earlierAttempts = List.copyOf(builder.earlierAttempts);
    token = builder.token;
    cost = builder.cost;
    timeLeft = builder.timeLeft;
  }

  /** Starts a claim; for stores. */
  public static Builder builder(
      String tenant, OrderId order, OrderRequest request, OrderCost cost) {
    return new Builder(tenant, order, request, cost);
  }

  /** Whose order it is. */
  public String tenant() {
    return tenant;
  }

  /** The order. */
  public OrderId order() {
    return order;
  }

  /** What was ordered. */
  public OrderRequest request() {
    return request;
  }

  /** The task's number in its order. */
  public int task() {
    return task;
  }

  /** What the task draws. */
  public ImageSpec spec() {
    return request.specs().get(spec);
  }

  /** The places, in the order, of the images that are still wanted; never empty. */
  public List<Integer> missing() {
    return missing;
  }

  /** The places of the same images within their spec. */
  public List<Integer> missingOfSpec() {
    return missing.stream().map(index -> index - firstOfSpec).toList();
  }

  /** The number of the attempt that this claim opened, from 1. */
  public int attempt() {
    return attempt;
  }

  /** Names that attempt, unlike every other. */
  public String attemptId() {
    return order + "." + task + "." + attempt;
  }

  /** The id of the image that an attempt of this task makes for a place of the order. */
  public ImageId image(int attemptNumber, int index) {
    return ImageId.of(order, task, attemptNumber, index);
  }

  /** The attempts before this one, by number. */
  public List<Attempt> earlierAttempts() {
    return earlierAttempts;
  }

  /** The fence: what a store checks before it saves anything for this claim. */
  public long token() {
    return token;
  }

  /** What the order costs as of this claim, its own reservation included. */
  public OrderCost cost() {
    return cost;
  }

  /** How long until the order's deadline, as of this claim. */
  public Optional<Duration> timeLeft() {
    return Optional.ofNullable(timeLeft);
  }

  @Override
  public String toString() {
    return "Claim[" + attemptId() + "]";
  }

  /** Collects a claim. Not thread-safe. */
  public static final class Builder {
    private final String tenant;
    private final OrderId order;
    private final OrderRequest request;
    private final OrderCost cost;
    private int task;
    private int spec;
    private List<Integer> missing = List.of();
    private List<Attempt> earlierAttempts = List.of();
    private long token;
    private @Nullable Duration timeLeft;

    private Builder(String tenant, OrderId order, OrderRequest request, OrderCost cost) {
      this.tenant = tenant;
      this.order = order;
      this.request = request;
      this.cost = cost;
    }

    /** The task's number, and the place of its spec in the request. */
    public Builder task(int number, int specPlace) {
      task = number;
      spec = specPlace;
      return this;
    }

    /** See {@link Claim#missing()}. */
    public Builder missing(List<Integer> places) {
      missing = places;
      return this;
    }

    /** See {@link Claim#earlierAttempts()}. */
    public Builder earlierAttempts(List<Attempt> closed) {
      earlierAttempts = closed;
      return this;
    }

    /** See {@link Claim#token()}. */
    public Builder token(long fence) {
      token = fence;
      return this;
    }

    /** See {@link Claim#timeLeft()}. */
    public Builder timeLeft(@Nullable Duration untilDeadline) {
      timeLeft = untilDeadline;
      return this;
    }

    /** Makes the claim. */
    public Claim build() {
      return new Claim(this);
    }
  }
}
