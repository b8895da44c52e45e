package org.imageorders.migration.ramp;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.ramp.Behaviour.Fate;

/** A side whose orders end when their time has come, without anybody working on them. */
final class SimulatedSide implements ImageOrders {

  static final ImageSize ORDERED = new ImageSize(1024, 1024);

  private static final Money NOTHING = Money.usd("0");

  Behaviour behaviour = Behaviour.USUAL;
  boolean silent;
  String excuse = "the side does not answer";
  boolean broken;
  boolean full;

  /** Whose orders are refused; nobody's if empty. */
  String refused = "";

  /** Is shown each page of a list before whoever asked for it. */
  Consumer<List<ImageOrder>> listing = page -> {};

  private final InstantSource clock;
  private final Random random;
  private final List<Placed> placed = new ArrayList<>(); // oldest first
  private final Map<OrderId, Placed> byId = new HashMap<>();

  SimulatedSide(InstantSource clock, long seed) {
    this.clock = clock;
    this.random = new Random(seed);
  }

  private record Placed(OrderRequest request, OrderId id, Instant at, Fate fate) {}

  int orders() {
    return placed.size();
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    requireVoice();
    if (broken) {
      throw new ImageOrderException(ErrorCode.INTERNAL, "something went wrong");
    }
    if (full) {
      throw new ImageOrderException(ErrorCode.OVERLOADED, "the backlog is full");
    }
    if (request.customer().equals(refused)) {
      throw ImageOrderException.invalid("size", "16x9", "use another");
    }
    OrderId id = idOf(request.customer(), request.idempotencyKey());
    Placed order = new Placed(request, id, clock.instant(), behaviour.next(random));
    placed.add(order);
    byId.put(id, order);
    return view(order);
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of("default", customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    requireVoice();
    Placed order = byId.get(id);
    if (order == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "no order " + id);
    }
    return view(order);
  }

  @Override
  public OrderPage list(OrderQuery query) {
    requireVoice();
    int next = query.after().map(Integer::parseInt).orElse(placed.size()) - 1;
    Instant from = query.acceptedFrom().orElse(Instant.MIN);
    Instant before = query.acceptedBefore().orElse(Instant.MAX);
    List<ImageOrder> page = new ArrayList<>();
    while (next >= 0 && page.size() < query.limit() && !placed.get(next).at.isBefore(from)) {
      if (placed.get(next).at.isBefore(before)) {
        page.add(view(placed.get(next)));
      }
      next--;
    }
    listing.accept(page);
    boolean more = next >= 0 && !placed.get(next).at.isBefore(from);
    return new OrderPage(page, more ? "" + (next + 1) : null);
  }

  private ImageOrder view(Placed order) {
    Fate fate = order.fate;
    Duration time = fate.time();
    boolean ended = time != null && !order.at.plus(time).isAfter(clock.instant());
    ImageOrder.Builder view =
        ImageOrder.builder(order.id).request(order.request).acceptedAt(order.at);
    ImageResult pending = ImageResult.pending(0, 0);
    if (time == null || !ended) {
      return view.cost(new OrderCost(NOTHING, fate.cost(), NOTHING))
          .status(OrderStatus.GENERATING)
          .images(List.of(pending))
          .build();
    }
    view.cost(new OrderCost(fate.cost(), NOTHING, NOTHING)).endedAt(order.at.plus(time));
    if (fate.fails()) {
      Failure failure = new Failure(ErrorCode.PROVIDER_REFUSED, "the provider says no");
      return view.status(OrderStatus.FAILED)
          .failure(failure)
          .images(List.of(pending.failed(failure)))
          .build();
    }
    return view.status(OrderStatus.COMPLETED)
        .images(List.of(pending.ready(image(order, fate.wrong()))))
        .build();
  }

  private static GeneratedImage image(Placed order, boolean wrong) {
    return GeneratedImage.builder(new ImageId("image-" + order.id))
        .mediaType("image/png")
        .size(wrong ? new ImageSize(512, 512) : ORDERED)
        .bytes(1)
        .sha256("0".repeat(64))
        .provider("simulated")
        .createdAt(order.at)
        .build();
  }

  private void requireVoice() {
    if (silent) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, excuse);
    }
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    throw notOfARamp();
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    throw notOfARamp();
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    throw notOfARamp();
  }

  @Override
  public String explain(OrderId id) {
    throw notOfARamp();
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    throw notOfARamp();
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    throw notOfARamp();
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    throw notOfARamp();
  }

  @Override
  public void close() {
    throw new AssertionError("neither a migration nor a ramp closes what it does not own");
  }

  /** The ramp places, lists and looks up, and may do nothing else to a side. */
  private static AssertionError notOfARamp() {
    return new AssertionError("a ramp has no business to call this");
  }
}
