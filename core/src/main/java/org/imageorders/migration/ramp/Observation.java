package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Side;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an order to judge its side by.
 *
 * @param end null while it is in flight
 */
record Observation(Side side, OrderId id, String customer, Instant acceptedAt, @Nullable End end) {

  private static final int LONGEST_FLAW = 60;

  /**
   * How an order ended.
   *
   * @param images how many are ready
   * @param cost what it spent or may have spent
   * @param flaw why it failed, or what is wrong with its pictures; empty if nothing is
   */
  record End(OrderStatus status, Instant at, int images, Money cost, String flaw) {}

  static Observation of(Side side, ImageOrder order) {
    return new Observation(
        side,
        order.id(),
        order.request().customer(),
        order.acceptedAt(),
        order.endedAt().map(at -> end(order, at)).orElse(null));
  }

  private static End end(ImageOrder order, Instant at) {
    String flaw =
        order
            .failure()
            .map(Failure::code)
            .map(Object::toString)
            .or(() -> flaw(order))
            .orElse(isFailed(order.status()) ? "no reason given" : "");
    String shown = flaw.length() > LONGEST_FLAW ? flaw.substring(0, LONGEST_FLAW) : flaw;
    Money cost = order.cost().spent().plus(order.cost().atRisk());
    return new End(order.status(), at, order.readyImages().size(), cost, shown);
  }

  private static Optional<String> flaw(ImageOrder order) {
    for (ImageResult result : order.images()) {
      Optional<String> flaw = result.image().flatMap(image -> flaw(specOf(order, result), image));
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    int ready = order.readyImages().size();
    return order.status() == OrderStatus.COMPLETED && ready < order.request().images()
        ? Optional.of(ready + " of " + order.request().images() + " pictures")
        : Optional.empty();
  }

  private static ImageSpec specOf(ImageOrder order, ImageResult result) {
    return order.request().specs().get(result.spec());
  }

  private static Optional<String> flaw(ImageSpec spec, GeneratedImage image) {
    return spec.size()
        .filter(size -> !size.equals(image.size()))
        .map(size -> image.size() + " for " + size)
        .or(
            () ->
                spec.format()
                    .filter(format -> !format.mediaType().equals(image.mediaType()))
                    .map(format -> image.mediaType() + " for " + format.mediaType()));
  }

  /** Whether it ended otherwise than by the customer's wish. */
  boolean counts() {
    return end != null && end.status != OrderStatus.CANCELLED;
  }

  /** Whether the customer got less than was ordered. */
  boolean isFailed() {
    return end != null && isFailed(end.status);
  }

  private static boolean isFailed(OrderStatus status) {
    return status == OrderStatus.FAILED || status == OrderStatus.PARTIALLY_COMPLETED;
  }

  boolean isDelivered() {
    return end != null && end.images > 0;
  }

  /** Whether pictures came, and not those that were ordered. */
  boolean isWrong() {
    return isDelivered() && !isFailed() && !flaw().isEmpty();
  }

  String flaw() {
    return end == null ? "" : end.flaw;
  }

  int images() {
    return end == null ? 0 : end.images;
  }

  /** From acceptance to the end; so far, if it is in flight. */
  Duration time(Instant now) {
    return Duration.between(acceptedAt, end == null ? now : end.at);
  }
}
