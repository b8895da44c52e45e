package org.imageorders.migration.compare;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Outcome;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;

/** What a parallel run might have found. */
final class Pairs {

  static final Instant TODAY = Instant.parse("2026-11-27T12:00:00Z");

  private Pairs() {}

  /** So many orders with the candidate. */
  static List<ComparedOrder> candidate(int orders, Resemblance... images) {
    return of(Twin.CANDIDATE, orders, images);
  }

  /** So many orders with legacy itself. */
  static List<ComparedOrder> noise(int orders, Resemblance... images) {
    return of(Twin.LEGACY, orders, images);
  }

  private static List<ComparedOrder> of(Twin twin, int orders, Resemblance... images) {
    return IntStream.range(0, orders)
        .mapToObj(
            number -> {
              String key = twin + List.of(images).toString() + number;
              return pair(
                  twin,
                  OrderId.of("default", "ana", key),
                  OrderId.of("shadow", "ana", key),
                  List.of(images));
            })
        .toList();
  }

  static ComparedOrder pair(Twin twin, OrderId original, OrderId copy, List<Resemblance> images) {
    return new ComparedOrder(
        twin,
        new Outcome(original, OrderStatus.COMPLETED, Duration.ofMillis(2500), Money.usd("0.05")),
        new Outcome(copy, OrderStatus.COMPLETED, Duration.ofSeconds(4), Money.usd("0.04")),
        images,
        TODAY);
  }

  /** The same outcome, as dear in reais. */
  static Outcome inReais(Outcome outcome) {
    Money reais = Money.of(outcome.cost().amount().toPlainString(), "BRL");
    return new Outcome(outcome.order(), outcome.status(), outcome.time(), reais);
  }

  static Resemblance alike() {
    return new Resemblance(Optional.empty(), "", OptionalInt.of(0), OptionalDouble.of(0.99));
  }

  static Resemblance failed(Rung rung, String why) {
    return new Resemblance(Optional.of(rung), why, OptionalInt.empty(), OptionalDouble.empty());
  }

  static Resemblance far(int bits) {
    return new Resemblance(
        Optional.of(Rung.HASH),
        bits + " of 64 bits differ, at most 10 are allowed",
        OptionalInt.of(bits),
        OptionalDouble.empty());
  }

  @SafeVarargs
  static List<ComparedOrder> all(List<ComparedOrder>... parts) {
    List<ComparedOrder> all = new ArrayList<>();
    for (List<ComparedOrder> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
