package org.imageorders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is ordered, by whom, and within which bounds. What is left unset stays unset wherever the
 * request travels; the defaults named here are applied where the order is handled.
 *
 * <p>Immutable.
 */
public final class OrderRequest {

  /** The most specs of one order. */
  public static final int MOST_SPECS = 100;

  /** The most images of one order, over all its specs. */
  public static final int MOST_IMAGES = 1_000;

  /** The priority of an order that sets none. */
  public static final int DEFAULT_PRIORITY = 5;

  private static final int MOST_METADATA = 32;
  private static final Duration LONGEST_DEADLINE = Duration.ofDays(30);

  private final String customer;
  private final String idempotencyKey;
  private final List<ImageSpec> specs;
  private final @Nullable Integer priority;
  private final @Nullable Duration deadline;
  private final @Nullable Money ceiling;
  private final @Nullable UnknownOutcome unknownOutcome;
  private final Map<String, String> metadata;

  private OrderRequest(Builder builder, String idempotencyKey) {
    this.customer = builder.customer;
    this.idempotencyKey = idempotencyKey;
    this.specs = List.copyOf(builder.specs);
    this.priority = builder.priority;
    this.deadline = builder.deadline;
    this.ceiling = builder.ceiling;
    this.unknownOutcome = builder.unknownOutcome;
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(builder.metadata));
  }

  /**
   * Starts a request.
   *
   * @param customer the end user it is for: the unit of fairness, budget and erasure; 1 to 200
   *     characters
   */
  public static Builder builder(String customer) {
    return new Builder(customer);
  }

  /** The end user it is for. */
  public String customer() {
    return customer;
  }

  /** What makes a repeat of this request find the same order. */
  public String idempotencyKey() {
    return idempotencyKey;
  }

  /** The pictures, 1 to 100 specs. */
  public List<ImageSpec> specs() {
    return specs;
  }

  /** The customer's share of the work for this order: 1 (least) to 10. */
  public OptionalInt priority() {
    return priority == null ? OptionalInt.empty() : OptionalInt.of(priority);
  }

  /** How long after acceptance the order must have ended. */
  public Optional<Duration> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** What the order may cost at most, calls of unknown fate included. */
  public Optional<Money> ceiling() {
    return Optional.ofNullable(ceiling);
  }

  /** What to do about a call of unknown fate. */
  public Optional<UnknownOutcome> unknownOutcome() {
    return Optional.ofNullable(unknownOutcome);
  }

  /** The caller's own notes, kept with the order and never read. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** How many images are ordered, over all specs. */
  public int images() {
    return specs.stream().mapToInt(ImageSpec::count).sum();
  }

  /** The same request, its source images and masks called by what each name is mapped to. */
  public OrderRequest withSources(UnaryOperator<ImageId> renaming) {
    Builder copy = new Builder(customer);
    specs.forEach(spec -> copy.specs.add(spec.withSources(renaming)));
    copy.priority = priority;
    copy.deadline = deadline;
    copy.ceiling = ceiling;
    copy.unknownOutcome = unknownOutcome;
    copy.metadata.putAll(metadata);
    return new OrderRequest(copy, idempotencyKey);
  }

  /**
   * A versioned hash of the fields that were set: equal for requests that order the same. The same
   * idempotency key with another fingerprint is refused.
   */
  public String fingerprint() {
    FieldHash hash =
        new FieldHash("order-request-1").field("customer", customer).field("key", idempotencyKey);
    for (ImageSpec spec : specs) {
      hash.field("spec", "");
      spec.hashInto(hash);
    }
    priority().ifPresent(value -> hash.field("priority", value));
    deadline().ifPresent(value -> hash.field("deadline", value));
    ceiling().ifPresent(value -> hash.field("ceiling", value));
    unknownOutcome().ifPresent(value -> hash.field("unknownOutcome", value));
    metadata.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> hash.field("metadata", entry.getKey()).field("value", entry.getValue()));
    return "1:" + hash.hex();
  }

  /** The customer and key; not the prompts, which do not belong in a log. */
  @Override
  public String toString() {
    return "OrderRequest[customer="
        + customer
        + ", idempotencyKey="
        + idempotencyKey
        + ", specs="
        + specs
        + "]";
  }

  /** Collects a request. Not thread-safe. */
  public static final class Builder {
    private final String customer;
    private @Nullable String idempotencyKey;
    private final List<ImageSpec> specs = new ArrayList<>();
    private @Nullable Integer priority;
    private @Nullable Duration deadline;
    private @Nullable Money ceiling;
    private @Nullable UnknownOutcome unknownOutcome;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Builder(String customer) {
      this.customer = customer;
    }

    /** Adds pictures; 1 to 100 specs and 1,000 images in all. */
    public Builder spec(ImageSpec spec) {
      specs.add(spec);
      return this;
    }

    /** Adds one picture of a prompt. */
    public Builder prompt(String prompt) {
      return spec(ImageSpec.of(prompt));
    }

    /**
     * What makes a repeat of this request find the same order: 1 to 200 characters, unique per
     * customer; the number of a cart, say. Random unless set, which makes each {@link #build()} a
     * new order.
     */
    public Builder idempotencyKey(String key) {
      idempotencyKey = key;
      return this;
    }

    /**
     * The share of the work while there is a queue: an order of 10 gets twice that of one of 5. 1
     * to 10, 5 unless set.
     */
    public Builder priority(int share) {
      priority = share;
      return this;
    }

    /**
     * How long after acceptance the order must have ended; what is not made by then fails. None
     * unless set; 30 days at most. It is a length of time and not an instant, so that a repeat of
     * the request is the same request.
     */
    public Builder deadline(Duration afterAcceptance) {
      deadline = afterAcceptance;
      return this;
    }

    /** What the order may cost at most, calls of unknown fate included. None unless set. */
    public Builder ceiling(Money most) {
      ceiling = most;
      return this;
    }

    /** What to do about a call of unknown fate; {@link UnknownOutcome#REPEAT_ONCE} unless set. */
    public Builder unknownOutcome(UnknownOutcome rule) {
      unknownOutcome = rule;
      return this;
    }

    /** Adds a note of the caller's own: 32 at most, names to 64 characters, values to 1,024. */
    public Builder metadata(String name, String value) {
      metadata.put(name, value);
      return this;
    }

    /**
     * Makes the request.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a value is outside what its
     *     setter says
     */
    public OrderRequest build() {
      Check.name("customer", customer, 200);
      String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
      Check.name("idempotencyKey", key, 200);
      Check.between("specs", specs.size(), 1, MOST_SPECS);
      Check.between("images", specs.stream().mapToInt(ImageSpec::count).sum(), 1, MOST_IMAGES);
      if (priority != null) {
        Check.between("priority", priority, 1, 10);
      }
      if (deadline != null
          && (deadline.isNegative()
              || deadline.isZero()
              || deadline.compareTo(LONGEST_DEADLINE) > 0)) {
        throw ImageOrderException.invalid(
            "deadline", deadline, "use more than zero and at most 30 days");
      }
      if (ceiling != null && ceiling.amount().signum() < 0) {
        throw ImageOrderException.invalid("ceiling", ceiling, "use zero or more");
      }
      if (metadata.size() > MOST_METADATA) {
        throw ImageOrderException.invalid(
            "metadata", metadata.size() + " notes", "use " + MOST_METADATA + " at most");
      }
      metadata.forEach(
          (name, value) -> {
            Check.name("metadata", name, 64);
            if (value.length() > 1_024) {
              throw ImageOrderException.invalid(
                  "metadata." + name, value, "use 1,024 characters at most");
            }
          });
      return new OrderRequest(this, key);
    }
  }
}
