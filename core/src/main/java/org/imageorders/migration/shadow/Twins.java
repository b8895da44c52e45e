package org.imageorders.migration.shadow;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.migration.Share;

/**
 * Where copies are placed, each twin in its reserved tenant, and of which orders.
 *
 * @param salt what orders are mixed with to be sampled
 */
record Twins(Map<Twin, ImageOrders> orders, Map<Twin, Share> samples, String salt) {

  Twins {
    orders = Map.copyOf(orders);
    samples = Map.copyOf(samples);
  }

  ImageOrders of(Twin twin) {
    ImageOrders twins = orders.get(twin);
    if (twins == null) {
      throw new IllegalStateException("this run was built without the twin " + twin);
    }
    return twins;
  }

  /** The twins that an order is copied to; the same ones whenever and wherever it is asked. */
  Set<Twin> sampled(OrderId original) {
    Set<Twin> sampled = new TreeSet<>();
    samples.forEach(
        (twin, share) -> {
          if (share.includes(salt, original.value())) {
            sampled.add(twin);
          }
        });
    return sampled;
  }

  /** The key of an original's copy. */
  CopyKey key(Twin twin, String customer, OrderId original) {
    return new CopyKey(twin, hashOf(customer), of(twin).idOf(customer, copysKey(original)));
  }

  /** The key of a copy that has this id. */
  CopyKey keyOfCopy(Twin twin, String customer, OrderId copy) {
    return new CopyKey(twin, hashOf(customer), copy);
  }

  OrderId hashOf(String customer) {
    return of(Twin.CANDIDATE).idOf(customer, "shadow");
  }

  static String copysKey(OrderId original) {
    return "shadow." + original;
  }
}
