package org.imageorders.migration.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.OrderId;
import org.jspecify.annotations.Nullable;

/** Opens both pictures of a mismatch and writes what the page shows of them. */
final class PairPictures {

  /** What browsers show though this JVM does not; an SVG could be a program, so it is not here. */
  private static final Set<ImageKind> SHOWN_BY_BROWSERS =
      EnumSet.of(ImageKind.WEBP, ImageKind.AVIF);

  private static final int MOST_COPIED_BYTES = 8 << 20;

  private final ImageOrders originals;
  private final ImageOrders copies;
  private final ComparisonLadder ladder;
  private final Path directory;

  PairPictures(ImageOrders originals, ImageOrders copies, ComparisonLadder ladder, Path directory) {
    this.originals = originals;
    this.copies = copies;
    this.ladder = ladder;
    this.directory = directory;
  }

  /**
   * A mismatch as the page shows it.
   *
   * @param mismatch what differs
   * @param original legacy's picture
   * @param copy the candidate's
   * @param difference the file of the drawn difference; empty if there is none to draw
   */
  record Pair(Mismatch mismatch, Shown original, Shown copy, Optional<String> difference) {}

  /**
   * A picture as the page shows it.
   *
   * @param file its file; null if there is none
   * @param note what it is, or why it is not there
   * @param small the picture; null if it could not be decoded
   */
  record Shown(@Nullable String file, String note, @Nullable Thumbnail small) {}

  /** Writes the pictures of a mismatch. */
  Pair write(Mismatch mismatch, int number) throws IOException {
    String name = String.valueOf(number);
    int index = mismatch.index();
    Shown one = shown(originals, mismatch.order().original().order(), index, name + "-legacy");
    Shown other = shown(copies, mismatch.order().copy().order(), index, name + "-candidate");
    Thumbnail first = one.small();
    Thumbnail second = other.small();
    Optional<String> difference =
        first != null && second != null && first.hasShapeOf(second)
            ? Optional.of(first.difference(second).write(directory, name + "-difference"))
            : Optional.empty();
    return new Pair(mismatch, one, other, difference);
  }

  private Shown shown(ImageOrders orders, OrderId id, int index, String name) throws IOException {
    Optional<Picture> picture;
    try {
      ImageOrder order = orders.get(id);
      Optional<ImageResult> result = order.images().stream().skip(index).findFirst();
      if (result.flatMap(ImageResult::image).isEmpty()) {
        return absent(
            "No picture"
                + result.flatMap(ImageResult::failure).map(why -> ": " + why.code()).orElse(""));
      }
      picture = read(orders, result.get());
    } catch (ImageOrderException e) {
      return absent("Cannot be opened: " + e.code());
    } catch (IOException e) {
      return absent("Cannot be read to its end");
    }
    return picture.isPresent() ? written(picture.get(), name) : absent("Too large to be shown");
  }

  private Optional<Picture> read(ImageOrders orders, ImageResult result) throws IOException {
    try (ImageContent content = orders.open(result.image().orElseThrow().id())) {
      return ladder.read(content);
    }
  }

  private Shown written(Picture picture, String name) throws IOException {
    String kind = ImageKind.of(picture.bytes()).map(ImageKind::toString).orElse("Unknown format");
    try {
      DecodedImage image = ladder.decode(picture);
      Thumbnail small = Thumbnail.of(image);
      return new Shown(
          small.write(directory, name),
          kind + ", " + image.width() + "x" + image.height() + ", " + kilobytes(picture),
          small);
    } catch (CannotDecode e) {
      Optional<ImageKind> shown = ImageKind.of(picture.bytes()).filter(SHOWN_BY_BROWSERS::contains);
      if (shown.isPresent() && picture.length() <= MOST_COPIED_BYTES) {
        String file = name + "." + shown.get().word();
        Files.write(directory.resolve(file), picture.bytes());
        return new Shown(file, kind + ", " + kilobytes(picture) + ", as it is", null);
      }
      return absent(kind + ", " + kilobytes(picture) + ": " + e.why());
    }
  }

  private static String kilobytes(Picture picture) {
    return (picture.length() + 1023) / 1024 + " KiB";
  }

  private static Shown absent(String why) {
    return new Shown(null, why, null);
  }
}
