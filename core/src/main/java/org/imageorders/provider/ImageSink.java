package org.imageorders.provider;

/**
 * Takes what a call brings, as it comes. Used by the thread that makes the call, or by one of its
 * own at a time.
 *
 * <p>Everything here throws only unchecked exceptions. They are about keeping the image, not about
 * the call: a provider lets them pass.
 */
public interface ImageSink {

  /**
   * Takes an image.
   *
   * <pre>{@code
   * try (ImageOutput out = sink.image(0)) {
   *   body.transferTo(out);
   *   out.complete();
   * }
   * }</pre>
   *
   * @param index which of the call's images, from 0 to {@link ProviderCall#count()} - 1; each once
   */
  ImageOutput image(int index);

  /**
   * Takes a preview of an image, whole and viewable by itself. Newer ones replace older ones.
   *
   * @param index which of the call's images
   */
  ImageOutput preview(int index);

  /** Takes what the provider made of the prompt for an image. Before the image is completed. */
  default void revisedPrompt(int index, String prompt) {}

  /**
   * Takes why an image will not come that the provider drew and answered, such as a link that leads
   * nowhere.
   */
  default void missing(int index, String why) {}

  /** Takes the name of the model that really draws, where it is not the one asked for. */
  default void model(String name) {}

  /** Takes what the call used and cost. At most once. */
  default void usage(Usage usage) {}

  /** Takes what the provider said about its limits. */
  default void rateLimit(RateLimit reading) {}
}
