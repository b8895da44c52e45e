package org.imageorders.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;

/** Orders that change when a test says so. */
class FakeOrders implements ImageOrders {

  private record Watch(
      OrderId id, Consumer<? super ImageOrder> told, CompletableFuture<ImageOrder> future) {}

  final Map<OrderId, ImageOrder> orders = new ConcurrentHashMap<>();
  final Map<ImageId, byte[]> images = new ConcurrentHashMap<>();
  final List<OrderEvent> events = new CopyOnWriteArrayList<>();
  final List<OrderQuery> queries = new CopyOnWriteArrayList<>();
  final AtomicInteger placed = new AtomicInteger();
  private final Map<OrderId, List<Watch>> watches = new ConcurrentHashMap<>();
  private final String tenant;

  FakeOrders(String tenant) {
    this.tenant = tenant;
  }

  static OrderRequest request(String customer, String key) {
    return OrderRequest.builder(customer).idempotencyKey(key).prompt("a lighthouse").build();
  }

  @Override
  public synchronized ImageOrder place(OrderRequest request) {
    placed.incrementAndGet();
    OrderId id = idOf(request.customer(), request.idempotencyKey());
    ImageOrder present = orders.get(id);
    if (present == null) {
      present =
          ImageOrder.builder(id)
              .version(1)
              .request(request)
              .images(List.of(ImageResult.pending(0, 0)))
              .cost(new OrderCost(Money.usd("0"), Money.usd("0"), Money.usd("0")))
              .acceptedAt(Instant.parse("2027-01-31T12:00:00Z"))
              .build();
      orders.put(id, present);
    } else if (!present.request().fingerprint().equals(request.fingerprint())) {
      throw new ImageOrderException(
          ErrorCode.IDEMPOTENCY_CONFLICT, "the key was used for another request");
    }
    return present;
  }

  /** Changes an order and tells who watches it. */
  ImageOrder change(OrderId id, UnaryOperator<ImageOrder.Builder> how) {
    ImageOrder changed;
    synchronized (this) {
      ImageOrder old = get(id);
      changed = how.apply(old.toBuilder().version(old.version() + 1)).build();
      orders.put(id, changed);
    }
    watches(id).forEach(watch -> tell(watch, changed));
    return changed;
  }

  ImageOrder complete(OrderId id) {
    return change(id, order -> order.status(OrderStatus.COMPLETED));
  }

  private void tell(Watch watch, ImageOrder order) {
    if (watch.future().isDone()) {
      watches(watch.id()).remove(watch);
      return;
    }
    watch.told().accept(order);
    if (order.isEnded()) {
      watches(watch.id()).remove(watch);
      watch.future().complete(order);
    }
  }

  /** How many wait for an order and have not given up. */
  long watching() {
    return watches.values().stream()
        .flatMap(List::stream)
        .filter(watch -> !watch.future().isDone())
        .count();
  }

  private List<Watch> watches(OrderId id) {
    return watches.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>());
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of(tenant, customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    ImageOrder order = orders.get(id);
    if (order == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no order " + id);
    }
    return order;
  }

  @Override
  public OrderPage list(OrderQuery query) {
    queries.add(query);
    List<ImageOrder> found = orders.values().stream().limit(query.limit()).toList();
    return new OrderPage(found, found.size() < orders.size() ? "more" : null);
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    return change(id, order -> order.status(OrderStatus.CANCELLED));
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return watch(id, order -> {});
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    Watch watch = new Watch(id, onChange, new CompletableFuture<>());
    watches(id).add(watch);
    try {
      tell(watch, get(id));
    } catch (ImageOrderException e) {
      watch.future().completeExceptionally(e);
    }
    return watch.future();
  }

  @Override
  public String explain(OrderId id) {
    return "order " + get(id).id() + "\nwaits";
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    byte[] bytes = images.get(id);
    if (bytes == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no image " + id);
    }
    ByteRange within = range.within(bytes.length);
    InputStream part =
        new ByteArrayInputStream(bytes, (int) within.offset(), (int) within.length());
    return new ImageContent("image/png", "ab".repeat(32), within, bytes.length, part);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    try {
      ImageId id = new ImageId("up-" + images.size());
      images.put(id, image.readAllBytes());
      return id;
    } catch (IOException e) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "not read: " + e, e);
    }
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    int from = after.isEmpty() ? 0 : Integer.parseInt(after);
    int to = Math.min(events.size(), from + limit);
    return new EventPage(events.subList(from, to), Integer.toString(to));
  }

  @Override
  public void close() {}
}
