package org.imageorders.migration.compare;

import java.util.Comparator;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;

/**
 * A picture that differs from its twin, at a rung that no rule ignores.
 *
 * @param order whose it is
 * @param index its place in the order, from 0
 * @param rung where it differs
 */
record Mismatch(ComparedOrder order, int index, Rung rung) {

  /**
   * The farthest apart first, of one rung: SSIM is known where the hashes are near each other. The
   * same order each time.
   */
  static final Comparator<Mismatch> WORST_FIRST =
      Comparator.<Mismatch>comparingDouble(one -> one.image().similarity().orElse(1))
          .thenComparingInt(one -> -one.image().hashDistance().orElse(0))
          .thenComparing(one -> one.order().original().order().toString())
          .thenComparingInt(Mismatch::index);

  Resemblance image() {
    return order.images().get(index);
  }
}
