package org.imageorders.migration.ramp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Fallbacks;
import org.imageorders.migration.Side;
import org.imageorders.migration.ramp.Behaviour.Fate;
import org.imageorders.migration.ramp.Observation.End;
import org.jspecify.annotations.Nullable;

/** Observations of many customers' orders, which came one every ten seconds, from a seed. */
final class Crowd {

  static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final Random random;
  private final int customers;

  Crowd(long seed, int customers) {
    this.random = new Random(seed);
    this.customers = customers;
  }

  List<Observation> orders(Side side, int number, Behaviour behaviour) {
    List<Observation> orders = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String customer = "customer-" + random.nextInt(customers);
      Instant at = BEGIN.plus(BETWEEN.multipliedBy(i));
      Fate fate = behaviour.next(random);
      OrderId id = OrderId.of("default", customer, side + "-" + i);
      orders.add(new Observation(side, id, customer, at, end(at, fate)));
    }
    return orders;
  }

  private static @Nullable End end(Instant at, Fate fate) {
    Duration time = fate.time();
    if (time == null) {
      return null;
    } else if (fate.fails()) {
      return new End(OrderStatus.FAILED, at.plus(time), 0, fate.cost(), "PROVIDER_REFUSED");
    }
    String flaw = fate.wrong() ? "512x512 for 1024x1024" : "";
    return new End(OrderStatus.COMPLETED, at.plus(time), 1, fate.cost(), flaw);
  }

  /** The same orders, as far as they had come when the newest of so many was an hour old. */
  static Sample sample(List<Observation> legacy, List<Observation> candidate) {
    int most = Math.max(legacy.size(), candidate.size());
    Instant now = BEGIN.plus(BETWEEN.multipliedBy(most)).plus(Duration.ofHours(1));
    return new Sample(now, legacy, candidate, Fallbacks.NONE, null);
  }

  static Observation costing(Observation order, Money cost) {
    End end = order.end();
    if (end == null) {
      return order;
    }
    End other = new End(end.status(), end.at(), end.images(), cost, end.flaw());
    return new Observation(order.side(), order.id(), order.customer(), order.acceptedAt(), other);
  }

  static Observation of(Observation order, String customer) {
    return new Observation(order.side(), order.id(), customer, order.acceptedAt(), order.end());
  }

  static Observation at(Observation order, Instant acceptedAt) {
    return new Observation(order.side(), order.id(), order.customer(), acceptedAt, order.end());
  }
}
