package org.imageorders.migration.shadow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.jspecify.annotations.Nullable;

/** A tenant's orders in memory. They end when the test says so. Thread-safe. */
final class FakeTenant implements ImageOrders {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  final Map<OrderId, ImageOrder> orders = new ConcurrentHashMap<>();
  final Map<ImageId, byte[]> images = new ConcurrentHashMap<>();
  final Queue<OrderRequest> placed = new ConcurrentLinkedQueue<>();

  /** What {@code place} answers in place of an order. */
  volatile @Nullable ErrorCode refusal;

  private final String tenant;

  FakeTenant(String tenant) {
    this.tenant = tenant;
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    placed.add(request);
    ErrorCode code = refusal;
    if (code != null) {
      throw new ImageOrderException(code, "not today");
    }
    OrderId id = idOf(request.customer(), request.idempotencyKey());
    ImageOrder order =
        orders.computeIfAbsent(
            id,
            absent ->
                ImageOrder.builder(id)
                    .request(request)
                    .cost(cost(Money.usd("0")))
                    .acceptedAt(NOON)
                    .build());
    if (!order.request().fingerprint().equals(request.fingerprint())) {
      throw new ImageOrderException(ErrorCode.IDEMPOTENCY_CONFLICT, "another request");
    }
    return order;
  }

  /** Ends an order a minute after it came, with all its images if it is completed. */
  OrderEvent end(OrderId id, OrderStatus status, Money spent) {
    ImageOrder ended =
        get(id).toBuilder()
            .status(status)
            .images(
                IntStream.range(0, get(id).request().images())
                    .mapToObj(index -> result(id, index, status))
                    .toList())
            .cost(cost(spent))
            .endedAt(NOON.plusSeconds(60))
            .build();
    orders.put(id, ended);
    return event(ended);
  }

  /** The event of how an order ended. */
  static OrderEvent event(ImageOrder order) {
    OrderEvent.Type type = OrderEvent.Type.valueOf("ORDER_" + order.status());
    return OrderEvent.builder(order.id() + ".4", type, order.id())
        .customer(order.request().customer())
        .at(NOON)
        .build();
  }

  private ImageResult result(OrderId id, int index, OrderStatus status) {
    ImageResult open = ImageResult.pending(index, 0);
    if (status != OrderStatus.COMPLETED) {
      return open.failed(new Failure(ErrorCode.CONTENT_REFUSED, "too blue"));
    }
    ImageId image = ImageId.of(id, 0, 1, index);
    images.put(image, new byte[] {(byte) index});
    return open.ready(
        GeneratedImage.builder(image)
            .mediaType("image/png")
            .size(new ImageSize(16, 16))
            .bytes(1)
            .sha256("0".repeat(64))
            .provider("fake")
            .createdAt(NOON)
            .build());
  }

  private static OrderCost cost(Money spent) {
    return new OrderCost(spent, Money.usd("0"), Money.usd("0"));
  }

  /** What all orders have cost. */
  Money spent() {
    return orders.values().stream()
        .map(order -> order.cost().most())
        .reduce(Money.usd("0"), Money::plus);
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of(tenant, customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    ImageOrder order = orders.get(id);
    if (order == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "no order " + id);
    }
    return order;
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    if (!get(id).isEnded()) {
      end(id, OrderStatus.CANCELLED, get(id).cost().spent());
    }
    return get(id);
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    byte[] bytes = images.get(id);
    if (bytes == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "no image " + id);
    }
    return new ImageContent(
        "image/png",
        null,
        range.within(bytes.length),
        bytes.length,
        new ByteArrayInputStream(bytes));
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    try {
      ImageId id = new ImageId("up-" + tenant + "-" + images.size());
      images.put(id, image.readAllBytes());
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OrderPage list(OrderQuery query) {
    return new OrderPage(List.copyOf(orders.values()), null);
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return CompletableFuture.completedFuture(get(id));
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    return completion(id);
  }

  @Override
  public String explain(OrderId id) {
    return get(id).toString();
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    return new EventPage(List.of(), after);
  }

  @Override
  public void close() {
    throw new AssertionError("a parallel run closes what it does not own");
  }
}
