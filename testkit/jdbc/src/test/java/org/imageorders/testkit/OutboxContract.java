package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.OutboxShop.request;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.outbox.OutboxImageOrders;
import org.junit.jupiter.api.Test;

/** What an outbox does with orders, whatever happens on the line. */
interface OutboxContract {

  /** An empty database. */
  OutboxDatabase database();

  private OutboxShop shop() {
    return new OutboxShop(database());
  }

  @Test
  default void anOrderIsHandedOverIfAndOnlyIfItsTransactionCommits() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders orders = shop.outbox();
      OrderId never;
      OrderId committed;
      try (Connection connection = shop.database.begin()) {
        never = orders.place(connection, request("ada", "cart-1")).id();
        connection.rollback();
      }
      try (Connection connection = shop.database.begin()) {
        ImageOrder placed = orders.place(connection, request("ada", "cart-2"));
        committed = placed.id();
        assertThat(placed.status()).isEqualTo(OrderStatus.ACCEPTED);
        refused(ErrorCode.NOT_FOUND, () -> orders.get(committed));
        assertThat(connection.getAutoCommit()).isFalse();
        connection.commit();
      }
      assertThat(shop.ended(orders, committed).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.line.sent()).containsExactly("cart-2");
      refused(ErrorCode.NOT_FOUND, () -> orders.get(never));
    }
  }

  @Test
  default void aRefusalLeavesTheTransactionUsable() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders orders = shop.counter();
      OrderId known = shop.place(orders, request("ada", "cart-1"));
      OrderId other;
      try (Connection connection = shop.database.begin()) {
        ImageOrderException refusal =
            refused(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                () ->
                    orders.place(
                        connection, OrderRequests.keyed("ada", "cart-1", "something else")));
        assertThat(refusal.field()).contains("idempotencyKey");
        assertThat(orders.place(connection, request("ada", "cart-1")).id()).isEqualTo(known);
        other = orders.place(connection, request("ada", "cart-2")).id();
        connection.commit();
      }
      assertThat(OutboxShop.list(orders, 10)).containsExactly(other, known);
      try (Connection connection = shop.database.dataSource().getConnection()) {
        assertThat(
                refused(
                    ErrorCode.INVALID_REQUEST,
                    () -> orders.place(connection, request("ada", "cart-3"))))
            .hasMessageContaining("setAutoCommit(false)");
      }
    }
  }

  @Test
  default void whatWaitsInTheOutboxIsAcceptedListedAndExplained() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders orders = shop.counter();
      OrderId id = shop.place(orders, OrderRequests.keyed("ada", "cart-1", "answer", "answer"));
      ImageOrder order = orders.get(id);
      assertThat(order.status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(order.images()).hasSize(2).allMatch(image -> image.isPending());
      assertThat(order.waiting()).isPresent();
      assertThat(order.acceptedAt()).isEqualTo(shop.time.instant());
      assertThat(orders.list(OrderQuery.ofCustomer("ada")).orders()).hasSize(1);
      assertThat(orders.list(OrderQuery.builder().status(OrderStatus.COMPLETED).build()).orders())
          .isEmpty();
      assertThat(orders.explain(id)).contains(id.value()).contains("waits in the outbox");
      refused(ErrorCode.NOT_FOUND, () -> shop.there.get(id));
    }
  }

  @Test
  default void anOrderThatIsCancelledBeforeItWasHandedOverNeverIs() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders counter = shop.counter();
      OrderId id = shop.place(counter, request("ada", "cart-1"));
      CompletableFuture<ImageOrder> completion = counter.completion(id);
      assertThat(counter.cancel(id).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(counter.cancel(id).status()).isEqualTo(OrderStatus.CANCELLED);
      shop.until(completion::isDone);
      assertThat(completion.join().status()).isEqualTo(OrderStatus.CANCELLED);
      OutboxImageOrders orders = shop.outbox();
      OrderId next = shop.place(orders, request("ada", "cart-2"));
      shop.ended(orders, next);
      assertThat(shop.line.sent()).containsExactly("cart-2");
      assertThat(OutboxShop.story(orders, id))
          .containsExactly(
              OrderEvent.Type.ORDER_ACCEPTED,
              OrderEvent.Type.IMAGE_FAILED,
              OrderEvent.Type.ORDER_CANCELLED);
    }
  }

  @Test
  default void aRefusalThatMayPassIsTriedAgainLessAndLessOften() throws Exception {
    try (OutboxShop shop = shop()) {
      List<Instant> tries = new CopyOnWriteArrayList<>();
      shop.line.placing(
          request -> {
            tries.add(shop.time.instant());
            if (tries.size() <= 5) {
              throw Line.refusal(
                  tries.size() % 2 == 0 ? ErrorCode.OVERLOADED : ErrorCode.FORBIDDEN);
            }
            return shop.there.place(request);
          });
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      shop.until(() -> tries.size() == 2);
      ImageOrder waiting = orders.get(id);
      assertThat(waiting.status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(shop.ended(orders, id).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(tries).hasSize(6);
      for (int next = 1; next < tries.size(); next++) {
        assertThat(Duration.between(tries.get(next - 1), tries.get(next)))
            .as("before try " + (next + 1))
            .isGreaterThanOrEqualTo(Duration.ofSeconds(1L << (next - 1)));
      }
    }
  }

  @Test
  default void aFaultOfTheOtherSideIsTriedAFewTimesAndThenFailsTheOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            if (request.idempotencyKey().equals("poison") || shop.line.sent().size() < 3) {
              throw new IllegalStateException("a fault of the test");
            }
            return shop.there.place(request);
          });
      OutboxImageOrders orders = shop.outbox();
      OrderId passing = shop.place(orders, request("ada", "cart-1"));
      assertThat(shop.ended(orders, passing).status()).isEqualTo(OrderStatus.COMPLETED);
      OrderId poison = shop.place(orders, request("ada", "poison"));
      OrderId next = shop.place(orders, request("ada", "cart-2"));
      assertThat(shop.ended(orders, poison).failure())
          .map(Failure::code)
          .contains(ErrorCode.INTERNAL);
      assertThat(Collections.frequency(shop.line.sent(), "poison")).isEqualTo(8);
      assertThat(shop.ended(orders, next).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void thePauseThatARefusalAsksForIsKept() throws Exception {
    try (OutboxShop shop = shop()) {
      List<Instant> tries = new CopyOnWriteArrayList<>();
      shop.line.placing(
          request -> {
            tries.add(shop.time.instant());
            if (tries.size() == 1) {
              throw Line.refusal(ErrorCode.OVERLOADED).withRetryAfter(Duration.ofSeconds(90));
            }
            return shop.there.place(request);
          });
      OutboxImageOrders orders = shop.outbox();
      shop.ended(orders, shop.place(orders, request("ada", "cart-1")));
      assertThat(Duration.between(tries.get(0), tries.get(1)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    }
  }

  @Test
  default void anOrderThatNobodyTookByItsDeadlineFails() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.refuse(ErrorCode.OVERLOADED, Integer.MAX_VALUE);
      shop.line.silent(true); // what was certainly not taken need not be asked for
      OutboxImageOrders orders = shop.outbox();
      OrderRequest request =
          OrderRequest.builder("ada").prompt("answer").deadline(Duration.ofSeconds(10)).build();
      OrderId id = shop.place(orders, request);
      ImageOrder failed = shop.ended(orders, id);
      assertThat(failed.status()).isEqualTo(OrderStatus.FAILED);
      assertThat(failed.failure()).map(Failure::code).contains(ErrorCode.DEADLINE_EXCEEDED);
      assertThat(failed.endedAt().orElseThrow()).isAfterOrEqualTo(failed.deadline().orElseThrow());
      shop.line.silent(false);
      assertThat(OutboxShop.story(orders, id)).endsWith(OrderEvent.Type.ORDER_FAILED);
    }
  }

  @Test
  default void anOrderRefusedForGoodFailsAndTheNextOfItsCustomerFollows() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders counter = shop.counter();
      List<OrderId> ids = new ArrayList<>();
      for (String key : List.of("cart-1", "cart-2", "cart-3")) {
        ids.add(shop.place(counter, request("ada", key)));
      }
      shop.line.placing(
          request -> {
            if (request.idempotencyKey().equals("cart-2")) {
              throw Line.refusal(ErrorCode.INVALID_REQUEST);
            }
            return shop.there.place(request);
          });
      OutboxImageOrders orders = shop.outbox();
      assertThat(shop.ended(orders, ids.get(2)).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.line.sent()).containsExactly("cart-1", "cart-2", "cart-3");
      ImageOrder failed = orders.get(ids.get(1));
      assertThat(failed.status()).isEqualTo(OrderStatus.FAILED);
      assertThat(failed.failure())
          .contains(new Failure(ErrorCode.INVALID_REQUEST, "refused by the test"));
      assertThat(OutboxShop.story(orders, ids.get(1)))
          .containsExactly(
              OrderEvent.Type.ORDER_ACCEPTED,
              OrderEvent.Type.IMAGE_FAILED,
              OrderEvent.Type.ORDER_FAILED);
      assertThat(orders.explain(ids.get(1))).contains("INVALID_REQUEST");
    }
  }

  @Test
  default void whileACustomersFirstWaitsItsNextDoesTooAndOthersGoOn() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            if (request.idempotencyKey().equals("stuck")) {
              throw Line.refusal(ErrorCode.OVERLOADED);
            }
            return shop.there.place(request);
          });
      OutboxImageOrders counter = shop.counter();
      OrderId stuck = shop.place(counter, request("ada", "stuck"));
      OrderId behind = shop.place(counter, request("ada", "behind"));
      OrderId beside = shop.place(counter, request("bob", "beside"));
      OutboxImageOrders orders = shop.outbox();
      shop.ended(orders, beside);
      shop.until(() -> Collections.frequency(shop.line.sent(), "stuck") > 2);
      assertThat(shop.line.sent()).doesNotContain("behind");
      orders.cancel(stuck);
      assertThat(shop.ended(orders, behind).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void severalRelaysHandOverEachOrderOnceAndEachCustomersInTheirOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders counter = shop.counter();
      List<OrderId> ids = new ArrayList<>();
      List<String> keys = new ArrayList<>();
      for (int cart = 10; cart < 40; cart++) {
        for (String customer : List.of("ada", "bob", "cy")) {
          keys.add(customer + cart);
          ids.add(shop.place(counter, request(customer, customer + cart)));
        }
      }
      List<OutboxImageOrders> relays = List.of(shop.outbox(), shop.outbox(), shop.outbox());
      for (OrderId id : ids) {
        assertThat(shop.ended(relays.get(0), id).status()).isEqualTo(OrderStatus.COMPLETED);
      }
      assertThat(shop.line.sent()).containsExactlyInAnyOrderElementsOf(keys);
      for (String customer : List.of("ada", "bob", "cy")) {
        assertThat(shop.line.sent().stream().filter(key -> key.startsWith(customer))).isSorted();
      }
    }
  }

  @Test
  default void whatWasTakenWithoutAnAnswerIsOneOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.loseAnswer();
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      assertThat(shop.ended(orders, id).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.line.sent()).containsExactly("cart-1", "cart-1");
      assertThat(OutboxShop.list(shop.there, 10)).containsExactly(id);
      assertThat(OutboxShop.list(orders, 10)).containsExactly(id);
    }
  }

  @Test
  default void aFinalRefusalOfWhatWasTakenBeforeDoesNotCount() throws Exception {
    try (OutboxShop shop = shop()) {
      List<String> tries = new CopyOnWriteArrayList<>();
      shop.line.placing(
          request -> {
            tries.add(request.idempotencyKey());
            if (tries.size() == 1) {
              shop.there.place(request);
              throw Line.refusal(ErrorCode.TIMEOUT);
            }
            throw Line.refusal(ErrorCode.INVALID_REQUEST);
          });
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      assertThat(shop.ended(orders, id).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(tries).hasSize(2);
    }
  }

  @Test
  default void anOrderCancelledInDoubtIsCancelledThereToo() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            shop.there.place(request);
            throw Line.refusal(ErrorCode.UNAVAILABLE);
          });
      shop.line.silent(true);
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, OrderRequests.keyed("ada", "cart-1", "hang"));
      // Until the try is over: one that is cancelled under way is looked for after its lease.
      shop.until(() -> orders.explain(id).contains("UNAVAILABLE"));
      assertThat(orders.cancel(id).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(shop.there.get(id).isEnded()).isFalse();
      shop.line.silent(false);
      assertThat(shop.ended(shop.there, id).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(orders.get(id).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(OutboxShop.story(orders, id))
          .as("one end")
          .containsExactly(
              OrderEvent.Type.ORDER_ACCEPTED,
              OrderEvent.Type.IMAGE_FAILED,
              OrderEvent.Type.ORDER_CANCELLED);
      assertThat(OutboxShop.list(orders, 10)).containsExactly(id);
    }
  }

  @Test
  default void anOrderInDoubtAtItsDeadlineIsTakenBackOnceTheOtherSideAnswers() throws Exception {
    try (OutboxShop shop = shop()) {
      shop.line.placing(
          request -> {
            shop.there.place(request);
            throw Line.refusal(ErrorCode.UNAVAILABLE);
          });
      shop.line.silent(true);
      OutboxImageOrders orders = shop.outbox();
      OrderRequest request =
          OrderRequest.builder("ada").prompt("hang").deadline(Duration.ofHours(1)).build();
      OrderId id = shop.place(orders, request);
      shop.until(() -> !shop.line.sent().isEmpty());
      shop.time.advance(Duration.ofMinutes(61));
      ImageOrder failed = shop.ended(orders, id);
      assertThat(failed.failure()).map(Failure::code).contains(ErrorCode.DEADLINE_EXCEEDED);
      shop.line.silent(false);
      shop.ended(shop.there, id);
      assertThat(orders.get(id).status()).isEqualTo(OrderStatus.FAILED);
    }
  }

  @Test
  default void aRelayThatDiedIsReplacedAfterItsLease() throws Exception {
    try (OutboxShop shop = shop()) {
      CountDownLatch arrived = new CountDownLatch(1);
      Line dying = new Line(shop.there);
      dying.placing(
          request -> {
            ImageOrder placed = shop.there.place(request);
            arrived.countDown();
            new CountDownLatch(1).await(); // never marks it
            return placed;
          });
      OutboxImageOrders first = shop.outbox(dying.orders(), settings -> settings.handOvers(1));
      OrderId id = shop.place(first, request("ada", "cart-1"));
      shop.until(() -> arrived.getCount() == 0);
      OutboxImageOrders second = shop.outbox();
      shop.time.advance(OutboxShop.LEASE.dividedBy(2));
      OrderId other = shop.place(second, request("bob", "cart-2"));
      shop.ended(second, other); // so it has looked
      assertThat(shop.line.sent()).containsExactly("cart-2");
      shop.time.advance(OutboxShop.LEASE);
      assertThat(shop.ended(second, id).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.line.sent()).containsExactly("cart-2", "cart-1");
      assertThat(OutboxShop.list(shop.there, 10)).containsExactlyInAnyOrder(id, other);
    }
  }

  @Test
  default void aRowIsForgottenWhenItsTimeIsOverAndARepeatStillFindsTheOrder() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders orders =
          shop.outbox(shop.line.orders(), settings -> settings.keep(Duration.ofHours(1)));
      OrderId id = shop.place(orders, request("ada", "cart-1"));
      shop.ended(orders, id);
      shop.until(() -> database().count("imageorders_outbox WHERE state = 'HANDED_OVER'") == 1);
      shop.time.advance(Duration.ofHours(2));
      shop.until(() -> database().count("imageorders_outbox") == 0);
      assertThat(orders.get(id).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(orders.place(request("ada", "cart-1")).id()).isEqualTo(id);
      shop.until(() -> database().count("imageorders_outbox WHERE state = 'HANDED_OVER'") == 1);
      assertThat(OutboxShop.list(shop.there, 10)).containsExactly(id);
    }
  }

  @Test
  default void bothPlacesAreOneListNewestFirst() throws Exception {
    try (OutboxShop shop = shop()) {
      OutboxImageOrders orders = shop.counter();
      List<OrderId> newestFirst = new ArrayList<>();
      for (int cart = 0; cart < 12; cart++) {
        shop.time.advance(Duration.ofSeconds(1));
        OrderRequest request = request("ada", "cart-" + cart);
        boolean here = cart % 3 == 0 || cart > 8;
        newestFirst.add(0, here ? shop.place(orders, request) : shop.there.place(request).id());
      }
      for (int limit : List.of(1, 2, 3, 5, 20)) {
        assertThat(OutboxShop.list(orders, limit)).as("by " + limit).isEqualTo(newestFirst);
      }
    }
  }

  @Test
  default void theFeedOfBothPlacesIsReadInPagesThatMissAndRepeatNothing() throws Exception {
    try (OutboxShop shop = shop()) {
      OrderId old = OrdersClauses.ended(shop.there, request("ada", "old")).id();
      String before = shop.there.events(EventPage.START, 100, Duration.ZERO).cursor();
      OutboxImageOrders counter = shop.counter();
      for (String cart : List.of("cart-1", "cart-2")) {
        counter.cancel(shop.place(counter, OrderRequests.keyed("ada", cart, "answer", "answer")));
      }
      OutboxImageOrders orders = shop.outbox();
      OrderId handed = shop.place(orders, request("ada", "cart-3"));
      shop.ended(orders, handed);
      List<OrderEvent> whole = OutboxShop.feed(orders, EventPage.START, 100);
      assertThat(whole).hasSize(4 + 4 + 4 + 4).map(OrderEvent::id).doesNotHaveDuplicates();
      for (int limit : List.of(1, 3)) {
        assertThat(OutboxShop.feed(orders, EventPage.START, limit))
            .map(OrderEvent::id)
            .isEqualTo(whole.stream().map(OrderEvent::id).toList());
      }
      assertThat(OutboxShop.feed(orders, before, 100))
          .as("with the cursor of before the outbox")
          .hasSize(12)
          .noneMatch(event -> event.order().equals(old));
    }
  }

  @Test
  default void outboxesOfOtherNamesDoNotMeet() throws Exception {
    try (OutboxShop shop = shop()) {
      ImageOrders another = shop.there.forTenant("another");
      OutboxImageOrders ours = shop.counter();
      OutboxImageOrders theirs = shop.outbox(another, settings -> settings.name("another"));
      OrderId our = shop.place(ours, request("ada", "cart-1"));
      OrderId their = shop.place(theirs, request("ada", "cart-1"));
      shop.ended(theirs, their);
      assertThat(ours.get(our).status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(OutboxShop.list(ours, 10)).containsExactly(our);
      assertThat(OutboxShop.list(theirs, 10)).containsExactly(their);
      refused(ErrorCode.NOT_FOUND, () -> theirs.get(our));
    }
  }

  @Test
  default void aLargeRequestOfAnyCharactersIsHandedOverAsItIs() throws Exception {
    try (OutboxShop shop = shop()) {
      OrderRequest.Builder request =
          OrderRequest.builder("\u00e9\u4e16\ud83c\udfa8").idempotencyKey("cart");
      for (int spec = 0; spec < 20; spec++) {
        request.prompt("answer " + "\u00e9\u4e16\ud83c\udfa8 ".repeat(1_000));
      }
      OutboxImageOrders orders = shop.outbox();
      OrderId id = shop.place(orders, request.build());
      assertThat(shop.ended(orders, id).request().fingerprint())
          .isEqualTo(request.build().fingerprint());
      OrderRequest half = OrderRequests.keyed("ada", "half", "answer \ud83c");
      ImageOrder ended = shop.ended(orders, shop.place(orders, half));
      assertThat(ended.request().specs().get(0).prompt()).isEqualTo("answer \ud83c");
    }
  }

  @Test
  default void closingWritesDownWhatBecameOfAHandOver() throws Exception {
    try (OutboxShop shop = shop()) {
      CountDownLatch arrived = new CountDownLatch(1);
      shop.line.placing(
          request -> {
            arrived.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw Line.refusal(ErrorCode.UNAVAILABLE);
          });
      OutboxImageOrders closed = shop.outbox();
      OrderId id = shop.place(closed, request("ada", "cart-1"));
      shop.until(() -> arrived.getCount() == 0);
      closed.close();
      refused(ErrorCode.UNAVAILABLE, () -> closed.place(request("ada", "cart-2")));
      Instant stopped = shop.time.instant();
      shop.line.placing(shop.there::place);
      OutboxImageOrders next = shop.outbox();
      shop.ended(next, id);
      assertThat(shop.time.since(stopped)).isLessThan(OutboxShop.LEASE);
    }
  }

  @Test
  default void everyProcessMayMakeTheSchemaAtOnce() throws Exception {
    OutboxDatabase database = database();
    Crowd.of(6).each(process -> OutboxImageOrders.createSchema(database.dataSource()));
    try (OutboxShop shop = new OutboxShop(database)) {
      assertThat(shop.counter().list(OrderQuery.builder().build()).orders()).isEmpty();
    }
  }

  @Test
  default void aSchemaThatIsMissingOrOfALaterMajorVersionIsRefused() throws Exception {
    OutboxDatabase database = database();
    try (OutboxShop shop = new OutboxShop(database)) {
      database.execute("UPDATE imageorders_outbox_schema SET major = 2");
      assertThatThrownBy(shop::counter).hasMessageContaining("major version 2");
      database.execute("DROP TABLE imageorders_outbox_schema");
      assertThatThrownBy(shop::counter).hasMessageContaining("createSchema()");
    }
  }
}
