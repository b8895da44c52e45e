package org.imageorders.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of {@link OrderReadingContract} rejects a store that breaks it. */
class OrderReadingContractTest {

  private final BrokenOrderStores broken = new BrokenOrderStores();
  private final ContractProof<OrderStoreContract, Supplier<OrderStore>> proof =
      broken.proof(OrderReadingContract.class);

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return proof
        .rejects(
            "ordersAreListedNewestFirstInPages",
            "turns pages around",
            () ->
                listing(
                    (query, page) ->
                        new OrderPage(
                            page.orders().stream()
                                .sorted(Comparator.comparing(order -> order.id().value()))
                                .toList(),
                            page.cursor())))
        .rejects("newOrdersDoNotMoveTheNextPage", "counts from the top", this::countingFromTheTop)
        .rejects("aListIsFiltered", "ignores the status", this::listingAnyStatus)
        .rejects(
            "aListCursorOfSomethingElseIsRefused",
            "begins again",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public OrderPage list(String tenant, OrderQuery query) {
                    return BrokenOrderStores.orElse(
                        () -> super.list(tenant, query),
                        () -> super.list(tenant, OrderQuery.builder().build()));
                  }
                })
        .rejects(
            "aheadCountsTheTasksOfOthersThatComeFirst",
            "counts itself",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public int ahead(String tenant, OrderId id) {
                    return super.ahead(tenant, id) + 1;
                  }
                })
        .rejects(
            "theNextWorkIsForeseen",
            "says at once",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Optional<Duration> untilNextDeadline() {
                    return super.untilNextDeadline().map(any -> Duration.ZERO);
                  }
                })
        .rejects(
            "theNextTaskOfEachQueueIsForeseen",
            "says of all what is true of one",
            () ->
                new ForwardingOrderStore(broken.good()) {
                  @Override
                  public Map<String, Duration> untilNextTasks() {
                    Map<String, Duration> next = super.untilNextTasks();
                    next.replaceAll((queue, any) -> Duration.ZERO);
                    return next;
                  }
                })
        .rejects("listenersHearOfEveryOrderThatChanges", "tells of new orders alone", this::quiet)
        .rejects("aListenerIsCalledWithNoLockHeld", "holds one", this::locked)
        .tests();
  }

  private interface Listing {
    OrderPage change(OrderQuery query, OrderPage page);
  }

  private OrderStore listing(Listing listing) {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public OrderPage list(String tenant, OrderQuery query) {
        return listing.change(query, super.list(tenant, query));
      }
    };
  }

  private OrderStore countingFromTheTop() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public OrderPage list(String tenant, OrderQuery query) {
        int from = query.after().map(Integer::parseInt).orElse(0);
        List<ImageOrder> all = super.list(tenant, OrderQuery.builder().limit(100).build()).orders();
        int to = Math.min(all.size(), from + query.limit());
        return new OrderPage(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
      }
    };
  }

  private OrderStore listingAnyStatus() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public OrderPage list(String tenant, OrderQuery query) {
        OrderQuery.Builder any = OrderQuery.builder().limit(query.limit());
        query.customer().ifPresent(any::customer);
        query.acceptedFrom().ifPresent(any::acceptedFrom);
        query.acceptedBefore().ifPresent(any::acceptedBefore);
        return super.list(tenant, any.build());
      }
    };
  }

  private OrderStore quiet() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public Subscription onChange(Consumer<Change> listener) {
        return super.onChange(
            change -> {
              if (get(change.tenant(), change.order()).status() == OrderStatus.ACCEPTED) {
                listener.accept(change);
              }
            });
      }
    };
  }

  private OrderStore locked() {
    return new ForwardingOrderStore(broken.good()) {
      @Override
      public synchronized Placement place(NewOrder order, int mostOpenTasks) {
        return super.place(order, mostOpenTasks);
      }

      @Override
      public synchronized ImageOrder get(String tenant, OrderId id) {
        return super.get(tenant, id);
      }
    };
  }
}
