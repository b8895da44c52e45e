package org.imageorders.store;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts to add up, and what to tell apart. Days are those on which attempts began, in UTC.
 *
 * <p>Immutable.
 */
public final class LedgerQuery {

  /** The most sums of one answer. */
  public static final int MOST_SUMS = 10_000;

  /** What sums can be told apart by. */
  public enum By {
    /** The day on which an attempt began. */
    DAY,
    /** For whom it was. */
    CUSTOMER,
    /** Who was called. */
    PROVIDER,
    /** What became of it. */
    OUTCOME
  }

  private final Set<By> apart;
  private final LocalDate from;
  private final LocalDate before;
  private final @Nullable String customer;
  private final @Nullable String provider;
  private final Attempt.@Nullable Outcome outcome;

  private LedgerQuery(Builder builder) {
    apart = Set.copyOf(builder.apart);
    from = builder.from;
    before = builder.before;
    customer = builder.customer;
    provider = builder.provider;
    outcome = builder.outcome;
  }

  /** Starts a query for everything, added up by what is named. */
  public static Builder by(By... what) {
    return new Builder(what);
  }

  /** Whether sums are told apart by this. */
  public boolean isBy(By what) {
    return apart.contains(what);
  }

  /** The first day. */
  public LocalDate from() {
    return from;
  }

  /** The day after the last. */
  public LocalDate before() {
    return before;
  }

  /** Only this customer's. */
  public Optional<String> customer() {
    return Optional.ofNullable(customer);
  }

  /** Only calls to this provider. */
  public Optional<String> provider() {
    return Optional.ofNullable(provider);
  }

  /** Only those that ended so. */
  public Optional<Attempt.Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /** What a store throws if there are more sums than one answer takes. */
  public static ImageOrderException tooMany() {
    return new ImageOrderException(
        ErrorCode.INVALID_REQUEST,
        "the query is refused: it has more than "
            + MOST_SUMS
            + " sums; tell less apart, or ask for fewer days");
  }

  /** Collects a query. Not thread-safe. */
  public static final class Builder {
    private final Set<By> apart = EnumSet.noneOf(By.class);
    private LocalDate from = LocalDate.EPOCH;
    private LocalDate before = LocalDate.of(9999, 12, 31);
    private @Nullable String customer;
    private @Nullable String provider;
    private Attempt.@Nullable Outcome outcome;

    private Builder(By... what) {
      apart.addAll(Arrays.asList(what));
    }

    /** Only from this day on; from the first unless set. */
    public Builder from(LocalDate day) {
      from = day;
      return this;
    }

    /** Only before this day; to the last unless set. */
    public Builder before(LocalDate day) {
      before = day;
      return this;
    }

    /** Only this customer's; everybody's unless set. */
    public Builder customer(String name) {
      customer = name;
      return this;
    }

    /** Only calls to this provider; to any unless set. */
    public Builder provider(String name) {
      provider = name;
      return this;
    }

    /** Only those that ended so; all unless set. */
    public Builder outcome(Attempt.Outcome what) {
      outcome = what;
      return this;
    }

    /** Makes the query. */
    public LedgerQuery build() {
      return new LedgerQuery(this);
    }
  }
}
