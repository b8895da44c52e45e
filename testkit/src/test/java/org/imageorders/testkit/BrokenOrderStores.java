package org.imageorders.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;
import org.imageorders.store.memory.MemoryOrderStore;

/** Kinds of faults that several broken stores share, and the proofs that use them. */
final class BrokenOrderStores {

  /** The clock of every store made here. */
  final ManualTime time = new ManualTime();

  OrderStore good() {
    return new MemoryOrderStore(time);
  }

  /** To prove the clauses of one theme of {@link OrderStoreContract}. */
  ContractProof<OrderStoreContract, Supplier<OrderStore>> proof(Class<?> theme) {
    return new ContractProof<>(
        OrderStoreContract.class, theme, contract(this::good), this::contract);
  }

  private OrderStoreContract contract(Supplier<OrderStore> store) {
    return new OrderStoreContract() {
      @Override
      public OrderStore orderStore() {
        return store.get();
      }

      @Override
      public void advance(Duration amount) {
        time.advance(amount);
      }
    };
  }

  /** Shows every order differently. */
  OrderStore showing(UnaryOperator<ImageOrder> change) {
    return new ForwardingOrderStore(good()) {
      @Override
      public ImageOrder get(String tenant, OrderId id) {
        return change.apply(super.get(tenant, id));
      }
    };
  }

  /** Answers differently to what is placed. */
  OrderStore answering(Placement.Kind kind, Placement.Kind instead) {
    return new ForwardingOrderStore(good()) {
      @Override
      public Placement place(NewOrder order, int mostOpenTasks) {
        Placement placement = super.place(order, mostOpenTasks);
        return placement.kind() == kind ? new Placement(instead, placement.order()) : placement;
      }
    };
  }

  /** Takes every task as soon as it can, and hands them out in another order. */
  OrderStore reordering(Comparator<Claim> order) {
    List<Claim> pool = new ArrayList<>();
    return new ForwardingOrderStore(good()) {
      @Override
      public List<Claim> claim(Worker worker, int most) {
        pool.addAll(super.claim(worker, 1_000));
        pool.sort(order);
        List<Claim> next = List.copyOf(pool.subList(0, Math.min(most, pool.size())));
        pool.removeAll(next);
        return next;
      }
    };
  }

  OrderStore claimingAs(UnaryOperator<Worker> change) {
    return new ForwardingOrderStore(good()) {
      @Override
      public List<Claim> claim(Worker worker, int most) {
        return super.claim(change.apply(worker), most);
      }
    };
  }

  /** Takes other results than it is given. */
  OrderStore taking(BiFunction<Claim, AttemptResult, AttemptResult> change) {
    return new ForwardingOrderStore(good()) {
      @Override
      public Settlement finish(Claim claim, AttemptResult result) {
        return super.finish(claim, change.apply(claim, result));
      }

      @Override
      public Settlement release(Claim claim, AttemptResult result, Duration delay) {
        return super.release(claim, change.apply(claim, result), delay);
      }
    };
  }

  OrderStore settlingAs(Settlement settlement, Settlement instead) {
    return new ForwardingOrderStore(good()) {
      @Override
      public Settlement finish(Claim claim, AttemptResult result) {
        Settlement real = super.finish(claim, result);
        return real == settlement ? instead : real;
      }
    };
  }

  /** Tells other pages of the feed. */
  OrderStore telling(UnaryOperator<EventPage> change) {
    return new ForwardingOrderStore(good()) {
      @Override
      public EventPage events(String tenant, String after, int limit) {
        return change.apply(super.events(tenant, after, limit));
      }
    };
  }

  OrderStore hiding(OrderEvent.Type type) {
    return telling(
        page ->
            new EventPage(
                page.events().stream().filter(event -> event.type() != type).toList(),
                page.cursor()));
  }

  /** Saves nothing that comes after the lease. */
  OrderStore fencedByTime() {
    return new ForwardingOrderStore(good()) {
      private Instant leaseEnd = Instant.MAX;

      @Override
      public List<Claim> claim(Worker worker, int most) {
        leaseEnd = time.instant().plus(worker.lease());
        return super.claim(worker, most);
      }

      @Override
      public Settlement finish(Claim claim, AttemptResult result) {
        return time.instant().isBefore(leaseEnd) ? super.finish(claim, result) : Settlement.LOST;
      }
    };
  }

  /** Lets whoever had a task settle it for whoever has it. */
  OrderStore unfenced() {
    return new ForwardingOrderStore(good()) {
      private final List<Claim> claims = new ArrayList<>();

      @Override
      public List<Claim> claim(Worker worker, int most) {
        List<Claim> next = super.claim(worker, most);
        claims.addAll(next);
        return next;
      }

      @Override
      public Settlement finish(Claim claim, AttemptResult result) {
        return super.finish(claims.get(claims.size() - 1), result);
      }
    };
  }

  static NewOrder withoutDeadline(NewOrder order) {
    OrderRequest.Builder request =
        OrderRequest.builder(order.request().customer())
            .idempotencyKey(order.request().idempotencyKey());
    order.request().specs().forEach(request::spec);
    return new NewOrder(order.tenant(), order.id(), request.build(), order.tasks());
  }

  static AttemptResult without(AttemptResult result, boolean images, boolean cost, boolean own) {
    AttemptResult.Builder copy =
        AttemptResult.builder(result.outcome())
            .failure(result.failure().orElse(StoreOrders.MISSING));
    if (!images) {
      result.images().forEach(copy::image);
    }
    if (!cost) {
      copy.cost(result.cost().orElse(null));
    }
    if (!own) {
      for (int index = 0; index < 5; index++) {
        Failure failure = result.images().containsKey(index) ? null : result.failureOf(index);
        if (failure != null) {
          copy.imageFailure(index, failure);
        }
      }
    }
    return copy.build();
  }

  static <T> T orElse(Supplier<T> call, Supplier<T> mend) {
    try {
      return call.get();
    } catch (ImageOrderException e) {
      return mend.get();
    }
  }
}
