package org.imageorders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stood at one version.
 *
 * <p>Immutable.
 */
public final class ImageOrder {

  private final OrderId id;
  private final long version;
  private final OrderRequest request;
  private final OrderStatus status;
  private final List<ImageResult> images;
  private final List<Attempt> attempts;
  private final OrderCost cost;
  private final @Nullable Waiting waiting;
  private final @Nullable Failure failure;
  private final Instant acceptedAt;
  private final @Nullable Instant startedAt;
  private final @Nullable Instant endedAt;

  private ImageOrder(Builder builder) {
    id = builder.id;
    version = builder.version;
    request = Check.present("request", builder.request);
    status = builder.status;
    images = List.copyOf(builder.images);
    attempts = List.copyOf(builder.attempts);
    cost = Check.present("cost", builder.cost);
    waiting = builder.waiting;
    failure = builder.failure;
    acceptedAt = Check.present("acceptedAt", builder.acceptedAt);
    startedAt = builder.startedAt;
    endedAt = builder.endedAt;
  }

  /** Starts an order; for stores and transports. */
  public static Builder builder(OrderId id) {
    return new Builder(id);
  }

  /** A builder that holds this order's values. */
  public Builder toBuilder() {
    return new Builder(id)
        .version(version)
        .request(request)
        .status(status)
        .images(images)
        .attempts(attempts)
        .cost(cost)
        .waiting(waiting)
        .failure(failure)
        .acceptedAt(acceptedAt)
        .startedAt(startedAt)
        .endedAt(endedAt);
  }

  /** Names the order. */
  public OrderId id() {
    return id;
  }

  /** Grows with every change of the order. */
  public long version() {
    return version;
  }

  /** What was ordered. */
  public OrderRequest request() {
    return request;
  }

  /** Where it stands. */
  public OrderStatus status() {
    return status;
  }

  /** One result per wanted image, in the order of the request. */
  public List<ImageResult> images() {
    return images;
  }

  /** Every call made for it, and those that run: by task, then number. */
  public List<Attempt> attempts() {
    return attempts;
  }

  /** What it costs. */
  public OrderCost cost() {
    return cost;
  }

  /** Why it is not ready, its place and its expected time; empty once it has ended. */
  public Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }

  /** Why it ended without all its images. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** When its store took it, by the store's clock. */
  public Instant acceptedAt() {
    return acceptedAt;
  }

  /** When its first call began. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** When it ended. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** By when it must have ended. */
  public Optional<Instant> deadline() {
    return request.deadline().map(acceptedAt::plus);
  }

  /** Whether nothing will change any more; known of a status of a newer version too. */
  public boolean isEnded() {
    return status.isEnded() || endedAt != null;
  }

  /** The images that are ready, in the order of the request. */
  public List<GeneratedImage> readyImages() {
    return images.stream().flatMap(result -> result.image().stream()).toList();
  }

  /** How many images are neither ready nor failed. */
  public int remaining() {
    return (int) images.stream().filter(ImageResult::isPending).count();
  }

  @Override
  public String toString() {
    return "ImageOrder["
        + id
        + ", version "
        + version
        + ", "
        + status
        + ", "
        + remaining()
        + " of "
        + images.size()
        + " images remaining]";
  }

  /** Collects an order. Request, cost and acceptance are required. Not thread-safe. */
  public static final class Builder {
    private final OrderId id;
    private long version;
    private @Nullable OrderRequest request;
    private OrderStatus status = OrderStatus.ACCEPTED;
    private List<ImageResult> images = List.of();
    private List<Attempt> attempts = List.of();
    private @Nullable OrderCost cost;
    private @Nullable Waiting waiting;
    private @Nullable Failure failure;
    private @Nullable Instant acceptedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;

    private Builder(OrderId id) {
      this.id = id;
    }

    /** See {@link ImageOrder#version()}. */
    public Builder version(long number) {
      version = number;
      return this;
    }

    /** See {@link ImageOrder#request()}. */
    public Builder request(OrderRequest what) {
      request = what;
      return this;
    }

    /** See {@link ImageOrder#status()}; {@link OrderStatus#ACCEPTED} unless set. */
    public Builder status(OrderStatus where) {
      status = where;
      return this;
    }

    /** See {@link ImageOrder#images()}. */
    public Builder images(List<ImageResult> results) {
      images = results;
      return this;
    }

    /** See {@link ImageOrder#attempts()}. */
    public Builder attempts(List<Attempt> calls) {
      attempts = calls;
      return this;
    }

    /** See {@link ImageOrder#cost()}. */
    public Builder cost(OrderCost money) {
      cost = money;
      return this;
    }

    /** See {@link ImageOrder#waiting()}. */
    public Builder waiting(@Nullable Waiting why) {
      waiting = why;
      return this;
    }

    /** See {@link ImageOrder#failure()}. */
    public Builder failure(@Nullable Failure why) {
      failure = why;
      return this;
    }

    /** See {@link ImageOrder#acceptedAt()}. */
    public Builder acceptedAt(Instant instant) {
      acceptedAt = instant;
      return this;
    }

    /** See {@link ImageOrder#startedAt()}. */
    public Builder startedAt(@Nullable Instant instant) {
      startedAt = instant;
      return this;
    }

    /** See {@link ImageOrder#endedAt()}. */
    public Builder endedAt(@Nullable Instant instant) {
      endedAt = instant;
      return this;
    }

    /**
     * Makes the order.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a required field is absent
     */
    public ImageOrder build() {
      return new ImageOrder(this);
    }
  }
}
