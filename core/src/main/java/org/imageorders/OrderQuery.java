package org.imageorders;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which orders to list.
 *
 * <p>Immutable.
 */
public final class OrderQuery {

  /** The most orders of one page. */
  public static final int LARGEST_PAGE = 100;

  private final @Nullable String customer;
  private final Set<OrderStatus> statuses;
  private final @Nullable Instant acceptedFrom;
  private final @Nullable Instant acceptedBefore;
  private final int limit;
  private final @Nullable String after;

  private OrderQuery(Builder builder) {
    customer = builder.customer;
    statuses = Set.copyOf(builder.statuses);
    acceptedFrom = builder.acceptedFrom;
    acceptedBefore = builder.acceptedBefore;
    limit = builder.limit;
    after = builder.after;
  }

  /** All orders of a customer, in pages of 20. */
  public static OrderQuery ofCustomer(String customer) {
    return builder().customer(customer).build();
  }

  /** Starts a query for all orders. */
  public static Builder builder() {
    return new Builder();
  }

  /** Only this customer's. */
  public Optional<String> customer() {
    return Optional.ofNullable(customer);
  }

  /** Only those of one of these statuses; of any if empty. */
  public Set<OrderStatus> statuses() {
    return statuses;
  }

  /** Only those accepted at this instant or later. */
  public Optional<Instant> acceptedFrom() {
    return Optional.ofNullable(acceptedFrom);
  }

  /** Only those accepted before this instant. */
  public Optional<Instant> acceptedBefore() {
    return Optional.ofNullable(acceptedBefore);
  }

  /** The most orders of one page. */
  public int limit() {
    return limit;
  }

  /** Where the page before this one ended. */
  public Optional<String> after() {
    return Optional.ofNullable(after);
  }

  /**
   * The same query for another stretch of its list.
   *
   * @param cursor where the page before it ended; null for the first
   * @param orders the most orders of the page, 1 to 100
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there are fewer or more
   */
  public OrderQuery stretch(@Nullable String cursor, int orders) {
    Builder copy = new Builder();
    copy.customer = customer;
    copy.statuses.addAll(statuses);
    copy.acceptedFrom = acceptedFrom;
    copy.acceptedBefore = acceptedBefore;
    copy.limit = orders;
    copy.after = cursor;
    return copy.build();
  }

  /** Collects a query. Not thread-safe. */
  public static final class Builder {
    private @Nullable String customer;
    private final Set<OrderStatus> statuses = EnumSet.noneOf(OrderStatus.class);
    private @Nullable Instant acceptedFrom;
    private @Nullable Instant acceptedBefore;
    private int limit = 20;
    private @Nullable String after;

    private Builder() {}

    /** Only this customer's. */
    public Builder customer(String name) {
      customer = name;
      return this;
    }

    /** Also those of this status; without any, those of every status. */
    public Builder status(OrderStatus status) {
      statuses.add(status);
      return this;
    }

    /** Only those accepted at this instant or later. */
    public Builder acceptedFrom(Instant instant) {
      acceptedFrom = instant;
      return this;
    }

    /** Only those accepted before this instant. */
    public Builder acceptedBefore(Instant instant) {
      acceptedBefore = instant;
      return this;
    }

    /** The most orders of one page, 1 to 100; 20 unless set. */
    public Builder limit(int orders) {
      limit = orders;
      return this;
    }

    /** Go on behind the page that gave this cursor. */
    public Builder after(String cursor) {
      after = cursor;
      return this;
    }

    /**
     * Makes the query.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the limit is below 1 or
     *     above 100
     */
    public OrderQuery build() {
      Check.between("limit", limit, 1, LARGEST_PAGE);
      return new OrderQuery(this);
    }
  }
}
