package org.imageorders.migration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.jspecify.annotations.Nullable;

/** A side that keeps orders in memory and works on none of them. */
final class FakeOrders implements ImageOrders {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  final List<ImageOrder> orders = new ArrayList<>(); // oldest first
  final List<OrderRequest> placed = new ArrayList<>();
  final Map<ImageId, byte[]> uploads = new LinkedHashMap<>();
  final CompletableFuture<ImageOrder> wait = new CompletableFuture<>();
  int secondsPastNoon;
  boolean silent;

  /** Whether no call is to come any more. */
  boolean removed;

  /** What the ids of its uploads end with. */
  String longId = "";

  ErrorCode silence = ErrorCode.UNAVAILABLE;

  /** What placing is refused with, before anything is taken; null to take it. */
  @Nullable ImageOrderException refusal;

  /** Whether orders are taken and the answers are lost. */
  boolean losesAnswers;

  /** What happens once while the next order is under way to this side. */
  Runnable onTheWay = () -> {};

  /** What happens before events are told. */
  Runnable reading = () -> {};

  private final String name;
  private final String tenant;

  FakeOrders(String name) {
    this(name, "default");
  }

  FakeOrders(String name, String tenant) {
    this.name = name;
    this.tenant = tenant;
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    Runnable happening = onTheWay;
    onTheWay = () -> {};
    ImageOrderException no = refusal;
    happening.run();
    if (no != null) {
      throw no;
    }
    requireVoice();
    placed.add(request);
    OrderId id = idOf(request.customer(), request.idempotencyKey());
    if (orders.stream().noneMatch(order -> order.id().equals(id))) {
      orders.add(
          ImageOrder.builder(id)
              .request(request)
              .cost(new OrderCost(Money.usd("0"), Money.usd("0"), Money.usd("0")))
              .acceptedAt(NOON.plusSeconds(secondsPastNoon))
              .build());
    }
    if (losesAnswers) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the answer was lost");
    }
    return get(id);
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of(tenant, customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    requireVoice();
    return orders.stream()
        .filter(order -> order.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new ImageOrderException(ErrorCode.NOT_FOUND, "no order " + id));
  }

  @Override
  public OrderPage list(OrderQuery query) {
    requireVoice();
    int end = query.after().map(cursor -> position(cursor, "list")).orElse(orders.size());
    int begin = Math.max(0, end - query.limit());
    List<ImageOrder> page = new ArrayList<>();
    for (int i = end - 1; i >= begin; i--) {
      if (query.statuses().isEmpty() || query.statuses().contains(orders.get(i).status())) {
        page.add(orders.get(i));
      }
    }
    return new OrderPage(page, begin == 0 ? null : name + ":list:" + begin);
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    ImageOrder cancelled = get(id).toBuilder().status(OrderStatus.CANCELLED).build();
    orders.replaceAll(order -> order.id().equals(id) ? cancelled : order);
    return cancelled;
  }

  /** None of its orders has started. */
  @Override
  public ImageOrder withdraw(OrderId id) {
    return get(id).isEnded() ? get(id) : cancel(id);
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    requireVoice();
    return wait;
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    onChange.accept(get(id));
    return wait;
  }

  @Override
  public String explain(OrderId id) {
    return name + " explains " + get(id).id();
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    requireVoice();
    byte[] bytes = uploads.get(id);
    if (bytes == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "no image " + id);
    }
    ByteRange within = range.within(bytes.length);
    return new ImageContent(
        "image/png",
        null,
        within,
        bytes.length,
        new ByteArrayInputStream(bytes, (int) within.offset(), (int) within.length()));
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    requireVoice();
    try {
      ImageId id = new ImageId("up-" + name + "-" + uploads.size() + longId);
      uploads.put(id, image.readAllBytes());
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    requireVoice();
    reading.run();
    int begin = after.isEmpty() ? 0 : position(after, "feed");
    int end = Math.min(orders.size(), begin + limit);
    List<OrderEvent> events = new ArrayList<>();
    for (ImageOrder order : orders.subList(begin, end)) {
      events.add(
          OrderEvent.builder(name + "-" + order.id(), OrderEvent.Type.ORDER_ACCEPTED, order.id())
              .customer(order.request().customer())
              .at(order.acceptedAt())
              .build());
    }
    return new EventPage(events, name + ":feed:" + end);
  }

  @Override
  public void close() {
    throw new AssertionError("a migration closes what it does not own");
  }

  private int position(String cursor, String kind) {
    String start = name + ":" + kind + ":";
    if (!cursor.startsWith(start)) {
      throw ImageOrderException.invalid("after", cursor, "use a cursor of " + name);
    }
    return Integer.parseInt(cursor, start.length(), cursor.length(), 10);
  }

  private void requireVoice() {
    if (removed) {
      throw new AssertionError(name + " is there no more, and was called");
    }
    if (silent) {
      throw new ImageOrderException(silence, name + " does not answer");
    }
  }
}
