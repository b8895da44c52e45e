package org.imageorders.examples.monolith.service;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.imageorders.ErrorCode;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.examples.monolith.painting.Poster;
import org.imageorders.examples.monolith.painting.Touch;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;

/**
 * The service's own generator, of which a new release can be put in while it draws. It paints as
 * the old one does, a little brighter, and leaves the sky of some posters clear. Thread-safe.
 */
final class Studio implements ImageProvider {

  private static final Money PRICE = Money.usd("0.02");
  private static final Touch TOUCH = new Touch(0.04f, 3);
  private static final ImageSize USUAL = new ImageSize(96, 96);
  private static final Duration USUAL_TIME = Duration.ofMillis(40);
  private static final Duration SLOW_TIME = Duration.ofSeconds(4);
  private static final int FAULTY_ONE_IN = 6;

  private final Pauses pauses;
  private final SplittableRandom hands = new SplittableRandom();
  private volatile Release release;

  Studio(Release release, Pauses pauses) {
    this.release = release;
    this.pauses = pauses;
  }

  /** Draws with this release from now on; what is being drawn is finished as it was begun. */
  void use(Release next) {
    release = next;
  }

  @Override
  public String name() {
    return "studio";
  }

  @Override
  public ProviderTraits traits() {
    return ProviderTraits.builder().pricing((spec, images) -> PRICE.times(images)).build();
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    Release drawing = release;
    String prompt = call.spec().prompt();
    boolean unlucky = Math.floorMod(prompt.hashCode(), FAULTY_ONE_IN) == 0;
    pauses.pause(drawing == Release.SLOW ? SLOW_TIME : USUAL_TIME);
    if (unlucky && drawing == Release.FAILS) {
      throw new ProviderException(
          Submission.REJECTED, ErrorCode.PROVIDER_REFUSED, "the studio has no paint for this");
    }
    ImageSize size = call.spec().size().orElse(USUAL);
    boolean half = unlucky && drawing == Release.WRONG_SIZE;
    byte[] picture =
        picture(prompt, half ? new ImageSize(size.width() / 2, size.height() / 2) : size);
    try (ImageOutput out = sink.image(0)) {
      out.write(picture, 0, picture.length);
      out.complete();
    }
  }

  private byte[] picture(String prompt, ImageSize size) throws ProviderException {
    try {
      return Poster.png(prompt, size.width(), size.height(), TOUCH, hand());
    } catch (IOException e) {
      throw new ProviderException(
          Submission.REJECTED, ErrorCode.INTERNAL, "the painting failed: " + e, e);
    }
  }

  private SplittableRandom hand() {
    synchronized (hands) {
      return hands.split();
    }
  }
}
