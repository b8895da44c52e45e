package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Worker;

/** Orders and results for the contracts of {@link OrderStore}. */
final class StoreOrders {

  static final String TENANT = "shop";
  static final int PLENTY = 100_000;
  static final String QUEUE = "brush";
  static final Duration LEASE = Duration.ofMinutes(1);
  static final Worker WORKER = new Worker("worker-1", QUEUE, "painter", LEASE);
  static final Money ESTIMATE = Money.usd("0.10");
  static final Failure MISSING = new Failure(ErrorCode.IMAGE_MISSING, "it did not come");
  static final Failure REFUSED = new Failure(ErrorCode.CONTENT_REFUSED, "not this");

  private StoreOrders() {}

  static OrderRequest.Builder request(String customer, String key, int images) {
    return OrderRequest.builder(customer)
        .idempotencyKey(key)
        .spec(ImageSpec.builder("a lighthouse").count(images).build());
  }

  /** An order of tasks of so many images each. */
  static NewOrder order(String customer, String key, int... tasks) {
    return order(TENANT, request(customer, key, IntStream.of(tasks).sum()).build(), tasks);
  }

  static NewOrder order(String tenant, OrderRequest request, int... tasks) {
    return order(tenant, QUEUE, request, tasks);
  }

  private static NewOrder order(String tenant, String queue, OrderRequest request, int... tasks) {
    List<NewTask> calls = new ArrayList<>();
    int first = 0;
    for (int images : tasks) {
      calls.add(new NewTask(queue, 0, first, images, ESTIMATE));
      first += images;
    }
    OrderId id = OrderId.of(tenant, request.customer(), request.idempotencyKey());
    return new NewOrder(tenant, id, request, calls);
  }

  static ImageOrder place(OrderStore store, NewOrder order) {
    Placement placement = store.place(order, PLENTY);
    assertThat(placement.kind()).isEqualTo(Placement.Kind.PLACED);
    ImageOrder placed = placement.order();
    if (placed == null) {
      throw new AssertionError("a placed order comes with its placement");
    }
    return placed;
  }

  /** Places an order of one image for each task. */
  static OrderId place(OrderStore store, String customer, String key, int tasks) {
    int[] single = IntStream.generate(() -> 1).limit(tasks).toArray();
    return place(store, order(customer, key, single)).id();
  }

  /** Places an order of one image for each task, in another queue. */
  static OrderId placeIn(OrderStore store, String queue, String customer, String key, int tasks) {
    int[] single = IntStream.generate(() -> 1).limit(tasks).toArray();
    OrderRequest request = request(customer, key, tasks).build();
    return place(store, order(TENANT, queue, request, single)).id();
  }

  /** How long until something is to be done; empty if nothing ever is. */
  static Optional<Duration> untilNextWork(OrderStore store) {
    return Stream.concat(
            store.untilNextTasks().values().stream(), store.untilNextDeadline().stream())
        .min(Comparator.naturalOrder());
  }

  static Claim claim(OrderStore store) {
    List<Claim> claims = store.claim(WORKER, 1);
    assertThat(claims).as("a task can be claimed").hasSize(1);
    return claims.get(0);
  }

  static void assertNothingToClaim(OrderStore store) {
    assertThat(store.claim(WORKER, 10)).as("no task can be claimed").isEmpty();
  }

  static ImageOrder get(OrderStore store, Claim claim) {
    return store.get(claim.tenant(), claim.order());
  }

  static GeneratedImage image(Claim claim, int index) {
    return GeneratedImage.builder(claim.image(claim.attempt(), index))
        .mediaType("image/png")
        .size(new ImageSize(1024, 1024))
        .bytes(1_000 + index)
        .sha256("0".repeat(64))
        .provider("painter")
        .createdAt(Instant.parse("2026-01-01T00:00:00Z"))
        .build();
  }

  /** A success with these places of the claim, or with all of them if none is named. */
  static AttemptResult drawn(Claim claim, Integer... indexes) {
    AttemptResult.Builder result = AttemptResult.builder(Outcome.SUCCEEDED).failure(MISSING);
    List<Integer> places = indexes.length == 0 ? claim.missing() : List.of(indexes);
    places.forEach(index -> result.image(index, image(claim, index)));
    return result.build();
  }

  static AttemptResult failed(Outcome outcome, Failure why) {
    return AttemptResult.builder(outcome).failure(why).build();
  }

  /** Claims and finishes until nothing can be claimed. */
  static void finishAll(OrderStore store) {
    for (List<Claim> some = store.claim(WORKER, 50);
        !some.isEmpty();
        some = store.claim(WORKER, 50)) {
      some.forEach(claim -> store.finish(claim, drawn(claim)));
    }
  }

  /** The whole feed, read in pages of so many. */
  static List<OrderEvent> feed(OrderStore store, String tenant, int pageSize) {
    List<OrderEvent> events = new ArrayList<>();
    String cursor = EventPage.START;
    for (EventPage page = store.events(tenant, cursor, pageSize);
        !page.events().isEmpty();
        page = store.events(tenant, cursor, pageSize)) {
      assertThat(page.events()).hasSizeLessThanOrEqualTo(pageSize);
      events.addAll(page.events());
      cursor = page.cursor();
    }
    return events;
  }

  static List<OrderEvent.Type> story(OrderStore store, OrderId order) {
    return feed(store, TENANT, 100).stream()
        .filter(event -> event.order().equals(order))
        .map(OrderEvent::type)
        .toList();
  }
}
