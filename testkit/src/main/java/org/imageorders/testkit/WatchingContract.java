package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.NO_ORDER;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.get;
import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.OrdersClauses.until;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** Waiting for orders; a part of {@link ImageOrdersContract}. */
public interface WatchingContract extends OrdersContractSeat {

  @Test
  default void aWatchTellsGrowingVersionsTheLastOfThemEnded() throws Exception {
    try (OrdersUnderTest under = open()) {
      List<ImageOrder> told = new CopyOnWriteArrayList<>();
      OrderId id =
          under.orders().place(OrderRequests.images(OrderRequests.someCustomer(), "slow", 8)).id();
      ImageOrder ended = get(under.orders().watch(id, told::add));
      assertThat(told).extracting(ImageOrder::version).isSorted().doesNotHaveDuplicates();
      assertThat(told.get(told.size() - 1).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(told.get(told.size() - 1).version()).isEqualTo(ended.version());
      assertThat(told.subList(0, told.size() - 1))
          .as("all but the last")
          .noneMatch(ImageOrder::isEnded);
    }
  }

  @Test
  default void aWatchTellsFirstHowTheOrderStands() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      ImageOrder first = until(under.orders(), id, order -> true);
      assertThat(first.id()).isEqualTo(id);
      assertThat(first.isEnded()).isFalse();
      under.orders().cancel(id);
      assertThat(until(under.orders(), id, order -> true).status())
          .isEqualTo(OrderStatus.CANCELLED);
    }
  }

  @Test
  default void anEndedOrderIsToldOnceAndCompletesAtOnce() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrder ended =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer"));
      List<ImageOrder> told = new CopyOnWriteArrayList<>();
      ImageOrder again = get(under.orders().watch(ended.id(), told::add));
      assertThat(again.version()).isEqualTo(ended.version());
      assertThat(told).extracting(ImageOrder::version).containsExactly(ended.version());
    }
  }

  @Test
  default void cancellingAWatchStopsItAndLeavesTheOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      until(under.orders(), id, order -> order.status() == OrderStatus.GENERATING);
      List<ImageOrder> told = new CopyOnWriteArrayList<>();
      CompletableFuture<ImageOrder> first = new CompletableFuture<>();
      CompletableFuture<ImageOrder> watch =
          under
              .orders()
              .watch(
                  id,
                  order -> {
                    told.add(order);
                    first.complete(order);
                  });
      get(first);
      watch.cancel(false);
      assertThat(under.orders().get(id).isEnded()).as("ended by cancelling a watch").isFalse();
      int before = told.size();
      CompletableFuture<ImageOrder> completion = under.orders().completion(id);
      under.orders().cancel(id);
      get(completion);
      assertThat(told).as("told after the watch was cancelled").hasSize(before);
    }
  }

  @Test
  default void waitingForAnOrderThatNobodyPlacedFails() throws Exception {
    try (OrdersUnderTest under = open()) {
      refused(ErrorCode.NOT_FOUND, () -> get(under.orders().completion(NO_ORDER)));
      refused(ErrorCode.NOT_FOUND, () -> get(under.orders().watch(NO_ORDER, order -> {})));
    }
  }

  @Test
  default void aThousandCompletionsHoldNoThreads() throws Exception {
    try (OrdersUnderTest under = open()) {
      List<OrderId> ids = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        ids.add(under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id());
      }
      int before = Thread.getAllStackTraces().size();
      List<CompletableFuture<ImageOrder>> completions = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        completions.add(under.orders().completion(ids.get(i % ids.size())));
      }
      assertThat(Thread.getAllStackTraces().size() - before)
          .as("threads for 1,000 completions")
          .isLessThan(100);
      ids.forEach(under.orders()::cancel);
      for (CompletableFuture<ImageOrder> completion : completions) {
        assertThat(get(completion).status()).isEqualTo(OrderStatus.CANCELLED);
      }
    }
  }

  @Test
  default void closingFailsPendingCompletionsAsUnavailable() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      until(under.orders(), id, order -> order.status() == OrderStatus.GENERATING);
      CompletableFuture<ImageOrder> completion = under.orders().completion(id);
      CompletableFuture<Void> closing = Calls.start(() -> under.orders().close());
      refused(ErrorCode.UNAVAILABLE, () -> get(completion));
      get(closing);
    }
  }
}
