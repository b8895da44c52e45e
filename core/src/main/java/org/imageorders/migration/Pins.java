package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.migration.Documents.Document;

/**
 * The sides of orders, {@code pin/ORDER}, and of uploads, {@code upload/IMAGE}. An order's side is
 * written once, before the order is placed, and never changes. What has no document is legacy's.
 */
final class Pins {

  private static final String SIDE = "side";
  private static final String COPIES = "copies";

  private final Documents documents;

  Pins(Documents documents) {
    this.documents = documents;
  }

  Optional<Pin> find(OrderId order) {
    return documents.read(name(order)).map(document -> parse(name(order), document));
  }

  /** The order's pin; legacy's if it has none. */
  Pin of(OrderId order) {
    return find(order).orElse(Pin.NONE);
  }

  /** Pins an order that has no pin; whoever comes second gets the first one's. */
  Pin insert(OrderId order, Side side) {
    return documents
        .write(name(order), 0, content(side, Map.of()))
        .map(version -> new Pin(version, side, Map.of()))
        .orElseGet(() -> require(order));
  }

  /** Writes down what the order's source images are called on its side; first come, first kept. */
  Pin withCopies(OrderId order, Pin seen, Map<ImageId, ImageId> copies) {
    return documents
        .write(name(order), seen.version(), content(seen.side(), copies))
        .map(version -> new Pin(version, seen.side(), copies))
        .orElseGet(() -> require(order));
  }

  /** The side on which an image is kept. */
  Side homeOf(ImageId image) {
    Optional<OrderId> order = image.order();
    if (order.isPresent()) {
      return of(order.get()).side();
    }
    String name = upload(image);
    return documents.read(name).map(document -> side(name, document.content())).orElse(Side.LEGACY);
  }

  /** Remembers an upload that the candidate took. */
  void uploadedToCandidate(ImageId image) {
    documents.write(upload(image), 0, Documents.object().put(SIDE, Side.CANDIDATE.name()));
  }

  private Pin require(OrderId order) {
    return find(order)
        .orElseThrow(() -> documents.unknown("read", name(order), "it was being removed"));
  }

  private Pin parse(String name, Document document) {
    Map<ImageId, ImageId> copies = new HashMap<>();
    document
        .content()
        .path(COPIES)
        .properties()
        .forEach(
            copy -> copies.put(new ImageId(copy.getKey()), new ImageId(copy.getValue().asText())));
    return new Pin(document.version(), side(name, document.content()), copies);
  }

  private Side side(String name, ObjectNode content) {
    String side = content.path(SIDE).asText();
    return switch (side) {
      case "LEGACY" -> Side.LEGACY;
      case "CANDIDATE" -> Side.CANDIDATE;
      default -> throw unreadable(name, side);
    };
  }

  private ImageOrderException unreadable(String name, String side) {
    return documents.unknown("read", name, "side '" + side + "' is none that this version knows");
  }

  private static ObjectNode content(Side side, Map<ImageId, ImageId> copies) {
    ObjectNode content = Documents.object().put(SIDE, side.name());
    if (!copies.isEmpty()) {
      ObjectNode names = content.putObject(COPIES);
      copies.forEach((original, copy) -> names.put(original.value(), copy.value()));
    }
    return content;
  }

  private static String name(OrderId order) {
    return "pin/" + order;
  }

  private static String upload(ImageId image) {
    return "upload/" + image;
  }
}
