package org.imageorders.migration.ramp;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * So many of so many orders are bad.
 *
 * @param worstBad how many of them are those of the customer who has the most; 0 if there is only
 *     one customer
 * @param worstAll all orders of that customer
 */
record Tally(int bad, int all, int worstBad, int worstAll) {

  static Tally of(Collection<Observation> orders, Predicate<Observation> isBad) {
    Map<String, int[]> customers = new HashMap<>();
    for (Observation order : orders) {
      if (isBad.test(order)) {
        customers.computeIfAbsent(order.customer(), name -> new int[1])[0]++;
      }
    }
    int bad = 0;
    String worst = "";
    int worstBad = 0;
    for (Map.Entry<String, int[]> customer : customers.entrySet()) {
      int own = customer.getValue()[0];
      bad += own;
      worst = own > worstBad ? customer.getKey() : worst;
      worstBad = Math.max(worstBad, own);
    }
    String name = worst;
    int worstAll =
        bad == 0 ? 0 : (int) orders.stream().filter(o -> o.customer().equals(name)).count();
    return worstAll == orders.size()
        ? new Tally(bad, orders.size(), 0, 0)
        : new Tally(bad, orders.size(), worstBad, worstAll);
  }

  /** With so many more that are bad and nobody's in particular. */
  Tally andBad(int more) {
    return new Tally(bad + more, all + more, worstBad, worstAll);
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
