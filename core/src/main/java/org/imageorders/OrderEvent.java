package org.imageorders;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an order, as the feed tells it.
 *
 * <p>Immutable.
 */
public final class OrderEvent {

  /** What happened. */
  public enum Type {
    /** The order was accepted: its store has it. */
    ORDER_ACCEPTED,
    /** Its first call began. */
    ORDER_STARTED,
    /** An image is ready. */
    IMAGE_READY,
    /** An image failed for good. */
    IMAGE_FAILED,
    /** Every image is ready. */
    ORDER_COMPLETED,
    /** It ended with some images ready and others failed. */
    ORDER_PARTIALLY_COMPLETED,
    /** It ended without an image. */
    ORDER_FAILED,
    /** It was cancelled. */
    ORDER_CANCELLED,
    /** An event of a newer version. */
    UNRECOGNIZED
  }

  private final String id;
  private final Type type;
  private final OrderId order;
  private final String customer;
  private final Instant at;
  private final @Nullable Integer index;
  private final @Nullable ImageId image;
  private final @Nullable Failure failure;

  private OrderEvent(Builder builder) {
    id = builder.id;
    type = builder.type;
    order = builder.order;
    customer = Check.present("customer", builder.customer);
    at = Check.present("at", builder.at);
    index = builder.index;
    image = builder.image;
    failure = builder.failure;
  }

  /**
   * Starts an event; for stores and transports.
   *
   * @param id unique in the feed, the same at every reading, so that a reader can tell a repeat
   */
  public static Builder builder(String id, Type type, OrderId order) {
    return new Builder(id, type, order);
  }

  /** Unique in the feed, the same at every reading. */
  public String id() {
    return id;
  }

  /** What happened. */
  public Type type() {
    return type;
  }

  /** To which order. */
  public OrderId order() {
    return order;
  }

  /** Whose order it is. */
  public String customer() {
    return customer;
  }

  /** When, by the store's clock. */
  public Instant at() {
    return at;
  }

  /** Which image of the order, from 0, for events of an image. */
  public Optional<Integer> index() {
    return Optional.ofNullable(index);
  }

  /** The image that is ready. */
  public Optional<ImageId> image() {
    return Optional.ofNullable(image);
  }

  /** Why it failed. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public String toString() {
    return "OrderEvent[" + id + ", " + type + ", order " + order + "]";
  }

  /** Collects an event. Customer and time are required. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final Type type;
    private final OrderId order;
    private @Nullable String customer;
    private @Nullable Instant at;
    private @Nullable Integer index;
    private @Nullable ImageId image;
    private @Nullable Failure failure;

    private Builder(String id, Type type, OrderId order) {
      this.id = id;
      this.type = type;
      this.order = order;
    }

    /** See {@link OrderEvent#customer()}. */
    public Builder customer(String name) {
      customer = name;
      return this;
    }

    /** See {@link OrderEvent#at()}. */
    public Builder at(Instant instant) {
      at = instant;
      return this;
    }

    /** See {@link OrderEvent#index()}. */
    public Builder index(@Nullable Integer place) {
      index = place;
      return this;
    }

    /** See {@link OrderEvent#image()}. */
    public Builder image(@Nullable ImageId which) {
      image = which;
      return this;
    }

    /** See {@link OrderEvent#failure()}. */
    public Builder failure(@Nullable Failure why) {
      failure = why;
      return this;
    }

    /**
     * Makes the event.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a required field is absent
     */
    public OrderEvent build() {
      return new OrderEvent(this);
    }
  }
}
