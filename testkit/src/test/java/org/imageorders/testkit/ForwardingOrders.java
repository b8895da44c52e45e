package org.imageorders.testkit;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.imageorders.ByteRange;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;

/**
 * Passes everything on, and every order through {@link #seen}; broken doubles override one thing.
 */
class ForwardingOrders implements ImageOrders {

  final ImageOrders sound;

  ForwardingOrders(ImageOrders sound) {
    this.sound = sound;
  }

  /** What becomes of an order on its way to the caller. */
  ImageOrder seen(ImageOrder order) {
    return order;
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    return seen(sound.place(request));
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return sound.idOf(customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    return seen(sound.get(id));
  }

  @Override
  public OrderPage list(OrderQuery query) {
    OrderPage page = sound.list(query);
    return new OrderPage(page.orders().stream().map(this::seen).toList(), page.cursor());
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    return seen(sound.cancel(id));
  }

  @Override
  public ImageOrder withdraw(OrderId id) {
    return seen(sound.withdraw(id));
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return watch(id, order -> {});
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    CompletableFuture<ImageOrder> watch = sound.watch(id, order -> onChange.accept(seen(order)));
    CompletableFuture<ImageOrder> passed = new CompletableFuture<>();
    var unused =
        watch.whenComplete(
            (order, failure) -> {
              if (failure != null) {
                passed.completeExceptionally(failure);
              } else {
                passed.complete(seen(order));
              }
            });
    var unused2 = passed.whenComplete((order, failure) -> watch.cancel(false));
    return passed;
  }

  @Override
  public String explain(OrderId id) {
    return sound.explain(id);
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    return sound.open(id, range);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    return sound.upload(customer, image);
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    return sound.events(after, limit, wait);
  }

  @Override
  public void close() {
    sound.close();
  }
}
