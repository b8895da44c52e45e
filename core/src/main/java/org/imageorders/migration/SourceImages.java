package org.imageorders.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;

/**
 * Brings the source images of an order to its side. What each is called there is written into the
 * order's pin before the order is placed, so that a repeat is the same request.
 */
final class SourceImages {

  /** So many pairs of the longest ids fit into a state document, of both sides together. */
  private static final int MOST_COPIES = 250;

  private final Sides sides;
  private final Pins pins;

  SourceImages(Sides sides, Pins pins) {
    this.sides = sides;
    this.pins = pins;
  }

  /** The order's pin, with a copy on its side for every source image that is kept on the other. */
  Pin bring(OrderRequest request, OrderId order, Pin pin) {
    Set<ImageId> foreign = foreign(request, pin);
    Pin latest = pin;
    while (!foreign.isEmpty()) {
      Map<ImageId, ImageId> copies = copies(request.customer(), foreign, latest);
      if (copies.equals(latest.copies())) {
        break;
      }
      latest = pins.withCopies(order, latest, copies);
    }
    return latest;
  }

  /**
   * Refuses an order that could not be brought to where a pin would have it.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there are more copies than a
   *     pin holds
   */
  void requireRoom(OrderRequest request, Pin pin) {
    Set<ImageId> unused = foreign(request, pin);
  }

  private Set<ImageId> foreign(OrderRequest request, Pin pin) {
    Set<ImageId> foreign = new LinkedHashSet<>();
    request.specs().stream()
        .flatMap(spec -> Stream.concat(spec.sourceImages().stream(), spec.mask().stream()))
        .distinct()
        .filter(image -> pins.homeOf(image) != pin.side())
        .forEach(foreign::add);
    Set<ImageId> copied = new HashSet<>(pin.copies().keySet());
    copied.addAll(foreign);
    int copies = copied.size() + pin.move().left().size();
    if (copies > MOST_COPIES) {
      throw ImageOrderException.invalid(
          "sourceImages",
          copies + " images kept on the other side of the migration, before or after a recall",
          "use " + MOST_COPIES + " at most, or upload them again");
    }
    return foreign;
  }

  private Map<ImageId, ImageId> copies(String customer, Set<ImageId> foreign, Pin pin) {
    Map<ImageId, ImageId> copies = new HashMap<>(pin.copies());
    for (ImageId image : foreign) {
      ImageId copy = copies.get(image);
      // An order that is repeated long after it was refused finds its copies expired.
      if (copy == null || !isThere(pin.side(), copy)) {
        copies.remove(image);
        copy(customer, image, pin.side()).ifPresent(made -> copies.put(image, made));
      }
    }
    return copies;
  }

  private boolean isThere(Side side, ImageId image) {
    try (ImageContent content = sides.of(side).open(image, new ByteRange(0, 1))) {
      return content.totalBytes() > 0;
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND)) {
        return false;
      }
      throw e;
    }
  }

  /** Empty if there is no such image: then the order's side refuses it in its own words. */
  private Optional<ImageId> copy(String customer, ImageId image, Side to) {
    Side from = to.other();
    if (from == Side.LEGACY && sides.isFinished()) {
      return Optional.empty();
    }
    try (ImageContent content = sides.of(from).open(image, ByteRange.ALL)) {
      return Optional.of(sides.of(to).upload(customer, content.stream()));
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
