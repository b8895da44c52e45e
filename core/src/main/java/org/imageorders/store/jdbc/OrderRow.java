package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;
import org.imageorders.json.RequestJson;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.shared.Ending;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * An order's row: changed, and saved within one transaction together with the events that tell the
 * changes.
 */
final class OrderRow {

  private final long seq;
  private final String tenant;
  private final OrderId id;
  private final String customer;
  private final String fingerprint;
  private final String request;
  private final int images;
  private final long toldAfter;
  private final Instant acceptedAt;
  private OrderStatus status;
  private long version;
  private int remaining;
  private int events;
  private OrderCost cost;
  private @Nullable Failure failure;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable Instant deadline;
  private final List<OrderEvent> told = new ArrayList<>();
  private int endedTasks;
  private @Nullable OrderRequest parsed;

  private OrderRow(Row row) throws SQLException {
    seq = row.number("seq");
    tenant = row.text("tenant");
    id = new OrderId(row.text("id"));
    customer = row.text("customer");
    fingerprint = row.text("fingerprint");
    request = row.text("request");
    images = row.integer("images");
    toldAfter = row.number("told_after");
    acceptedAt = row.instant("accepted_at");
    status = OrderJson.status(row.text("status"));
    version = row.number("version");
    remaining = row.integer("remaining");
    events = row.integer("events");
    cost = new OrderCost(row.money("spent"), row.money("reserved"), row.money("at_risk"));
    failure = row.optionalFailure();
    startedAt = row.optionalInstant("started_at");
    endedAt = row.optionalInstant("ended_at");
    deadline = row.optionalInstant("deadline");
  }

  static Optional<OrderRow> find(Session session, String tenant, OrderId id) throws SQLException {
    return session.first(Sql.FIND_ORDER, OrderRow::new, id.value(), tenant);
  }

  /** Reads rows by a query for them. */
  static List<OrderRow> list(Session session, String sql, List<?> values) throws SQLException {
    return session.list(sql, OrderRow::new, values.toArray());
  }

  /** Locks orders, after those of their tasks that are locked. */
  static Session.Later<OrderRow> lock(Session session, Collection<Change> orders)
      throws SQLException {
    return session.later(
        Sql.LOCK_ORDERS_BY_ID,
        OrderRow::new,
        orders.stream().map(order -> Rows.row(order.order().value(), order.tenant())).toList());
  }

  long seq() {
    return seq;
  }

  OrderId id() {
    return id;
  }

  String tenant() {
    return tenant;
  }

  String fingerprint() {
    return fingerprint;
  }

  int images() {
    return images;
  }

  OrderCost cost() {
    return cost;
  }

  /** How many events were told of it, in all. */
  int events() {
    return events;
  }

  /** The position, in its partition of the feed, that its events come after. */
  long toldAfter() {
    return toldAfter;
  }

  /** What changed since the last time, for the feed. */
  Feed.News takeNews() {
    Feed.News news = new Feed.News(id, List.copyOf(told), -endedTasks);
    told.clear();
    endedTasks = 0;
    return news;
  }

  Change change() {
    return new Change(tenant, id);
  }

  OrderRequest request() {
    OrderRequest known = parsed;
    if (known == null) {
      known = RequestJson.readKept(Json.parse(request));
      parsed = known;
    }
    return known;
  }

  /** Whether an attempt was ever opened. */
  boolean isStarted() {
    return startedAt != null;
  }

  boolean isEnded() {
    return status.isEnded();
  }

  boolean isOverdue(Instant now) {
    return deadline != null && !deadline.isAfter(now);
  }

  boolean isDecided() {
    return remaining == 0;
  }

  /** How long until its deadline; null if it has none. */
  @Nullable Duration timeLeft(Instant now) {
    return deadline == null ? null : Duration.between(now, deadline);
  }

  /** Takes note of an attempt that was opened. */
  void opened(Attempt attempt, Instant now) {
    cost = Ledger.opened(cost, attempt);
    if (startedAt == null) {
      startedAt = now;
      status = OrderStatus.GENERATING;
      tell(OrderEvent.Type.ORDER_STARTED, null, null, now);
    }
  }

  /** Takes note of an attempt that was closed. */
  void closed(Attempt open, Attempt closed) {
    cost = Ledger.closed(cost, open, closed);
  }

  /** Takes note of an attempt that turned out to have succeeded. */
  void recovered(Attempt unknown) {
    cost = Ledger.recovered(cost, unknown);
  }

  /** Takes note of what became of one of its images. */
  void decided(ImageResult result, Instant now) {
    remaining--;
    OrderEvent.Type type =
        result.image().isPresent() ? OrderEvent.Type.IMAGE_READY : OrderEvent.Type.IMAGE_FAILED;
    tell(type, result, result.failure().orElse(null), now);
  }

  /** Takes note that some of its tasks are neither ready nor running any more. */
  void endedTasks(int tasks) {
    endedTasks += tasks;
  }

  void end(Ending ending, Instant now) {
    status = ending.status();
    failure = ending.why();
    endedAt = now;
    deadline = null;
    tell(ending.event(), null, ending.why(), now);
  }

  private void tell(
      OrderEvent.Type type, @Nullable ImageResult image, @Nullable Failure why, Instant now) {
    events++;
    OrderEvent.Builder event =
        OrderEvent.builder(id + "." + events, type, id).customer(customer).failure(why).at(now);
    if (image != null) {
      event.index(image.index()).image(image.image().map(GeneratedImage::id).orElse(null));
    }
    told.add(event.build());
  }

  /** Saves what changed; the feed saves what was told. */
  static void save(Session session, Collection<OrderRow> orders) {
    orders.forEach(order -> order.version++);
    session.write(Sql.SAVE_ORDERS, orders.stream().map(OrderRow::row).toList());
  }

  private @Nullable Object[] row() {
    return Rows.row(
        seq,
        status,
        version,
        remaining,
        events,
        cost.spent().amount(),
        cost.reserved().amount(),
        cost.atRisk().amount(),
        failure == null ? null : failure.code().name(),
        failure == null ? null : failure.message(),
        startedAt,
        endedAt,
        deadline);
  }

  /** The order as it stands, with its parts. */
  ImageOrder order(Map<Integer, ImageResult> results, List<Attempt> attempts) {
    return ImageOrder.builder(id)
        .version(version)
        .request(request())
        .status(status)
        .images(Images.all(request().specs(), results))
        .attempts(attempts)
        .cost(cost)
        .failure(failure)
        .acceptedAt(acceptedAt)
        .startedAt(startedAt)
        .endedAt(endedAt)
        .build();
  }
}
