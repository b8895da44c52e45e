package org.imageorders.engine;

/**
 * Says what each customer may spend. Asked whenever an order is placed, by any thread; it must
 * answer at once.
 */
@FunctionalInterface
public interface Budgets {

  /**
   * What a customer may spend from now on; {@link Budget#UNLIMITED} for any sum.
   *
   * @param tenant whose customer it is
   */
  Budget of(String tenant, String customer);
}
