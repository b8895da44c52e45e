package org.imageorders.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.Names;
import org.imageorders.json.OrderJson;
import org.imageorders.json.RequestJson;
import org.jspecify.annotations.Nullable;

/** What can be done with orders. */
final class OrderRoutes {

  private final WireLimits limits;
  private final TransportTraits traits;
  private final Waits waits;

  OrderRoutes(WireLimits limits, TransportTraits traits, Waits waits) {
    this.limits = limits;
    this.traits = traits;
    this.waits = waits;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/orders", this::place),
        Route.now("GET", "/v1/orders", this::list),
        new Route("POST", "/v1/orders/wait", this::await),
        new Route("GET", "/v1/orders/{}", this::get),
        Route.now(
            "POST",
            "/v1/orders/{}/cancel",
            call -> answer(200, call.orders().cancel(call.orderId()))),
        Route.now(
            "POST",
            "/v1/orders/{}/withdraw",
            call -> answer(200, call.orders().withdraw(call.orderId()))),
        Route.now("GET", "/v1/orders/{}/explain", OrderRoutes::explain));
  }

  private CompletableFuture<TransportResponse> place(Call call) throws IOException {
    String key =
        call.header("Idempotency-Key")
            .map(IdempotencyKeys::read)
            .orElseThrow(
                () ->
                    ImageOrderException.invalid(
                        "Idempotency-Key", null, "send the header, a text in quotes"));
    Fields fields = call.document(limits.largestDocument());
    OrderRequest request = RequestJson.readOrdered(fields, Optional.of(key));
    if (!request.idempotencyKey().equals(key)) {
      throw ImageOrderException.invalid(
          "idempotencyKey",
          request.idempotencyKey(),
          "use the same key as in the header, or leave it out");
    }
    checkId(call, fields, request);
    ImageOrder placed = call.orders().place(request);
    return Waits.then(
        changed(call, placed, version -> false),
        order ->
            applied(call, answer(order.isEnded() ? 201 : 202, order))
                .with("Location", "/v1/orders/" + order.id()));
  }

  // A client that takes itself for another tenant would look for its orders under ids that nobody
  // gives.
  private static void checkId(Call call, Fields fields, OrderRequest request) {
    OrderId here = call.orders().idOf(request.customer(), request.idempotencyKey());
    if (fields.parsed("id", OrderId::new).filter(id -> !id.equals(here)).isPresent()) {
      throw ImageOrderException.invalid(
          "id", fields.requiredText("id"), "build the client with the tenant of its credentials");
    }
  }

  private CompletableFuture<TransportResponse> get(Call call) {
    ImageOrder now = call.orders().get(call.orderId());
    boolean conditional = !call.headers("If-None-Match").isEmpty();
    boolean known = EntityTags.anyMatches(call.headers("If-None-Match"), tag(now));
    if (conditional && !known) {
      return CompletableFuture.completedFuture(applied(call, answer(200, now)));
    }
    return Waits.then(
        changed(call, now, version -> version > now.version()),
        order ->
            applied(
                call,
                conditional && order.version() == now.version()
                    ? tagged(TransportResponse.of(304), order)
                    : answer(200, order)));
  }

  /**
   * The order once it has a version that is wanted, or has ended, or the time that the caller
   * prefers is over.
   */
  private CompletableFuture<ImageOrder> changed(Call call, ImageOrder now, LongPredicate wanted) {
    Duration wait = preferredWait(call).orElse(Duration.ZERO);
    if (wait.isZero() || now.isEnded()) {
      return CompletableFuture.completedFuture(now);
    }
    CompletableFuture<ImageOrder> answer = new CompletableFuture<>();
    CompletableFuture<ImageOrder> watch =
        call.orders()
            .watch(
                now.id(),
                order -> {
                  if (wanted.test(order.version())) {
                    var unused = answer.completeAsync(() -> order, waits::run);
                  }
                });
    var unusedToo =
        watch.whenComplete(
            (order, error) ->
                waits.run(
                    () -> {
                      if (error == null) {
                        answer.complete(order);
                      } else {
                        answer.completeExceptionally(error);
                      }
                    }));
    var unused = answer.whenComplete((order, error) -> watch.cancel(false));
    return waits.atMost(wait, answer, () -> call.orders().get(now.id()));
  }

  private Optional<Duration> preferredWait(Call call) {
    return call.preferredWait().map(call::bounded);
  }

  private TransportResponse applied(Call call, TransportResponse response) {
    return preferredWait(call)
        .map(
            wait ->
                response.with(
                    "Preference-Applied", String.format(Locale.ROOT, "wait=%d", wait.toSeconds())))
        .orElse(response);
  }

  private CompletableFuture<TransportResponse> await(Call call) throws IOException {
    Fields fields = call.document(limits.largestDocument());
    List<Fields> pairs = fields.objects("orders");
    if (pairs.isEmpty() || pairs.size() > WireLimits.MOST_WAITED_FOR) {
      throw ImageOrderException.invalid(
          "orders", pairs.size() + " orders", "name 1 to " + WireLimits.MOST_WAITED_FOR);
    }
    Duration asked = fields.duration("wait").orElse(Duration.ZERO);
    if (asked.isNegative()) {
      throw ImageOrderException.invalid("wait", asked, "use zero or more");
    }
    Duration wait = call.bounded(asked);
    long largest = Math.min(limits.largestDocument(), traits.largestResponse());
    return new OrderWait(call.orders(), pairs, wait, largest).answer(waits);
  }

  private TransportResponse list(Call call) {
    Query query = call.query();
    OrderQuery.Builder wanted = OrderQuery.builder();
    query.first("customer").ifPresent(wanted::customer);
    query
        .all("status")
        .forEach(
            name ->
                wanted.status(
                    Names.known(OrderStatus.class, name)
                        .orElseThrow(
                            () ->
                                ImageOrderException.invalid(
                                    "status", name, "use an order's status"))));
    query
        .parsed("acceptedFrom", Instant::parse, "an instant such as 2027-01-31T12:00:00Z")
        .ifPresent(wanted::acceptedFrom);
    query
        .parsed("acceptedBefore", Instant::parse, "an instant such as 2027-01-31T12:00:00Z")
        .ifPresent(wanted::acceptedBefore);
    int limit =
        query.parsed("limit", Integer::parseInt, "1 to " + OrderQuery.LARGEST_PAGE).orElse(20);
    query.first("after").ifPresent(wanted::after);
    long largest = Math.min(limits.largestDocument(), traits.largestResponse());
    // Orders can be large: a page that does not fit is asked for again, shorter, since a page may
    // end early.
    for (int orders = limit; ; orders = Math.max(1, orders / 2)) {
      OrderPage page = call.orders().list(wanted.limit(orders).build());
      byte[] bytes = Json.bytes(OrderJson.write(page));
      if (bytes.length <= largest || orders <= 1) {
        return json(200, bytes);
      }
    }
  }

  private static TransportResponse explain(Call call) {
    return json(
        200, Json.bytes(Json.object().put("explanation", call.orders().explain(call.orderId()))));
  }

  static TransportResponse json(int status, byte[] bytes) {
    return TransportResponse.of(status)
        .with("Content-Type", Json.MEDIA_TYPE)
        .with("Cache-Control", "no-store")
        .with(TransportBody.of(bytes));
  }

  private static TransportResponse answer(int status, ImageOrder order) {
    return tagged(json(status, Json.bytes(OrderJson.write(order))), order);
  }

  private static TransportResponse tagged(TransportResponse response, ImageOrder order) {
    return response.with("Cache-Control", "private, no-cache").with("ETag", tag(order));
  }

  // Weak, because an order's place in the queue changes without a new version.
  private static String tag(ImageOrder order) {
    return "W/\"" + order.version() + "\"";
  }

  /** What there is to say about an order that could not be waited for. */
  static ImageOrderException known(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof ImageOrderException e
        ? e
        : new ImageOrderException(ErrorCode.INTERNAL, "a fault of the service: " + cause, cause);
  }
}
