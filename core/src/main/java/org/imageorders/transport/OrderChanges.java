package org.imageorders.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;
import org.imageorders.transport.TransportBody.Chunks;
import org.jspecify.annotations.Nullable;

/**
 * The changes of an order as server-sent events (HTML Living Standard, section 9.2): the id of an
 * event is the order's version, its data the order. Ends with the ended order. A slow reader skips
 * versions, and costs one order's memory.
 */
final class OrderChanges implements Chunks {

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Waits waits;
  private final Duration heartbeat;
  private final CompletableFuture<ImageOrder> watch;
  private long sent;
  private @Nullable ImageOrder latest;
  private @Nullable CompletableFuture<Optional<byte[]>> asked;
  private boolean over;

  /**
   * Starts to watch.
   *
   * @param seen the version that the reader has, or less than any
   */
  OrderChanges(ImageOrders orders, OrderId id, long seen, Waits waits, Duration heartbeat) {
    this.waits = waits;
    this.heartbeat = heartbeat;
    this.sent = seen;
    this.watch = orders.watch(id, this::changed);
    Runnable end = this::close;
    waits.add(end);
    var unused =
        watch.whenComplete(
            (order, error) -> {
              waits.remove(end);
              ended();
            });
  }

  private synchronized void changed(ImageOrder order) {
    if (order.version() > sent) {
      latest = order;
      deliver();
    }
  }

  private synchronized void ended() {
    over = true;
    deliver();
  }

  @Override
  public synchronized CompletableFuture<Optional<byte[]>> next() {
    CompletableFuture<Optional<byte[]>> next = new CompletableFuture<>();
    asked = next;
    deliver();
    if (asked == next) {
      Pauses.Pending timer = waits.later(heartbeat, () -> silence(next));
      var unused = next.whenComplete((chunk, error) -> timer.cancel());
    }
    return next;
  }

  private void silence(CompletableFuture<Optional<byte[]>> waiting) {
    synchronized (this) {
      if (asked != waiting) {
        return;
      }
      asked = null;
    }
    waiting.complete(Optional.of(HEARTBEAT));
  }

  private void deliver() {
    CompletableFuture<Optional<byte[]>> waiting = asked;
    ImageOrder order = latest;
    if (waiting == null || (order == null && !over)) {
      return;
    }
    asked = null;
    latest = null;
    if (order == null) {
      waits.run(() -> waiting.complete(Optional.empty()));
    } else {
      sent = order.version();
      waits.run(() -> waiting.complete(Optional.of(event(order))));
    }
  }

  private static byte[] event(ImageOrder order) {
    String data = new String(Json.bytes(OrderJson.write(order)), StandardCharsets.UTF_8);
    return ("id: " + order.version() + "\nevent: order\ndata: " + data + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    watch.cancel(false);
    ended();
  }
}
