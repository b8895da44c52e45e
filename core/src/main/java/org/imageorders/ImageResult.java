package org.imageorders;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one wanted image: ready, failed, or neither yet.
 *
 * @param index the image's place in its order, from 0
 * @param spec the place of its spec in the request, from 0
 * @param readyImage the image, once it is ready
 * @param failed why there will be none, once that is certain
 * @param latestPreview the newest preview, while the image is being made
 */
public record ImageResult(
    int index,
    int spec,
    @Nullable GeneratedImage readyImage,
    @Nullable Failure failed,
    @Nullable ImageId latestPreview) {

  /** A result that is still open. */
  public static ImageResult pending(int index, int spec) {
    return new ImageResult(index, spec, null, null, null);
  }

  /** The image, once it is ready. */
  public Optional<GeneratedImage> image() {
    return Optional.ofNullable(readyImage);
  }

  /** Why there will be none, once that is certain. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failed);
  }

  /** The newest preview, while the image is being made. */
  public Optional<ImageId> preview() {
    return Optional.ofNullable(latestPreview);
  }

  /** Whether it is neither ready nor failed. */
  public boolean isPending() {
    return readyImage == null && failed == null;
  }

  /** The same place, with its image. */
  public ImageResult ready(GeneratedImage image) {
    return new ImageResult(index, spec, image, null, null);
  }

  /** The same place, without hope of an image. */
  public ImageResult failed(Failure failure) {
    return new ImageResult(index, spec, null, failure, null);
  }

  /** The same place, with a newer preview. */
  public ImageResult previewed(ImageId preview) {
    return new ImageResult(index, spec, readyImage, failed, preview);
  }
}
