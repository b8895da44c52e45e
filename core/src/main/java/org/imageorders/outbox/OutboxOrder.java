package org.imageorders.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.json.Json;
import org.imageorders.json.RequestJson;
import org.jspecify.annotations.Nullable;

/** An order as its row in the outbox stood. Immutable. */
final class OutboxOrder {

  static final String COLUMNS =
      "id, customer, placed_at, fingerprint, request, deadline, state, due_at, tries, doubt,"
          + " failure_code, failure_message, ended_at, position";

  /** Where an order is. */
  enum State {
    /** Here, to be handed over. */
    PENDING,
    /** There. */
    HANDED_OVER,
    /** Here for good: it was refused. */
    FAILED,
    /** Here for good. */
    CANCELLED
  }

  private final OrderId id;
  private final String customer;
  private final Instant placedAt;
  private final String fingerprint;
  private final OrderRequest request;
  private final @Nullable Instant deadline;
  private final State state;
  private final Instant due;
  private final int tries;
  private final boolean doubted;
  private final @Nullable Failure failure;
  private final @Nullable Instant endedAt;
  private final long position;

  /** Reads the columns of {@link #COLUMNS}. */
  OutboxOrder(ResultSet row) throws SQLException {
    id = new OrderId(row.getString("id"));
    customer = row.getString("customer");
    placedAt = Statements.instant(row.getLong("placed_at"));
    fingerprint = row.getString("fingerprint");
    request = RequestJson.readKept(Json.parse(row.getString("request")));
    deadline = optional(row, "deadline");
    state = State.valueOf(row.getString("state"));
    due = Statements.instant(row.getLong("due_at"));
    tries = row.getInt("tries");
    doubted = row.getInt("doubt") != 0;
    String code = row.getString("failure_code");
    failure =
        code == null ? null : new Failure(ErrorCode.of(code), row.getString("failure_message"));
    endedAt = optional(row, "ended_at");
    position = row.getLong("position");
  }

  private static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Statements.instant(micros);
  }

  OrderId id() {
    return id;
  }

  String customer() {
    return customer;
  }

  Instant placedAt() {
    return placedAt;
  }

  String fingerprint() {
    return fingerprint;
  }

  OrderRequest request() {
    return request;
  }

  Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }

  State state() {
    return state;
  }

  Instant due() {
    return due;
  }

  int tries() {
    return tries;
  }

  /** Whether a try was not answered, so that the order may have been taken. */
  boolean isDoubted() {
    return doubted;
  }

  long position() {
    return position;
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  boolean isEndedHere() {
    return state == State.FAILED || state == State.CANCELLED;
  }

  /** The order as far as the outbox knows it. */
  ImageOrder order() {
    ImageOrder.Builder order =
        ImageOrder.builder(id)
            .request(request)
            .images(images())
            .cost(nothing())
            .acceptedAt(placedAt);
    if (isEndedHere()) {
      return order
          .version(1)
          .status(state == State.FAILED ? OrderStatus.FAILED : OrderStatus.CANCELLED)
          .failure(failure)
          .endedAt(endedAt)
          .build();
    }
    Waiting.Reason reason = tries == 0 ? Waiting.Reason.QUEUED : Waiting.Reason.RETRYING;
    return order.waiting(new Waiting(reason, 0, null)).build();
  }

  /** An order as it stands where it is handled, accepted when the outbox took it. */
  ImageOrder seen(ImageOrder there) {
    return there.toBuilder().acceptedAt(placedAt).build();
  }

  private List<ImageResult> images() {
    List<ImageResult> images = new ArrayList<>();
    for (int spec = 0; spec < request.specs().size(); spec++) {
      for (int made = 0; made < request.specs().get(spec).count(); made++) {
        ImageResult open = ImageResult.pending(images.size(), spec);
        images.add(isEndedHere() && failure != null ? open.failed(failure) : open);
      }
    }
    return images;
  }

  private OrderCost nothing() {
    Money none =
        Money.zero(request.ceiling().map(Money::currency).orElse(Currency.getInstance("USD")));
    return new OrderCost(none, none, none);
  }

  /** All that happened to an order that ended here. */
  List<OrderEvent> events() {
    List<OrderEvent> events = new ArrayList<>();
    events.add(event(1, OrderEvent.Type.ORDER_ACCEPTED).at(placedAt).build());
    Instant end = endedAt == null ? placedAt : endedAt;
    for (ImageResult image : images()) {
      events.add(
          event(events.size() + 1, OrderEvent.Type.IMAGE_FAILED)
              .index(image.index())
              .failure(failure)
              .at(end)
              .build());
    }
    OrderEvent.Type last =
        state == State.FAILED ? OrderEvent.Type.ORDER_FAILED : OrderEvent.Type.ORDER_CANCELLED;
    events.add(event(events.size() + 1, last).failure(failure).at(end).build());
    return events;
  }

  private OrderEvent.Builder event(int number, OrderEvent.Type type) {
    return OrderEvent.builder(id + ".outbox." + number, type, id).customer(customer);
  }

  /** For a person. */
  String inWords() {
    StringBuilder words =
        new StringBuilder("Order " + id + " of customer " + customer + " ")
            .append(
                switch (state) {
                  case PENDING -> "waits in the outbox to be handed over.";
                  case HANDED_OVER -> "was handed over by the outbox.";
                  case FAILED -> "is FAILED: it could not be handed over.";
                  case CANCELLED -> "is CANCELLED: it ended in the outbox.";
                })
            .append("\nAccepted at ")
            .append(placedAt);
    deadline().ifPresent(time -> words.append(", to be ended by ").append(time));
    words.append(". Tries to hand it over: ").append(tries).append('.');
    if (failure != null) {
      words.append("\nThe last answer: ").append(failure).append('.');
    }
    if (isPending() && tries > 0) {
      words.append("\nNext try at ").append(due).append('.');
    }
    return words.toString();
  }
}
