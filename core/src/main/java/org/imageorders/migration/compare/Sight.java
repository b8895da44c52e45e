package org.imageorders.migration.compare;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was seen of a picture, as far as one could look; what comparing needs, not the picture. */
final class Sight {

  private final @Nullable ImageKind kind;
  private final @Nullable CannotDecode problem;
  private final int width;
  private final int height;
  private final boolean opaque;
  private final Plane plane;

  private Sight(@Nullable ImageKind kind, CannotDecode problem) {
    this.kind = kind;
    this.problem = problem;
    width = 0;
    height = 0;
    opaque = false;
    plane = Plane.NONE;
  }

  private Sight(ImageKind kind, DecodedImage image) {
    this.kind = kind;
    problem = null;
    width = image.width();
    height = image.height();
    opaque = image.isOpaque();
    plane = Plane.of(image);
  }

  static Sight of(byte[] bytes, Decoder decoder) {
    Optional<ImageKind> kind = ImageKind.of(bytes);
    if (kind.isEmpty()) {
      return broken("it is no picture of a known format");
    }
    try {
      return new Sight(kind.get(), decoder.decode(bytes, kind.get()));
    } catch (CannotDecode e) {
      return new Sight(kind.get(), e);
    }
  }

  static Sight broken(String why) {
    return new Sight(null, CannotDecode.broken(why));
  }

  /** The format; empty if that is not known. */
  Optional<ImageKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** What is broken about it. */
  Optional<String> fault() {
    return Optional.ofNullable(problem).filter(cause -> !cause.isNoReader()).map(CannotDecode::why);
  }

  /** What this JVM lacks to look at it. */
  Optional<String> lack() {
    return Optional.ofNullable(problem).filter(CannotDecode::isNoReader).map(CannotDecode::why);
  }

  /** The format in words. */
  String format() {
    return kind().map(ImageKind::toString).orElse("unknown");
  }

  /** The size in words. */
  String size() {
    return width + "x" + height;
  }

  /** The opacity in words. */
  String opacity() {
    return opaque ? "opaque" : "with transparency";
  }

  /** The reduced picture; without pixels if there is a fault or a lack. */
  Plane plane() {
    return plane;
  }
}
