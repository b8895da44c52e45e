package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.imageorders.ImageId;
import org.imageorders.OrderId;
import org.imageorders.migration.Documents.Document;
import org.imageorders.migration.Pin.State;

/**
 * The sides of orders, {@code pin/ORDER}, and of uploads, {@code upload/IMAGE}. An order's side is
 * written before the order is placed. What has no document is legacy's. Orders whose recall may be
 * half done have a document {@code recall/ORDER} beside their pin.
 *
 * <p>The version of a pin's document is the fence: who wants to change the side does it over the
 * version that was seen, and fails if anybody has acted on the pin since.
 */
final class Pins {

  private static final String SIDE = "side";
  private static final String STATE = "state";
  private static final String COPIES = "copies";
  private static final String LEFT = "left";
  private static final String UNDER_WAY = "recall/";
  private static final String ORDER = "order";

  private final Documents documents;
  private final BooleanSupplier finished;

  Pins(Documents documents, BooleanSupplier finished) {
    this.documents = documents;
    this.finished = finished;
  }

  Optional<Pin> find(OrderId order) {
    return documents.read(name(order)).map(document -> parse(name(order), document));
  }

  /** The order's pin; legacy's if it has none, and the candidate's where there is no legacy. */
  Pin of(OrderId order) {
    return find(order).orElseGet(() -> Pin.none(homeOfUnknown()));
  }

  private Side homeOfUnknown() {
    return finished.getAsBoolean() ? Side.CANDIDATE : Side.LEGACY;
  }

  /**
   * Pins an order that has no pin. Whoever comes second gets the first one's, fixed: a fresh one is
   * the caller's own.
   */
  Pin insert(OrderId order, Side side) {
    State state = side == Side.CANDIDATE ? State.FRESH : State.FIXED;
    return replace(order, new Pin(0, side, state, Map.of(), Map.of()))
        .orElseGet(() -> fixed(order, require(order)));
  }

  /** A pin that another call wrote, made sure that this one cannot change the side any more. */
  Pin fixed(OrderId order, Pin found) {
    Pin pin = found;
    while (pin.state() == State.FRESH) {
      pin = step(State.FIXED, order, pin);
    }
    return pin;
  }

  /** Legacy's instead of the caller's own fresh one; empty if somebody else has seen that. */
  Optional<Pin> fallBack(OrderId order, Pin fresh) {
    return replace(
        order, new Pin(fresh.version(), Side.LEGACY, State.FELL_BACK, Map.of(), Map.of()));
  }

  /** The same pin in another state; empty if it is not as it was seen any more. */
  Optional<Pin> to(State state, OrderId order, Pin seen) {
    Map<ImageId, ImageId> left = state == State.MOVED ? Map.of() : seen.left();
    return replace(order, new Pin(seen.version(), seen.side(), state, seen.copies(), left));
  }

  /** The same pin in another state, or what somebody else has made of it. */
  Pin step(State state, OrderId order, Pin seen) {
    return to(state, order, seen).orElseGet(() -> require(order));
  }

  /** On the other side, to which the order moves, or what somebody else has made of it. */
  Pin across(OrderId order, Pin seen) {
    return replace(
            order,
            new Pin(seen.version(), seen.side().other(), State.MOVING, Map.of(), seen.copies()))
        .orElseGet(() -> require(order));
  }

  /**
   * On the side on which the order was before it was recalled, or what somebody else made of it.
   */
  Pin back(OrderId order, Pin seen) {
    Pin back =
        seen.state() == State.MOVING
            ? new Pin(seen.version(), seen.side().other(), State.FIXED, seen.left(), Map.of())
            : new Pin(seen.version(), seen.side(), State.FIXED, seen.copies(), Map.of());
    return replace(order, back).orElseGet(() -> require(order));
  }

  /** Writes down what the order's source images are called on its side; first come, first kept. */
  Pin withCopies(OrderId order, Pin seen, Map<ImageId, ImageId> copies) {
    return replace(order, new Pin(seen.version(), seen.side(), seen.state(), copies, seen.left()))
        .orElseGet(() -> fixed(order, require(order)));
  }

  /** Writes a pin over the version that it has; empty if that is not there any more. */
  private Optional<Pin> replace(OrderId order, Pin pin) {
    return documents
        .write(name(order), pin.version(), content(pin))
        .map(version -> new Pin(version, pin.side(), pin.state(), pin.copies(), pin.left()));
  }

  /** The orders whose recall was begun, and maybe not completed. */
  List<OrderId> underWay() {
    return documents.list(UNDER_WAY).stream()
        .map(document -> new OrderId(document.content().path(ORDER).asText()))
        .toList();
  }

  void putUnderWay(OrderId order) {
    documents.write(UNDER_WAY + order, 0, Documents.object().put(ORDER, order.value()));
  }

  void removeUnderWay(OrderId order) {
    documents
        .read(UNDER_WAY + order)
        .ifPresent(document -> documents.delete(UNDER_WAY + order, document.version()));
  }

  /** The side on which an image is kept. */
  Side homeOf(ImageId image) {
    Optional<OrderId> order = image.order();
    if (order.isPresent()) {
      return of(order.get()).side();
    }
    String name = upload(image);
    return documents
        .read(name)
        .map(document -> known(Side.class, name, document, SIDE))
        .orElseGet(this::homeOfUnknown);
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
    return new Pin(
        document.version(),
        known(Side.class, name, document, SIDE),
        known(State.class, name, document, STATE),
        names(document.content(), COPIES),
        names(document.content(), LEFT));
  }

  private static Map<ImageId, ImageId> names(ObjectNode content, String field) {
    Map<ImageId, ImageId> names = new HashMap<>();
    content
        .path(field)
        .properties()
        .forEach(
            copy -> names.put(new ImageId(copy.getKey()), new ImageId(copy.getValue().asText())));
    return names;
  }

  /** What this version does not know is not guessed. */
  private <E extends Enum<E>> E known(Class<E> type, String name, Document document, String field) {
    String word = document.content().path(field).asText();
    try {
      return Enum.valueOf(type, word);
    } catch (IllegalArgumentException e) {
      throw documents.unknown(
          "read", name, field + " '" + word + "' is none that this version knows");
    }
  }

  private static ObjectNode content(Pin pin) {
    ObjectNode content =
        Documents.object().put(SIDE, pin.side().name()).put(STATE, pin.state().name());
    putNames(content, COPIES, pin.copies());
    putNames(content, LEFT, pin.left());
    return content;
  }

  private static void putNames(ObjectNode content, String field, Map<ImageId, ImageId> copies) {
    if (!copies.isEmpty()) {
      ObjectNode names = content.putObject(field);
      copies.forEach((original, copy) -> names.put(original.value(), copy.value()));
    }
  }

  private static String name(OrderId order) {
    return "pin/" + order;
  }

  private static String upload(ImageId image) {
    return "upload/" + image;
  }
}
