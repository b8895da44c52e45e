package org.imageorders.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;

/**
 * Waits for the first of many orders to change. With a version, an order counts as changed when it
 * has a newer one; without, when it has ended. Everything that changed until the answer is written
 * goes with it, as far as it fits; the rest is found by the next question, because that names the
 * versions that the caller has.
 */
final class OrderWait {

  private final ImageOrders orders;
  private final Map<OrderId, Optional<Long>> wanted = new LinkedHashMap<>();
  private final Map<OrderId, ImageOrder> found = new LinkedHashMap<>();
  private final Map<OrderId, ImageOrderException> failed = new LinkedHashMap<>();
  private final CompletableFuture<TransportResponse> answer = new CompletableFuture<>();
  private final Duration waited;
  private final long largest;
  private boolean armed;

  /**
   * @param pairs each with an id and perhaps a version
   * @param wait how long at most; told in the answer, because it can be less than was asked for
   * @param largest the largest answer, in bytes
   */
  OrderWait(ImageOrders orders, List<Fields> pairs, Duration wait, long largest) {
    this.orders = orders;
    this.waited = wait;
    this.largest = largest;
    for (Fields pair : pairs) {
      wanted.put(pair.requiredParsed("id", OrderId::new), pair.number("version"));
    }
  }

  CompletableFuture<TransportResponse> answer(Waits waits) {
    if (waited.isZero()) {
      wanted.forEach(this::look);
      return CompletableFuture.completedFuture(write());
    }
    return await(waits);
  }

  /** Without a wait there is no time for a watch to tell. */
  private synchronized void look(OrderId id, Optional<Long> version) {
    try {
      ImageOrder order = orders.get(id);
      if (order.isEnded() || (version.isPresent() && order.version() > version.get())) {
        found.put(id, order);
      }
    } catch (ImageOrderException e) {
      failed.put(id, e);
    }
  }

  private CompletableFuture<TransportResponse> await(Waits waits) {
    List<CompletableFuture<ImageOrder>> watches = new ArrayList<>(wanted.size());
    Runnable ready = () -> answer.completeAsync(this::write, waits::run);
    wanted.forEach((id, version) -> watches.add(begin(id, version, ready)));
    boolean first;
    synchronized (this) {
      armed = true;
      first = !found.isEmpty() || !failed.isEmpty();
    }
    if (first) {
      ready.run();
    }
    var unused =
        answer.whenComplete((response, error) -> watches.forEach(watch -> watch.cancel(false)));
    return waits.atMost(waited, answer, this::write);
  }

  private CompletableFuture<ImageOrder> begin(OrderId id, Optional<Long> version, Runnable ready) {
    CompletableFuture<ImageOrder> watch;
    try {
      watch =
          version.isPresent()
              ? orders.watch(
                  id,
                  order -> {
                    if (order.version() > version.get()) {
                      tell(order, ready);
                    }
                  })
              : orders.completion(id);
    } catch (ImageOrderException e) {
      watch = CompletableFuture.failedFuture(e);
    }
    var unused =
        watch.whenComplete(
            (order, error) -> {
              if (error == null) {
                tell(order, ready);
              } else if (!(error instanceof CancellationException)) {
                tell(id, OrderRoutes.known(error), ready);
              }
            });
    return watch;
  }

  private void tell(ImageOrder order, Runnable ready) {
    boolean now;
    synchronized (this) {
      found.merge(
          order.id(), order, (old, newer) -> newer.version() >= old.version() ? newer : old);
      now = armed;
    }
    if (now) {
      ready.run();
    }
  }

  private void tell(OrderId id, ImageOrderException e, Runnable ready) {
    boolean now;
    synchronized (this) {
      failed.put(id, e);
      now = armed;
    }
    if (now) {
      ready.run();
    }
  }

  private TransportResponse write() {
    List<ImageOrder> changed;
    Map<OrderId, ImageOrderException> errors;
    synchronized (this) {
      changed = List.copyOf(found.values());
      errors = new LinkedHashMap<>(failed);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("{\"orders\":["));
    // Room for the errors, each of a few hundred bytes; they are kept whole because they end a
    // wait.
    long room = largest - 1_024L * (errors.size() + 1);
    boolean any = false;
    for (ImageOrder order : changed) {
      byte[] one = Json.bytes(OrderJson.write(order));
      if (bytes.size() + one.length + 1 <= room) {
        bytes.writeBytes(ascii(any ? "," : ""));
        bytes.writeBytes(one);
        any = true;
      } else if (one.length + 1_024 > largest - 1_024) {
        errors.put(
            order.id(),
            new ImageOrderException(
                ErrorCode.TOO_LARGE,
                "order "
                    + order.id()
                    + " has "
                    + one.length
                    + " bytes, more than this way carries"));
      }
    }
    bytes.writeBytes(ascii("],\"failed\":"));
    bytes.writeBytes(
        Json.bytes(
            OrderJson.array(
                List.copyOf(errors.entrySet()),
                entry -> failure(entry.getKey(), entry.getValue()))));
    bytes.writeBytes(ascii(",\"waited\":\"" + waited + "\"}"));
    return OrderRoutes.json(200, bytes.toByteArray());
  }

  private static ObjectNode failure(OrderId id, ImageOrderException e) {
    return Problems.write(e).put("id", id.value());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
