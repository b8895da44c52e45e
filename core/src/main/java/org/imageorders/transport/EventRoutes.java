package org.imageorders.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.json.EventJson;
import org.imageorders.json.Json;

/**
 * What happened to orders: the durable feed, and the changes of one order as server-sent events.
 */
final class EventRoutes {

  private static final Duration FIRST_LOOK = Duration.ofMillis(25);
  private static final Duration SLOWEST_LOOK = Duration.ofMillis(400);
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  private final WireLimits limits;
  private final TransportTraits traits;
  private final Waits waits;

  EventRoutes(WireLimits limits, TransportTraits traits, Waits waits) {
    this.limits = limits;
    this.traits = traits;
    this.waits = waits;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/events", this::feed),
        Route.now("GET", "/v1/orders/{}/events", this::changes));
  }

  private CompletableFuture<TransportResponse> feed(Call call) {
    String after = call.query().first("after").orElse(EventPage.START);
    int limit = call.query().parsed("limit", Integer::parseInt, "1 to 1000").orElse(100);
    if (limit < 1 || limit > 1_000) {
      throw ImageOrderException.invalid("limit", limit, "use 1 to 1000");
    }
    Duration wait = call.bounded(call.queriedWait());
    EventPage now = call.orders().events(after, limit, Duration.ZERO);
    if (!now.events().isEmpty() || wait.isZero()) {
      return CompletableFuture.completedFuture(answer(now, wait));
    }
    CompletableFuture<TransportResponse> answer = new CompletableFuture<>();
    look(answer, new Look(call, now.cursor(), limit, wait), FIRST_LOOK);
    return waits.atMost(
        wait, answer, () -> answer(call.orders().events(after, limit, Duration.ZERO), wait));
  }

  private record Look(Call call, String after, int limit, Duration longest) {}

  // The feed is durable, so nothing is lost between two looks; a blocking wait would hold a thread
  // for each reader.
  private void look(CompletableFuture<TransportResponse> answer, Look look, Duration delay) {
    Pauses.Pending next =
        waits.later(
            delay,
            () -> {
              if (answer.isDone()) {
                return;
              }
              try {
                EventPage page =
                    look.call().orders().events(look.after(), look.limit(), Duration.ZERO);
                if (!page.events().isEmpty()) {
                  answer.complete(answer(page, look.longest()));
                } else {
                  Duration doubled = delay.multipliedBy(2);
                  look(answer, look, doubled.compareTo(SLOWEST_LOOK) > 0 ? SLOWEST_LOOK : doubled);
                }
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    var unused = answer.whenComplete((response, error) -> next.cancel());
  }

  private static TransportResponse answer(EventPage page, Duration waited) {
    return OrderRoutes.json(200, Json.bytes(EventJson.write(page, waited)));
  }

  private TransportResponse changes(Call call) {
    if (!traits.serverSentEvents()) {
      throw new ImageOrderException(
          ErrorCode.INVALID_REQUEST,
          "server-sent events do not pass this way: ask POST /v1/orders/wait, or GET with If-None-Match and Prefer");
    }
    ImageOrder now = call.orders().get(call.orderId());
    long seen =
        call.header("Last-Event-ID")
            .filter(id -> VERSION.matcher(id).matches())
            .map(Long::parseLong)
            .orElse(-1L);
    return TransportResponse.of(200)
        .with("Content-Type", "text/event-stream")
        .with("Cache-Control", "no-store")
        .with(
            TransportBody.chunked(
                new OrderChanges(call.orders(), now.id(), seen, waits, limits.heartbeat())));
  }
}
