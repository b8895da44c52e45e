package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
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
 * written before the order is placed. What has no document is legacy's. Orders that may be between
 * the sides have a document {@code recall/ORDER} beside their pin.
 *
 * <p>The version of a pin's document is the fence: who wants to change the side does it over the
 * version that was seen, and fails if anybody has acted on the pin since.
 */
final class Pins {

  private static final String SIDE = "side";
  private static final String STATE = "state";
  private static final String COPIES = "copies";
  private static final String LEFT = "left";
  private static final String PLACINGS = "placings";
  private static final String LAST_BEGUN_AT = "lastBegunAt";
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
    return replace(order, new Pin(0, side, state)).orElseGet(() -> fixed(order, require(order)));
  }

  /** A pin that another call wrote, made sure that this one cannot change the side any more. */
  Pin fixed(OrderId order, Pin found) {
    Pin pin = found;
    while (pin.state() == State.FRESH) {
      pin = step(order, pin.in(State.FIXED));
    }
    return pin;
  }

  /** Legacy's instead of the caller's own fresh one; empty if somebody else has seen that. */
  Optional<Pin> fallBack(OrderId order, Pin fresh) {
    return replace(order, new Pin(fresh.version(), Side.LEGACY, State.FELL_BACK));
  }

  /** Writes down what the order's source images are called on its side; first come, first kept. */
  Pin withCopies(OrderId order, Pin seen, Map<ImageId, ImageId> copies) {
    return replace(order, seen.withCopies(copies)).orElseGet(() -> fixed(order, require(order)));
  }

  /** Takes a step, or returns what somebody else has made of the pin. */
  Pin step(OrderId order, Pin next) {
    return replace(order, next).orElseGet(() -> require(order));
  }

  /** Writes a pin over the version that it has; empty if that is not there any more. */
  Optional<Pin> replace(OrderId order, Pin pin) {
    return documents.write(name(order), pin.version(), content(pin)).map(pin::at);
  }

  /** The orders that may be between the sides. */
  List<OrderId> underWay() {
    return documents.list(UNDER_WAY).stream()
        .map(document -> new OrderId(document.content().path(ORDER).asText()))
        .toList();
  }

  /**
   * Remembers that an order may be between the sides from now on: its pin says that it may be
   * recalled. Writes over what is there, so that {@link #removeUnderWay} fails for whoever saw the
   * pin before.
   */
  void putUnderWay(OrderId order) {
    Optional<Long> written = Optional.empty();
    while (written.isEmpty()) {
      long seen = documents.read(underWay(order)).map(Document::version).orElse(0L);
      written =
          documents.write(underWay(order), seen, Documents.object().put(ORDER, order.value()));
    }
  }

  /** Forgets it, unless the order is still on its way, or again. */
  void removeUnderWay(OrderId order) {
    documents
        .read(underWay(order))
        .filter(document -> !of(order).state().isUnderWay()) // the document first, then the pin
        .ifPresent(document -> documents.delete(underWay(order), document.version()));
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

  /** What time it is by the state store's clock. */
  Instant now() {
    return documents.now();
  }

  /** The pin of an order that has one. */
  Pin require(OrderId order) {
    return find(order)
        .orElseThrow(() -> documents.unknown("read", name(order), "it was being removed"));
  }

  private Pin parse(String name, Document document) {
    return new Pin(
        document.version(),
        known(Side.class, name, document, SIDE),
        known(State.class, name, document, STATE),
        names(document.content(), COPIES),
        move(document.content()));
  }

  private static Pin.Move move(ObjectNode content) {
    return content.has(PLACINGS)
        ? new Pin.Move(
            names(content, LEFT),
            content.path(PLACINGS).asInt(),
            Instant.parse(content.path(LAST_BEGUN_AT).asText()))
        : Pin.Move.NONE;
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
    if (pin.state().isBetween()) {
      putNames(content, LEFT, pin.move().left());
      content
          .put(PLACINGS, pin.move().placings())
          .put(LAST_BEGUN_AT, pin.move().lastBegunAt().toString());
    }
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

  private static String underWay(OrderId order) {
    return UNDER_WAY + order;
  }

  private static String upload(ImageId image) {
    return "upload/" + image;
  }
}
