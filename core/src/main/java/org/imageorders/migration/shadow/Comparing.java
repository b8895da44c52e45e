package org.imageorders.migration.shadow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderStatus;

/** Puts an original and its copy beside each other, picture by picture. Thread-safe. */
final class Comparing {

  private final RunParts run;
  private final ImageComparison comparison;

  Comparing(RunParts run, ImageComparison comparison) {
    this.run = run;
    this.comparison = comparison;
  }

  /**
   * Compares them.
   *
   * @param order the copied order; empty if there is none, and the copy says why
   * @return empty if a picture of the original is no longer there: its customer was erased
   */
  Optional<ComparedOrder> pair(Copy copy, ImageOrder original, Optional<ImageOrder> order) {
    String why = copy.why().orElse("the copy has no picture");
    List<Resemblance> images = new ArrayList<>();
    for (ImageResult wanted : original.images()) {
      Optional<GeneratedImage> image = wanted.image();
      if (image.isPresent()) {
        Optional<ImageResult> result =
            order.flatMap(o -> o.images().stream().skip(wanted.index()).findFirst());
        Optional<Resemblance> resemblance = resemblance(copy, image.get(), result, why);
        if (resemblance.isEmpty()) {
          return Optional.empty();
        }
        images.add(resemblance.get());
      }
    }
    Outcome outcome =
        order
            .map(Comparing::outcome)
            .orElseGet(
                () ->
                    new Outcome(copy.key().copy(), OrderStatus.FAILED, Duration.ZERO, copy.cost()));
    return Optional.of(
        new ComparedOrder(
            copy.key().twin(), outcome(original), outcome, images, run.documents().now()));
  }

  private static Outcome outcome(ImageOrder order) {
    Duration time =
        order.endedAt().map(end -> Duration.between(order.acceptedAt(), end)).orElse(Duration.ZERO);
    Money cost = order.cost().most();
    return new Outcome(order.id(), order.status(), time, cost);
  }

  private Optional<Resemblance> resemblance(
      Copy copy, GeneratedImage original, Optional<ImageResult> result, String why) {
    Optional<GeneratedImage> image = result.flatMap(ImageResult::image);
    if (image.isEmpty()) {
      String failure = result.flatMap(ImageResult::failure).map(Comparing::text).orElse(why);
      return Optional.of(missing(failure));
    }
    Optional<ImageContent> legacys = Lookup.present(() -> run.originals().open(original.id()));
    if (legacys.isEmpty()) {
      return Optional.empty();
    }
    try (ImageContent first = legacys.get()) {
      ImageOrders twin = run.twins().of(copy.key().twin());
      Optional<ImageContent> twinsContent = Lookup.present(() -> twin.open(image.get().id()));
      if (twinsContent.isEmpty()) {
        return Optional.of(missing("the copy's picture is gone"));
      }
      try (ImageContent second = twinsContent.get()) {
        return Optional.of(comparison.compare(first, second));
      }
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "the pictures of a copy cannot be read for now: " + e, e);
    }
  }

  private static String text(Failure failure) {
    return failure.code() + ": " + failure.message();
  }

  private static Resemblance missing(String why) {
    return new Resemblance(
        Optional.of(Rung.ARRIVED), why, OptionalInt.empty(), OptionalDouble.empty());
  }
}
