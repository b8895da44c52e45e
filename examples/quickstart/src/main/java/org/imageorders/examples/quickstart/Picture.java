package org.imageorders.examples.quickstart;

import java.time.Duration;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Money;

/**
 * A picture that is there.
 *
 * @param file its name below the directory of this run
 * @param time from the start of the call that made it until it was kept
 * @param cost its share of that call
 */
record Picture(String prompt, String file, GeneratedImage image, Duration time, Money cost) {

  static Picture of(ImageOrder order, ImageResult result, GeneratedImage image, String file) {
    String prompt = order.request().specs().get(result.spec()).prompt();
    Optional<Attempt> attempt =
        order.attempts().stream()
            .filter(call -> isMadeBy(call, order, result.index(), image.id()))
            .findFirst();
    return new Picture(
        prompt,
        file,
        image,
        attempt
            .map(call -> Duration.between(call.startedAt(), image.createdAt()))
            .orElse(Duration.ZERO),
        attempt
            .map(call -> Words.share(call.cost(), Math.max(1, call.images())))
            .orElse(Money.zero(order.cost().spent().currency())));
  }

  private static boolean isMadeBy(Attempt call, ImageOrder order, int index, ImageId image) {
    return ImageId.of(order.id(), call.task(), call.number(), index).equals(image);
  }
}
