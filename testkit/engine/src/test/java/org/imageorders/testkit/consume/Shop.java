package org.imageorders.testkit.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ManualTime;
import org.imageorders.testkit.OrderRequests;
import org.imageorders.testkit.ScriptedProvider;

/**
 * Orders whose events are consumed. The engine lives in real time; what consumers wait for, and
 * their leases, are in the test's hand.
 */
final class Shop implements AutoCloseable {

  static final Duration LEASE = Duration.ofHours(1);

  final ManualTime time = new ManualTime();
  private final AtomicInteger backingOff = new AtomicInteger();

  /** Goes by the test's time, and knows how many wait for a short while. */
  final Pauses pauses =
      (delay, action) -> {
        int one = delay.compareTo(Duration.ofMinutes(1)) <= 0 ? 1 : 0;
        AtomicInteger left = new AtomicInteger(one);
        backingOff.addAndGet(one);
        Pauses.Pending pending =
            time.after(
                delay,
                () -> {
                  backingOff.addAndGet(-left.getAndSet(0));
                  action.run();
                });
        return () -> {
          backingOff.addAndGet(-left.getAndSet(0));
          pending.cancel();
        };
      };

  final MemoryOrderStore orderStore = new MemoryOrderStore();
  final StateStore state = new MemoryStateStore(time);
  final ImageOrders orders =
      EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
          .orderStore(orderStore)
          .drain(Duration.ZERO)
          .build();
  private final Deque<EventConsumer> opened = new ArrayDeque<>();

  /** A consumer that tries an event three times, a second after the first failure. */
  EventConsumer consumer(EventHandler handler) {
    return consumer(state, handler, builder -> builder);
  }

  EventConsumer consumer(
      StateStore itsState, EventHandler handler, UnaryOperator<EventConsumer.Builder> settings) {
    return consumer(orders, itsState, handler, settings);
  }

  EventConsumer consumer(
      ImageOrders itsOrders,
      StateStore itsState,
      EventHandler handler,
      UnaryOperator<EventConsumer.Builder> settings) {
    EventConsumer consumer =
        settings
            .apply(
                EventConsumer.builder(itsOrders, itsState, "billing", handler)
                    .tries(3)
                    .lease(LEASE)
                    .handlerTimeout(Duration.ofDays(1))
                    .clock(time)
                    .pauses(pauses))
            .start();
    opened.push(consumer);
    return consumer;
  }

  /** Places an order and waits until it has ended: four events. */
  OrderId ended(String prompt) {
    OrderId id = orders.place(OrderRequests.of(OrderRequests.someCustomer(), prompt)).id();
    return orders.completion(id).join().id();
  }

  /** Waits, in real time, for what needs no time to pass. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** Lets time go on a second at a time, whenever someone backs off. */
  void passUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (backingOff.get() > 0) {
        time.advance(Duration.ofSeconds(1));
      }
      Thread.onSpinWait();
    }
  }

  /** The events of an order among those that were handled. */
  static List<OrderEvent.Type> of(OrderId order, List<OrderEvent> handled) {
    synchronized (handled) {
      return new ArrayList<>(handled)
          .stream().filter(event -> event.order().equals(order)).map(OrderEvent::type).toList();
    }
  }

  /** The ids of the four events of an order of one image. */
  static List<String> ids(OrderId order) {
    return List.of(order + ".1", order + ".2", order + ".3", order + ".4");
  }

  @Override
  public void close() {
    opened.forEach(EventConsumer::close);
    orders.close();
  }
}
