package org.imageorders.migration.ramp;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.imageorders.migration.CustomerCount;

/**
 * So many of so many orders are bad.
 *
 * @param worstBad how many of them are those of the customer who has the most; 0 if there is only
 *     one customer
 * @param worstAll all orders of that customer
 */
record Tally(int bad, int all, int worstBad, int worstAll) {

  static Tally of(Collection<Observation> orders, Predicate<Observation> isBad) {
    return of(orders, isBad, CustomerCount.NONE);
  }

  /** With more that are bad, and that nobody has observed. */
  static Tally of(
      Collection<Observation> orders, Predicate<Observation> isBad, CustomerCount more) {
    Map<String, Tally> customers = new HashMap<>();
    for (Observation order : orders) {
      Tally one = new Tally(isBad.test(order) ? 1 : 0, 1, 0, 0);
      customers.merge(order.customer(), one, Tally::plus);
    }
    Tally all = bad(more.orders());
    Tally worst = bad(more.most()); // if it is someone below, that one has at least as many
    for (Map.Entry<String, Tally> customer : customers.entrySet()) {
      Tally own = customer.getValue().plus(bad(more.of(customer.getKey())));
      worst = own.bad > 0 && own.bad >= worst.bad ? own : worst;
      all = all.plus(customer.getValue());
    }
    return worst.all == all.all ? all : new Tally(all.bad, all.all, worst.bad, worst.all);
  }

  private static Tally bad(int orders) {
    return new Tally(orders, orders, 0, 0);
  }

  private Tally plus(Tally other) {
    return new Tally(
        bad + other.bad, all + other.all, worstBad + other.worstBad, worstAll + other.worstAll);
  }

  /** With more that are bad; those of whoever has the most of them are one customer's as well. */
  Tally andBad(CustomerCount more) {
    return plus(new Tally(more.orders(), more.orders(), more.most(), more.most()));
  }

  /**
   * Without the customer who has the most bad ones: what one customer orders again and again says
   * much about the customer and little about the side.
   */
  Tally withoutWorst() {
    return new Tally(bad - worstBad, all - worstAll, 0, 0);
  }

  double rate() {
    return all == 0 ? 0 : (double) bad / all;
  }

  /** For example {@code 12 of 240 (5.0 %)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d of %,d (%.1f %%)", bad, all, 100 * rate());
  }
}
