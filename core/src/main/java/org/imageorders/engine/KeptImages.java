package org.imageorders.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imageorders.Attempt;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.store.Claim;
import org.imageorders.store.ImageStore;
import org.imageorders.store.StoredImage;

/**
 * What the bytes of an image must be to stand in an order, and how what a lost call left behind is
 * found again.
 */
final class KeptImages {

  private final EngineConfig config;

  KeptImages(EngineConfig config) {
    this.config = config;
  }

  /** Why an image is not what was ordered; empty if it is. */
  static Optional<Failure> objection(ImageProbe probe, ImageSpec spec) {
    if (probe.mediaType().isEmpty()) {
      return invalid("what came is no PNG, JPEG, WebP or GIF image");
    }
    String mediaType = probe.mediaType().get();
    if (!probe.isWhole()) {
      return invalid("the " + mediaType + " is truncated or broken");
    }
    if (spec.format().isPresent() && !spec.format().get().mediaType().equals(mediaType)) {
      return invalid("it is " + mediaType + ", ordered was " + spec.format().get().mediaType());
    }
    if (spec.size().isPresent() && !spec.size().equals(probe.size())) {
      return invalid(
          "it has " + probe.size().orElseThrow() + " pixels, ordered were " + spec.size().get());
    }
    return Optional.empty();
  }

  private static Optional<Failure> invalid(String why) {
    return Optional.of(new Failure(ErrorCode.INVALID_IMAGE, why));
  }

  /** What is known of an image once it is kept; without what only the provider could tell. */
  GeneratedImage.Builder describe(
      StoredImage stored, ImageProbe probe, ImageSpec spec, String provider) {
    return GeneratedImage.builder(stored.id())
        .mediaType(probe.mediaType().orElseThrow())
        .size(probe.size().orElseThrow())
        .bytes(stored.bytes())
        .sha256(stored.sha256())
        .provider(provider)
        .model(spec.model().orElse(null))
        .contentCredentials(probe.contentCredentials())
        .createdAt(config.clock.instant());
  }

  /** Looks at all of an image that is kept. */
  static ImageProbe probe(ImageStore images, ImageId id) {
    ImageProbe probe = new ImageProbe();
    try (InputStream in = images.open(id, ByteRange.ALL)) {
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        probe.accept(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "image " + id + " could not be read: " + e, e);
    }
    return probe;
  }

  /**
   * The images that calls have left in the image store for places that are still empty, by place:
   * calls of unknown fate, and after a restore also those that the ledger no longer knows. Previews
   * that they left are removed.
   */
  Map<Integer, GeneratedImage> leftBehind(Claim claim) {
    Map<Integer, GeneratedImage> found = new TreeMap<>();
    for (Attempt lost : claim.earlierAttempts()) {
      if (lost.outcome() == Attempt.Outcome.UNKNOWN) {
        find(claim, lost.number(), lost.provider(), found);
      }
    }
    if (config.restored) {
      String task = task(claim);
      config.images.list(task).stream()
          .map(id -> attempt(task, id))
          .filter(attempt -> attempt >= claim.attempt())
          .distinct()
          .forEach(attempt -> find(claim, attempt, config.first().provider().name(), found));
    }
    return found;
  }

  /** The numbers of the attempts that made these images. */
  static Set<Integer> makers(Claim claim, Collection<GeneratedImage> images) {
    String task = task(claim);
    return images.stream()
        .map(image -> attempt(task, image.id()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the ids of a task's images begin with; then comes the attempt's number. */
  private static String task(Claim claim) {
    return claim.order() + "." + claim.task() + ".";
  }

  private static int attempt(String task, ImageId id) {
    String rest = id.value().substring(task.length());
    return Integer.parseInt(rest.substring(0, rest.indexOf('.')));
  }

  /** Whether the order was removed while the provider drew for it. */
  boolean isGone(Claim claim) {
    try {
      config.orders.get(claim.tenant(), claim.order());
      return false;
    } catch (ImageOrderException e) {
      return e.code().equals(ErrorCode.GONE);
    }
  }

  private void find(Claim claim, int attempt, String provider, Map<Integer, GeneratedImage> found) {
    for (int index : claim.missing()) {
      ImageId id = claim.image(attempt, index);
      Optional<StoredImage> stored = config.images.stat(id);
      if (stored.isPresent() && !found.containsKey(index)) {
        ImageProbe probe = probe(config.images, id);
        if (objection(probe, claim.spec()).isEmpty()) {
          found.put(index, describe(stored.get(), probe, claim.spec(), provider).build());
        }
      }
      config.images.list(id + ".p").forEach(config.images::delete);
    }
  }
}
